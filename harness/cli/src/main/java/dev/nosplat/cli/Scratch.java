// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that lasts as long as a command. */
final class Scratch implements AutoCloseable {
  private final Path path;

  Scratch() {
    try {
      path = Files.createTempDirectory("nosplat-command");
    } catch (IOException e) {
      throw new UncheckedIOException("making a directory for a command's files", e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Trees.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + path, e);
    }
  }
}
