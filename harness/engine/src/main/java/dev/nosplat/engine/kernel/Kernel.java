// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A built kernel in the artifact store.
 *
 * @param directory the store's entry; read-only by agreement
 * @param key the entry's key
 * @param release {@code make kernelrelease}
 * @param compiler the compiler's version line
 * @param built what it took, for example {@code 14 objects in 28 s}; {@code from the store}
 * @param times what that time went into; nothing where this call built nothing
 */
public record Kernel(
    Path directory, String key, String release, String compiler, String built, BuildTimes times) {
  static final String BOOT = "vmlinux.boot";
  static final String CANARY = "nosplat_canary.ko";
  static final String RELEASE = "release";
  static final String NO_CANARY = "no-canary";
  static final String CHANGED = "changed-files";

  /** What its objects' counters count, for gcov; where there are any. */
  public static final String NOTES = "counters.tar";

  /** The compressed image with its boot header; not there where {@link Goals} left it out. */
  public Path bzImage() {
    return directory.resolve("bzImage");
  }

  /** The ELF image with BTF and DWARF. */
  public Path vmlinux() {
    return directory.resolve("vmlinux");
  }

  /**
   * What QEMU starts: the ELF image without debugging sections, through PVH, and the compressed
   * image for a kernel that cannot be started so.
   */
  public Path bootImage() {
    Path elf = directory.resolve(BOOT);
    return Files.exists(elf) ? elf : bzImage();
  }

  /**
   * Whether a kernel with this configuration can be entered through PVH. With KASAN it resets the
   * machine: xen_prepare_pvh() (arch/x86/platform/pvh/enlighten.c, 7.3) calls string functions that
   * look into a shadow which kasan_early_init() has not made yet.
   *
   * @param values what {@code .config} says, each symbol with its prefix
   */
  static boolean startsThroughPvh(Map<String, String> values) {
    return values.getOrDefault("CONFIG_PVH", "n").equals("y")
        && !values.getOrDefault("CONFIG_KASAN", "n").equals("y");
  }

  /** The same of a whole {@code .config}. */
  static boolean startsThroughPvh(String dotConfig) {
    return startsThroughPvh(new Fragment(".config", dotConfig).requests());
  }

  /** The kernel with its symbols: {@link #vmlinux}, or where that is not there the boot image. */
  public Optional<Path> symbols() {
    return Stream.of(vmlinux(), directory.resolve(BOOT)).filter(Files::exists).findFirst();
  }

  /** Whether it may lie at a random address. */
  public boolean randomBase() {
    try {
      return new Fragment("kernel.config", Files.readString(config()))
          .requests()
          .getOrDefault("CONFIG_RANDOMIZE_BASE", "n")
          .equals("y");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + config(), e);
    }
  }

  /**
   * What the build made of each file that the series changed.
   *
   * @throws java.io.UncheckedIOException if the store's entry cannot be read
   */
  public List<BuiltFile> changedFiles() {
    Path file = directory.resolve(CHANGED);
    try {
      return Files.exists(file) ? BuiltFile.read(Files.readString(file)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** Whether some of its objects carry counters. */
  public boolean counted() {
    return Files.exists(directory.resolve(NOTES));
  }

  /** The effective configuration. */
  public Path config() {
    return directory.resolve("kernel.config");
  }

  /** The canary module, built for exactly this kernel; empty where it could not be built. */
  public Optional<Path> canary() {
    return Optional.of(directory.resolve(CANARY)).filter(Files::exists);
  }

  /**
   * Why no canary module could be built and what to do about it; empty where one was. A bundle
   * keeps the module in its guest image alone.
   *
   * @throws java.io.UncheckedIOException if the store's entry cannot be read
   */
  public Optional<String> noCanary() {
    if (!Files.exists(directory.resolve(NO_CANARY))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(directory.resolve(NO_CANARY)).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + directory.resolve(NO_CANARY), e);
    }
  }

  /**
   * CONFIG_HZ, ticks a second; 0 where the configuration does not say.
   *
   * @throws java.io.UncheckedIOException if the store's entry cannot be read
   */
  public int tickHz() {
    try {
      String value =
          new Fragment("kernel.config", Files.readString(config()))
              .requests()
              .getOrDefault("CONFIG_HZ", "0");
      return value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + config(), e);
    }
  }
}
