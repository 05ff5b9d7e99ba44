// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What makes a module, taken from a tree that somebody vouches for: its Makefiles, its scripts, and
 * the programs that it makes for the host of the build. No header, and nothing of a patch.
 */
final class CanaryKit {
  /** The one file of an entry. */
  static final String FILE = "kit.tar";

  private static final String FORMAT = "1";
  private static final long MOST = 256 << 20;

  /**
   * Which files a module's make reads (7.3: the top Makefile with KBUILD_EXTMOD, scripts/, the
   * Makefile of the architecture) and which programs it runs.
   */
  static final String PACK =
      """
      cd /build
      rm -rf kit kit.tar
      mkdir -p kit/src/arch/x86 kit/build/tools/objtool
      cp -a /src/Makefile /src/scripts kit/src
      cp -a /src/arch/x86/Makefile* kit/src/arch/x86
      cp -a scripts kit/build
      [ ! -f tools/objtool/objtool ] || cp -a tools/objtool/objtool kit/build/tools/objtool
      tar -C kit -cf kit.tar src build
      """;

  private final Toolchain toolchain;
  private final Store store;
  private final Workshop workshop;

  CanaryKit(Toolchain toolchain, Store store, Workshop workshop) {
    this.toolchain = toolchain;
    this.store = store;
    this.workshop = workshop;
  }

  /**
   * The store's entry with the kit for kernels of a request.
   *
   * @param request whose configuration and compiler it is for
   * @param base where it comes from
   * @param log where make's output goes
   * @throws dev.nosplat.engine.problem.BuildFailed if the base's own scripts do not compile
   */
  Path of(KernelRequest request, KernelBuilder.Base base, Path log, Progress progress)
      throws InterruptedException {
    Key key =
        Key.of(
            "canary-kit",
            Map.of(
                "format",
                FORMAT,
                "tree",
                base.treeId(),
                "config",
                request.config().digest().hex(),
                "compiler",
                request.compiler().command(),
                "toolchain",
                toolchain.digest(),
                "command",
                Digest.of(PACK).hex()));
    return store.obtain(
        key,
        () -> progress.say("waiting for another run that makes what compiles the canary"),
        draft -> {
          progress.begin("making what compiles the canary, from the tree without the patches");
          workshop.workBesideBase(
              "canary-kit-" + key.name(),
              request,
              base.source(),
              log,
              progress,
              site -> make(site, request, draft));
        });
  }

  private static Path make(Site site, KernelRequest request, Path draft)
      throws IOException, InterruptedException {
    new Kconfig(site, request).configure();
    if (!site.compiles(Make.kernel(request.compiler(), "modules_prepare"))
        || !site.compiles(List.of("sh", "-euc", PACK))) {
      throw site.failed(
          "The tree without the patches does not make the programs that a module is built with",
          "see build.log; check that tree alone first");
    }
    site.harvest(List.of(new Harvest.Wanted(FILE, FILE, MOST)), "", List.of(), draft);
    return draft;
  }
}
