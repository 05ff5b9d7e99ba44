// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static dev.nosplat.engine.artifact.FileLock.Sharing.EXCLUSIVE;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.files.Remains;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The short-lived directory that holds a machine's sockets and the two pipes of its serial port;
 * only its owner can enter it. As long as it is there, the machine has its slot.
 */
record Workspace(Path directory, Slot slot, FileLock owned) implements AutoCloseable {
  /** QEMU's pipe character device takes two files whose names begin so. */
  static final String SERIAL = "serial";

  /** The socket that leads to the guest's SSH. */
  static final String SSH = "ssh";

  private static final String PREFIX = "w-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9]+");
  private static final String MAKING = "being made";

  /**
   * Makes one, and removes what killed processes left.
   *
   * @param own gives a directory to the containers' user
   */
  static Workspace make(Path parent, Consumer<Path> own, Slot slot) throws InterruptedException {
    try {
      // One at a time: between its making and its lock a directory looks like a dead one's.
      Path directory;
      FileLock owned;
      try (FileLock alone = FileLock.acquire(owners(parent), MAKING, EXCLUSIVE, () -> {})) {
        sweep(parent);
        directory =
            Files.createTempDirectory(
                parent,
                PREFIX,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        owned = FileLock.acquire(owners(parent), name(directory), EXCLUSIVE, () -> {});
      }
      Workspace workspace = new Workspace(directory, slot, owned);
      workspace.makePipes();
      own.accept(directory);
      return workspace;
    } catch (IOException e) {
      throw new UncheckedIOException("making a directory for sockets below " + parent, e);
    }
  }

  /** Its path may differ between those who see it. */
  private static String name(Path directory) {
    return String.valueOf(directory.getFileName());
  }

  private static Path owners(Path parent) {
    return parent.resolve("owners.lock");
  }

  /**
   * Removes what processes that were killed left: directories of our kind that nobody owns. A lock
   * tells that in whichever container or namespace the owner runs; a process id would not.
   */
  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path directory : all) {
        Optional<FileLock> lock =
            NAME.matcher(name(directory)).matches()
                ? FileLock.tryAcquire(owners(parent), name(directory), EXCLUSIVE)
                : Optional.empty();
        if (lock.isPresent()) {
          try (FileLock dead = lock.get()) {
            Trees.delete(directory);
          } catch (Remains e) {
            continue; // it takes no machine's place
          }
        }
      }
    }
  }

  /** As the machine's container gets it, which may do anything with it. */
  ContainerDirectory shared() {
    return ContainerDirectory.at(directory);
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
      owned.close();
      slot.close();
    }
  }
}
