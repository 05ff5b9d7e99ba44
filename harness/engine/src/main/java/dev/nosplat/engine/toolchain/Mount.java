// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.nio.file.Path;

/**
 * A host directory or file inside a container.
 *
 * @param host the absolute path on the host
 * @param inside the absolute path in the container; the same for every run, so that builds are
 *     reproducible and cacheable
 * @param writable whether the container may write there
 */
public record Mount(Path host, String inside, boolean writable) {

  /** A mount that the container can only read. */
  public static Mount readOnly(Path host, String inside) {
    return new Mount(host, inside, false);
  }

  /** What containers write, for one that can only read it. */
  public static Mount readOnly(ContainerDirectory directory, String inside) {
    return new Mount(directory.path(), inside, false);
  }

  /** A mount that the container may write. */
  public static Mount writable(ContainerDirectory directory, String inside) {
    return new Mount(directory.path(), inside, true);
  }
}
