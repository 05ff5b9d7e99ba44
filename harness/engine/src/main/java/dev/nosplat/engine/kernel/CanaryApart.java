// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.toolchain.BoundedWork;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.GivenFiles;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds the canary of a kernel that nobody vouches for in a container of its own, where nothing
 * runs that the kernel's tree or its build has made: make, its scripts and its programs are the
 * {@linkplain CanaryKit base's}, the configuration is written anew from the audited one, and of the
 * kernel there are headers, which the compiler alone reads, and the list of its symbols.
 */
final class CanaryApart {
  /** In an entry whose canary was built so; says by what. */
  static final String NOTE = "canary-kit";

  private static final int MEMORY_MIB = 2048;

  /**
   * Links in /tmp lead only the compiler; make reads its own files there, which are the kit's and
   * ours. A header in {@code include/config} there is none.
   */
  static final String BUILD =
      """
      cd /tmp
      tar -xf /kit/kit.tar
      ln -s /judged/include src/include
      ln -s /judged/arch/x86/include src/arch/x86/include
      mkdir -p build/include/config build/include/generated build/arch/x86/include/generated
      cd /made
      for headers in include/generated arch/x86/include/generated; do
        [ ! -d "$headers" ] || find "$headers" -type f -name '*.h' -size -4M \
          -exec cp --parents -t /tmp/build {} +
      done
      if [ -f Module.symvers ] && [ ! -L Module.symvers ]; then
        cp Module.symvers /tmp/build
      fi
      cd /tmp
      cp /nosplat/autoconf.h build/include/generated
      touch build/include/generated/rustc_cfg
      cp /nosplat/auto.conf /nosplat/kernel.release build/include/config
      cp -r "/nosplat/$1" canary
      shift
      make -C /tmp/src O=/tmp/build "$@" M=/tmp/canary modules
      cp canary/nosplat_canary.ko /out
      """;

  private CanaryApart() {}

  /**
   * Builds it for a kernel whose build has ended.
   *
   * @param kit the {@linkplain CanaryKit kit's} entry
   * @param draft what was taken of that kernel, and where the module goes
   * @throws BuildFailed if it does not compile against this kernel
   */
  static void build(Site site, KernelRequest request, Path kit, Path draft)
      throws IOException, InterruptedException {
    Path given = draft.resolve("given");
    ContainerDirectory out = site.toolchain().scratch(draft);
    Map<String, byte[]> files = new TreeMap<>(CanaryModule.files());
    files.putAll(ModuleConfig.files(Files.readString(draft.resolve(Kconfig.DOT_CONFIG.name()))));
    String release = Files.readString(draft.resolve(Kernel.RELEASE));
    files.put("kernel.release", release.getBytes(StandardCharsets.UTF_8));
    ContainerSpec spec =
        ContainerSpec.offline(
            "canary",
            List.of(
                GivenFiles.write(given, files, "/nosplat"),
                Mount.readOnly(kit, "/kit"),
                Mount.readOnly(site.source(), "/judged"),
                Mount.readOnly(site.build(), "/made"),
                Mount.writable(out, "/out")),
            MEMORY_MIB);
    BuildLimits limits = site.limits();
    try (BoundedWork work =
        BoundedWork.open(
            site.toolchain(),
            spec,
            new BoundedWork.Bounds(limits.bytes(), limits.files()),
            "The canary's build",
            site.output()::evidence)) {
      List<String> command =
          new ArrayList<>(List.of("sh", "-euc", BUILD, "canary", CanaryModule.SOURCES));
      command.addAll(request.compiler().makeVariables());
      Map<String, String> environment = new TreeMap<>(Make.ENVIRONMENT);
      environment.put("CCACHE_DISABLE", "1");
      if (work.run(command, environment, site.output(), limits.configure()) != 0) {
        throw work.failed(refused(site.output().evidence()));
      }
      work.end();
    }
    try {
      Harvest.take(
          out, List.of(new Harvest.Wanted(Kernel.CANARY, Kernel.CANARY, CanaryModule.MOST)), draft);
    } catch (HarvestRefused e) {
      throw refused(e.reasons());
    }
    out.delete();
    Trees.delete(given);
    Files.writeString(draft.resolve(NOTE), kit.getFileName() + "\n");
  }

  private static BuildFailed refused(List<String> evidence) {
    return new BuildFailed(
        "the canary module does not compile against this kernel",
        evidence,
        "see build.log; its scripts and Makefiles are those of the tree without the patches, the"
            + " headers are the patched ones");
  }
}
