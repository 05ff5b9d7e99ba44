// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.toolchain.Harvest.Wanted;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that a built kernel consists of in the store, and how they get there. */
final class Products {
  private static final String VMLINUX = "vmlinux";
  private static final long MOST_VMLINUX = 2L << 30;

  private static final List<Wanted> BUILT =
      List.of(
          new Wanted(VMLINUX, VMLINUX, MOST_VMLINUX),
          Kconfig.DOT_CONFIG,
          new Wanted("include/config/kernel.release", Kernel.RELEASE, KernelRelease.MOST + 1));

  private static final Wanted CANARY = CanaryModule.product("nosplat/");

  private static final List<Wanted> MADE =
      List.of(new Wanted(Kernel.BOOT, Kernel.BOOT, MOST_VMLINUX));

  private Products() {}

  /**
   * The digest of each file that make left, by its name in the store; of the canary where the same
   * make has built it.
   */
  static SortedMap<String, Digest> digests(Path kernel) {
    SortedMap<String, Digest> digests = new TreeMap<>();
    List<Wanted> files = new ArrayList<>(BUILT);
    if (Files.exists(kernel.resolve(Goals.compressed().name()))) {
      files.add(Goals.compressed());
    }
    if (!Files.exists(kernel.resolve(CanaryApart.NOTE))) {
      files.add(CANARY);
    }
    for (Wanted file : files) {
      digests.put(file.name(), Digest.ofFile(kernel.resolve(file.name())));
    }
    return digests;
  }

  /**
   * Takes them out of a build directory; the build is over after that.
   *
   * @param goals what was built
   * @param besides what else is to be taken
   * @param draft where they go
   * @throws BuildFailed if the build left something else
   */
  static void take(Site site, KernelRequest request, Goals goals, List<Wanted> besides, Path draft)
      throws IOException, InterruptedException {
    String more =
        "objcopy --strip-debug "
            + VMLINUX
            + " "
            + Kernel.BOOT
            + "\n"
            + request.compiler().command()
            + " --version\n";
    List<Wanted> wanted = goals.and(BUILT);
    if (request.untrusted().isEmpty()) {
      wanted.add(CANARY);
    }
    wanted.addAll(besides);
    List<String> said = site.harvest(wanted, more, MADE, draft);
    String config = text(draft, Kconfig.DOT_CONFIG.name());
    if (!Kernel.startsThroughPvh(config)) {
      Files.delete(draft.resolve(Kernel.BOOT));
    }
    KernelRelease.checked(text(draft, Kernel.RELEASE).strip());
    Files.writeString(draft.resolve("compiler"), (said.isEmpty() ? "" : said.get(0)) + "\n");
  }

  /** What else reads it may rely on it being text. */
  private static String text(Path draft, String name) throws IOException {
    try {
      return Files.readString(draft.resolve(name));
    } catch (CharacterCodingException e) {
      throw new BuildFailed(
          "The " + name + " that the build left is no text",
          List.of(String.valueOf(e.getMessage())),
          "See what in the tree writes it.");
    }
  }
}
