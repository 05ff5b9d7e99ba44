// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory with a kernel that was built elsewhere: a build directory of make, or one that just
 * holds the files.
 *
 * @param directory where
 * @param config its {@code .config}
 * @param bzImage the compressed image, if it is there
 * @param vmlinux the ELF image, if it is there
 */
record ForeignBuild(Path directory, Path config, Optional<Path> bzImage, Optional<Path> vmlinux) {
  /** What the guest cannot do without, and what the scheduler is loaded with. */
  private static final List<String> NEEDED =
      List.of(
          "64BIT",
          "PRINTK",
          "TTY",
          "SERIAL_8250_CONSOLE",
          "BLK_DEV_INITRD",
          "BINFMT_ELF",
          "BINFMT_SCRIPT",
          "DEVTMPFS",
          "TMPFS",
          "PROC_FS",
          "SYSFS",
          "UNIX98_PTYS",
          "INET",
          "VIRTIO_PCI",
          "VIRTIO_CONSOLE",
          "VIRTIO_NET",
          "BPF_SYSCALL",
          "BPF_JIT",
          "DEBUG_INFO_BTF",
          "SCHED_CLASS_EXT");

  /** The Makefile that make writes into a separate build directory (7.3: outputmakefile). */
  private static final Pattern INCLUDED = Pattern.compile("(?m)^include (/.*)/Makefile$");

  private static final Pattern HEADING = Pattern.compile("(?m)^# Linux/\\S+ (\\S+) Kernel Config");

  /**
   * Looks at a directory.
   *
   * @throws BadInput if it holds no kernel, or one that cannot run a scenario
   */
  static ForeignBuild at(Path directory) {
    Optional<Path> config = first(directory, ".config", "kernel.config", "config");
    Optional<Path> bzImage = first(directory, "arch/x86/boot/bzImage", "bzImage", "vmlinuz");
    Optional<Path> vmlinux = first(directory, "vmlinux");
    List<String> lacks = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      lacks.add("it is no directory");
    } else if (config.isEmpty()) {
      lacks.add("it has no .config");
    }
    if (bzImage.isEmpty() && vmlinux.isEmpty()) {
      lacks.add("it has neither arch/x86/boot/bzImage, nor bzImage, nor vmlinux");
    }
    if (!lacks.isEmpty()) {
      throw new BadInput(
          "There is no built kernel in " + directory + ".",
          lacks,
          "Give the directory that make built in (its O=), or one with .config and bzImage or"
              + " vmlinux; --tree takes a source tree.");
    }
    ForeignBuild build = new ForeignBuild(directory, config.orElseThrow(), bzImage, vmlinux);
    build.refuseUnusable();
    return build;
  }

  private static Optional<Path> first(Path directory, String... names) {
    return Stream.of(names).map(directory::resolve).filter(Files::isRegularFile).findFirst();
  }

  private void refuseUnusable() {
    Map<String, String> values = values();
    List<String> evidence = new ArrayList<>();
    for (String symbol : NEEDED) {
      String value = values.getOrDefault("CONFIG_" + symbol, "n");
      if (!value.equals("y")) {
        evidence.add(
            "CONFIG_"
                + symbol
                + (value.equals("m")
                    ? " is m, and a guest loads no modules of the kernel's: it must be y"
                    : " is off"));
      }
    }
    String advice =
        evidence.isEmpty()
            ? "Put the kernel's bzImage beside its vmlinux (make bzImage), or let nosplat build it,"
                + " with --tree."
            : "Turn these on, as kernel-configs/base.config and sched_ext.config do, and build it"
                + " again; or let nosplat build it, with --tree.";
    if (!startsThroughPvh() && bzImage.isEmpty()) {
      evidence.add(
          (on("PVH") ? "CONFIG_KASAN is on" : "CONFIG_PVH is off")
              + ", so it takes a bzImage to boot it, and there is none");
    }
    if (!evidence.isEmpty()) {
      throw new BadInput(
          "The kernel in " + directory + " cannot run a scenario.", evidence, advice);
    }
  }

  /** The values in its configuration, by names with {@code CONFIG_}. */
  private Map<String, String> values() {
    return new Fragment(config.toString(), text(config)).requests();
  }

  /** Whether a symbol is y. */
  boolean on(String symbol) {
    return values().getOrDefault("CONFIG_" + symbol, "n").equals("y");
  }

  /** Whether QEMU can start its ELF image. */
  boolean startsThroughPvh() {
    return Kernel.startsThroughPvh(values());
  }

  /** What compiled it, as its configuration says. */
  Compiler compiler() {
    return on("CC_IS_CLANG") ? Compiler.CLANG : Compiler.GCC;
  }

  /** The compiler's version line; empty where the configuration does not have it. */
  String compilerLine() {
    return values().getOrDefault("CONFIG_CC_VERSION_TEXT", "").replace("\"", "");
  }

  /** {@code make kernelrelease}; without make's own note of it, the version in the heading. */
  String release() {
    Optional<Path> noted = first(directory, "include/config/kernel.release", "release");
    Matcher heading = HEADING.matcher(text(config));
    String release =
        noted.map(file -> text(file).strip()).orElse(heading.find() ? heading.group(1) : "");
    if (!release.isEmpty() && !KernelRelease.isOne(release)) {
      throw new BadInput(
          "The kernel in " + directory + " has a release of another form than make's.",
          List.of(noted.map(Path::toString).orElse(config.toString())),
          "Give the directory as make left it.");
    }
    return release;
  }

  /** What modules for it are built with. */
  Path symbols() {
    return directory.resolve("Module.symvers");
  }

  /** The source tree that it was built from, if it is still where make found it. */
  Optional<Path> source() {
    if (Files.isRegularFile(directory.resolve("Kbuild"))) {
      return Optional.of(directory);
    }
    Path makefile = directory.resolve("Makefile");
    if (!Files.isRegularFile(makefile)) {
      return Optional.empty();
    }
    Matcher included = INCLUDED.matcher(text(makefile));
    return included.find()
        ? Optional.of(Path.of(included.group(1)))
            .filter(tree -> Files.isRegularFile(tree.resolve("Kbuild")))
        : Optional.empty();
  }

  /** What keeps a module from being built for it, and what to do; empty if nothing does. */
  Optional<String> moduleObstacle() {
    if (!on("MODULES")) {
      return Optional.of("CONFIG_MODULES is off in this kernel; turn it on and build it again");
    }
    if (!Files.isRegularFile(symbols())) {
      return Optional.of(
          "there is no Module.symvers in "
              + directory
              + "; give the directory that make built in (its O=), after make modules");
    }
    return source().isPresent()
        ? Optional.empty()
        : Optional.of(
            "the source tree that " + directory + " was built from is gone; put it back there");
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new BadInput(
          file + " cannot be read.",
          List.of(String.valueOf(e)),
          "See that you may read the directory of the kernel.",
          e);
    }
  }
}
