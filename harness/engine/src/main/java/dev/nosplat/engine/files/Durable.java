// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What survives a power cut. A rename alone may reach the disk before the content of what was
 * renamed: then a whole-looking directory holds empty files.
 */
public final class Durable {
  private final Disk disk;

  /** On this system's disks. */
  public Durable() {
    this(new SystemDisk());
  }

  /** With a disk's two calls from elsewhere. */
  public Durable(Disk disk) {
    this.disk = disk;
  }

  /** The calls whose order decides what is there after a power cut. */
  public interface Disk {
    /** Returns when a file's content, or a directory's names, are on the disk. */
    void force(Path fileOrDirectory) throws IOException;

    /** Gives a directory another name on the same file system, at once. */
    void rename(Path from, Path to) throws IOException;
  }

  private record SystemDisk() implements Disk {
    @Override
    public void force(Path fileOrDirectory) throws IOException {
      try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Renames a directory when everything in it is on the disk, and returns when the new name is.
   * Links in it are not followed.
   *
   * @param to its new path; the directory above it exists
   */
  public void publish(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList(); // a directory before what is in it
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      if (Files.isRegularFile(all.get(i), LinkOption.NOFOLLOW_LINKS)
          || Files.isDirectory(all.get(i), LinkOption.NOFOLLOW_LINKS)) {
        disk.force(all.get(i));
      }
    }
    disk.rename(from, to);
    forceParent(to);
  }

  /** Makes a directory whose name survives, and those above it. */
  public Path makeDirectories(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory) && parent != null) {
      makeDirectories(parent);
      Trees.makeDirectories(directory);
      disk.force(parent);
    }
    return directory;
  }

  private void forceParent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      disk.force(parent);
    }
  }
}
