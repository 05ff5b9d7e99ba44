// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The short-lived directory that holds a machine's sockets and the two pipes of its serial port;
 * only its owner can enter it. As long as it is there, the machine has its slot.
 */
record Workspace(Path directory, Slot slot) implements AutoCloseable {
  /** QEMU's pipe character device takes two files whose names begin so. */
  static final String SERIAL = "serial";

  /** The socket that leads to the guest's SSH. */
  static final String SSH = "ssh";

  static Workspace make(Path parent, Toolchain toolchain, Slot slot) {
    try {
      Files.createDirectories(parent);
      sweep(parent);
      Path directory =
          Files.createTempDirectory(
              parent,
              "m" + ProcessHandle.current().pid() + "-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Workspace workspace = new Workspace(directory, slot);
      workspace.makePipes();
      toolchain.own(directory);
      return workspace;
    } catch (IOException e) {
      throw new UncheckedIOException("making a directory for sockets below " + parent, e);
    }
  }

  /** Removes what processes that were killed left. */
  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(parent, "m*-*")) {
      for (Path directory : old) {
        String name = directory.getFileName().toString();
        long owner = Long.parseLong(name.substring(1, name.indexOf('-')));
        if (ProcessHandle.of(owner).isEmpty()) {
          Trees.delete(directory);
        }
      }
    }
  }

  /** What the guest prints. */
  Path serialOut() {
    return directory.resolve(SERIAL + ".out");
  }

  /** What the guest reads. */
  Path serialIn() {
    return directory.resolve(SERIAL + ".in");
  }

  /** Where the guest's SSH is reached. */
  Path ssh() {
    return directory.resolve(SSH);
  }

  private void makePipes() throws IOException {
    Process mkfifo =
        new ProcessBuilder("mkfifo", serialOut().toString(), serialIn().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(mkfifo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(serialOut()) || !Files.exists(serialIn())) {
      throw new IOException("mkfifo failed: " + said.strip());
    }
  }

  @Override
  public void close() {
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory, e);
    } finally {
      slot.close();
    }
  }
}
