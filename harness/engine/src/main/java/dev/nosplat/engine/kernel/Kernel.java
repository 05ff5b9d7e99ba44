// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A built kernel in the artifact store.
 *
 * @param directory the store's entry; read-only by agreement
 * @param key the entry's key
 * @param release {@code make kernelrelease}
 * @param compiler the compiler's version line
 * @param built what it took, for example {@code 14 objects in 28 s}; {@code from the store}
 */
public record Kernel(Path directory, String key, String release, String compiler, String built) {

  /** The compressed image with its boot header. */
  public Path bzImage() {
    return directory.resolve("bzImage");
  }

  /** The ELF image with BTF and DWARF. */
  public Path vmlinux() {
    return directory.resolve("vmlinux");
  }

  /** The ELF image without debugging sections: what QEMU starts through PVH. */
  public Path bootImage() {
    return directory.resolve("vmlinux.boot");
  }

  /** The effective configuration. */
  public Path config() {
    return directory.resolve("kernel.config");
  }

  /** The canary module, built for exactly this kernel. */
  public Path canary() {
    return directory.resolve("nosplat_canary.ko");
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
      return Integer.parseInt(value);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + config(), e);
    }
  }
}
