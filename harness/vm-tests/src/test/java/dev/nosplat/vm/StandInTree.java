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
      return "scripts/at-" + name() + ".sh";
    }
  }

  private static final String MAKEFILE =
      """
      VERSION = 7
      PATCHLEVEL = 3
      here := $(dir $(lastword $(MAKEFILE_LIST)))
      objects := $(or $(O),/build)
      ifdef M
      include $(here)arch/x86/Makefile
      include $(objects)/include/config/auto.conf
      modules:
      \tcp $(M)/canary.c $(M)/nosplat_canary.ko
      \tcat $(here)include/header.h >> $(M)/nosplat_canary.ko
      \techo $(flags) $(CONFIG_WANTED) >> $(M)/nosplat_canary.ko
      \tsh $(objects)/scripts/modpost >> $(M)/nosplat_canary.ko
      \tsh -eu $(here)scripts/at-CANARY.sh
      else
      allnoconfig:
      \tcp $(KCONFIG_ALLCONFIG) $(O)/.config
      \tsh -eu scripts/at-CONFIGURE.sh
      modules_prepare:
      \tmkdir -p $(O)/scripts $(O)/include/config
      \tcp scripts/modpost.c $(O)/scripts/modpost
      \tcp $(O)/.config $(O)/include/config/auto.conf
      vmlinux: modules_prepare
      \tcp --remove-destination /bin/true $(O)/vmlinux
      \techo 7.3.0 > $(O)/include/config/kernel.release
      \techo include /src/Makefile > $(O)/Makefile
      \tsh -eu scripts/at-COMPILE.sh
      bzImage: vmlinux
      \tmkdir -p $(O)/arch/x86/boot
      \tcp /bin/true $(O)/arch/x86/boot/bzImage
      modules: vmlinux
      endif
      """;

  private final Path top;
  private final Path base;
  private final Path home;
  private final Path log;
  private BuildLimits limits = BuildLimits.ofHost(2);
  private List<String> changed = List.of();
  private String wanted = "CONFIG_WANTED=y\n";

  /** An innocent one, with a cache directory and a log of its own below {@code scratch}. */
  StandInTree(Path scratch) throws IOException {
    top = plant(scratch.resolve("tree"));
    base = plant(scratch.resolve("base"));
    home = Files.createDirectories(scratch.resolve("cache"));
    log = scratch.resolve("build.log");
  }

  private static Path plant(Path tree) throws IOException {
    Files.createDirectories(tree.resolve("scripts"));
    Files.createDirectories(tree.resolve("include"));
    Files.createDirectories(tree.resolve("arch/x86/include"));
    Files.writeString(tree.resolve("Makefile"), MAKEFILE);
    Files.writeString(tree.resolve("Kconfig"), "mainmenu \"stand-in\"\n");
    Files.writeString(tree.resolve("arch/x86/Makefile"), "flags = of the architecture\n");
    Files.writeString(tree.resolve("scripts/modpost.c"), "echo checked by modpost\n");
    Files.writeString(tree.resolve("include/header.h"), "a header\n");
    for (Step step : Step.values()) {
      Files.writeString(tree.resolve(step.script()), "");
    }
    return tree;
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

  /** Has QEMU enter the kernel through PVH, and a series change these files. */
  StandInTree throughPvh(String... files) {
    wanted = "CONFIG_WANTED=y\nCONFIG_PVH=y\n";
    changed = List.of(files);
    return this;
  }

  Path top() {
    return top;
  }

  /** The tree without the patches, which untrusted builds take the canary's make from. */
  Path basis() {
    return base;
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
    return builder(untrusted).build(request(series), source(top), base(), log, Progress.silent());
  }

  /** Builds it, then from nothing, and compares. */
  Kernel buildTwice(Progress progress) throws InterruptedException {
    try (UntrustedBuilds untrusted = new UntrustedBuilds(home.resolve("untrusted"))) {
      KernelBuilder builder = builder(untrusted);
      KernelRequest request = request(Optional.empty());
      Kernel kernel = builder.build(request, source(top), base(), log, progress);
      builder.rebuild(request, kernel, source(top), base(), log, progress);
      builder.rebuild(request, kernel, source(top), base(), log, progress);
      return kernel;
    }
  }

  private KernelRequest request(Optional<String> series) {
    return new KernelRequest(
        Long.toHexString(System.nanoTime()),
        "stand-in",
        new KernelRequest.Origin("7.3", "stand-in", "none", 0),
        new KernelConfig(List.of(new Fragment("wanted", wanted))),
        Compiler.GCC,
        series,
        changed);
  }

  private KernelBuilder.Base base() {
    return new KernelBuilder.Base("base-of-" + top, source(base));
  }

  private static KernelBuilder.Source source(Path tree) {
    return () ->
        new KernelBuilder.Source.Opened() {
          @Override
          public Path path() {
            return tree;
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
