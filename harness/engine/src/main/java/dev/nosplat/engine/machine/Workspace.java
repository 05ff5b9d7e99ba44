// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The short-lived directory that holds a machine's sockets; only its owner can enter it. */
record Workspace(Path directory) implements AutoCloseable {

  static Workspace make(Path parent, Toolchain toolchain) {
    try {
      Files.createDirectories(parent);
      Path directory =
          Files.createTempDirectory(
              parent,
              "m",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      toolchain.own(directory);
      return new Workspace(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("making a directory for sockets below " + parent, e);
    }
  }

  @Override
  public void close() {
    try {
      Store.deleteTree(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory, e);
    }
  }
}
