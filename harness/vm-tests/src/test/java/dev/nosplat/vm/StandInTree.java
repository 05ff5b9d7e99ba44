// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.kernel.BuildLimits;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.kernel.Fragment;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelBuilder;
import dev.nosplat.engine.kernel.KernelConfig;
import dev.nosplat.engine.kernel.KernelRequest;
import dev.nosplat.engine.kernel.UntrustedBuilds;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A tree that kbuild's callers cannot tell from a kernel's, and that builds in a second. What its
 * Makefile does, a patch to the kernel's own can do: at each step it runs a script of the test's.
 */
final class StandInTree {
  /** When a script runs. */
  enum Step {
    CONFIGURE,
    COMPILE,
    CANARY;

    private String script() {
      return "at-" + name() + ".sh";
    }
  }

  private static final String MAKEFILE =
      """
      VERSION = 7
      PATCHLEVEL = 3
      ifdef M
      modules:
      \tcp $(M)/canary.c $(M)/nosplat_canary.ko
      \tsh -eu /src/at-CANARY.sh
      else
      allnoconfig:
      \tcp $(KCONFIG_ALLCONFIG) $(O)/.config
      \tsh -eu /src/at-CONFIGURE.sh
      bzImage:
      \tmkdir -p $(O)/arch/x86/boot $(O)/include/config
      \tcp --remove-destination /bin/true $(O)/vmlinux
      \tcp /bin/true $(O)/arch/x86/boot/bzImage
      \techo 7.3.0 > $(O)/include/config/kernel.release
      \techo include /src/Makefile > $(O)/Makefile
      \tsh -eu /src/at-COMPILE.sh
      modules: bzImage
      endif
      """;

  private final Path top;
  private final Path home;
  private final Path log;
  private BuildLimits limits = BuildLimits.ofHost(2);

  /** An innocent one, with a cache directory and a log of its own below {@code scratch}. */
  StandInTree(Path scratch) throws IOException {
    top = Files.createDirectories(scratch.resolve("tree"));
    home = Files.createDirectories(scratch.resolve("cache"));
    log = scratch.resolve("build.log");
    Files.writeString(top.resolve("Makefile"), MAKEFILE);
    Files.writeString(top.resolve("Kconfig"), "mainmenu \"stand-in\"\n");
    calm();
  }

  /** Takes back every script. */
  StandInTree calm() throws IOException {
    for (Step step : Step.values()) {
      at(step, "");
    }
    return this;
  }

  /** Has a shell script run in the build's container. */
  StandInTree at(Step step, String script) throws IOException {
    Files.writeString(top.resolve(step.script()), script);
    return this;
  }

  /** Has the builds bounded otherwise. */
  StandInTree within(BuildLimits other) {
    limits = other;
    return this;
  }

  Path top() {
    return top;
  }

  /** What make printed in the last build. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** The kernel that nosplat's own builder makes of it. */
  Kernel build() throws InterruptedException {
    return build(Optional.empty(), new UntrustedBuilds(home.resolve("untrusted")));
  }

  /** The same as an untrusted build of this series, which is thrown away with {@code untrusted}. */
  Kernel build(Optional<String> series, UntrustedBuilds untrusted) throws InterruptedException {
    return builder(untrusted).build(request(series), source(), log, Progress.silent());
  }

  /** Builds it, then from nothing, and compares. */
  Kernel buildTwice(Progress progress) throws InterruptedException {
    try (UntrustedBuilds untrusted = new UntrustedBuilds(home.resolve("untrusted"))) {
      KernelBuilder builder = builder(untrusted);
      KernelRequest request = request(Optional.empty());
      Kernel kernel = builder.build(request, source(), log, progress);
      builder.rebuild(request, kernel, source(), log, progress);
      builder.rebuild(request, kernel, source(), log, progress);
      return kernel;
    }
  }

  private static KernelRequest request(Optional<String> series) {
    return new KernelRequest(
        Long.toHexString(System.nanoTime()),
        "stand-in",
        new KernelRequest.Origin("7.3", "stand-in", "none", 0),
        new KernelConfig(List.of(new Fragment("wanted", "CONFIG_WANTED=y\n"))),
        Compiler.GCC,
        series,
        List.of());
  }

  private KernelBuilder.Source source() {
    return () ->
        new KernelBuilder.Source.Opened() {
          @Override
          public Path path() {
            return top;
          }

          @Override
          public void close() {
            // It lies there for the next build.
          }
        };
  }

  private KernelBuilder builder(UntrustedBuilds untrusted) throws InterruptedException {
    Settings settings = Settings.ofProcess();
    Toolchain toolchain =
        Toolchain.connect(PackedResources.read("Dockerfile"), home, settings.environment());
    return new KernelBuilder(
        toolchain,
        new Store(home.resolve("store"), settings.clock()),
        home,
        untrusted,
        settings.clock(),
        limits);
  }
}
