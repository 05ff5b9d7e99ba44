// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The removal of one tree. */
final class Deletion {
  /**
   * Levels that are gone through in place. A directory further down is first moved up, so that
   * neither the stack, nor the open files, nor the length of a path (4096, PATH_MAX) grows with the
   * tree: this many names of 255 bytes and the tree's own path are below it.
   */
  private static final int LEVELS = 12;

  private static final int REASONS = 5;

  private static final Set<PosixFilePermission> ALL_OF_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path tree;
  private final List<String> reasons = new ArrayList<>();
  private int movedUp;

  Deletion(Path tree) {
    this.tree = tree;
  }

  /** Removes the tree, which has this name in an open directory. */
  void run(SecureDirectoryStream<Path> above, Path name) throws Remains {
    int before;
    do {
      before = movedUp;
      reasons.clear();
      remove(new Place(above, name, tree), above, 0);
    } while (movedUp > before);
    if (!reasons.isEmpty()) {
      throw new Remains(tree, reasons);
    }
  }

  /** A name in an open directory, and its path. */
  private record Place(SecureDirectoryStream<Path> in, Path name, Path path) {
    PosixFileAttributes attributes() throws IOException {
      return in.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
    }
  }

  /**
   * Removes what is at a place.
   *
   * @param top the tree's own open directory, where it has been opened
   */
  private void remove(Place place, SecureDirectoryStream<Path> top, int level) {
    try {
      PosixFileAttributes attributes = place.attributes();
      if (!attributes.isDirectory()) {
        place.in().deleteFile(place.name());
        return;
      }
      makeEnterable(place.path(), attributes);
      if (level == LEVELS) {
        moveUp(place, top);
        return;
      }
      removeInside(place, top, level);
      place.in().deleteDirectory(place.name());
    } catch (NoSuchFileException e) {
      return; // somebody else removed it
    } catch (DirectoryIteratorException e) {
      failed(place.path(), e);
    } catch (IOException e) {
      failed(place.path(), e);
    }
  }

  private void removeInside(Place place, SecureDirectoryStream<Path> top, int level)
      throws IOException {
    try (SecureDirectoryStream<Path> inside =
        place.in().newDirectoryStream(place.name(), LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : inside) {
        Path name = entry.getFileName();
        remove(
            new Place(inside, name, place.path().resolve(name)),
            level == 0 ? inside : top,
            level + 1);
      }
    }
  }

  private void moveUp(Place place, SecureDirectoryStream<Path> top) throws IOException {
    Path target = Path.of(".up-" + movedUp);
    while (Files.exists(tree.resolve(target), LinkOption.NOFOLLOW_LINKS)) {
      movedUp++;
      target = Path.of(".up-" + movedUp);
    }
    place.in().move(place.name(), top, target);
    movedUp++;
  }

  /**
   * Lets its owner into a directory that keeps even the owner out. The way there has been opened
   * without a link; root needs no permission, so this never runs with root's power over others'.
   */
  private static void makeEnterable(Path directory, PosixFileAttributes attributes)
      throws IOException {
    if (attributes.permissions().containsAll(ALL_OF_OWNER)
        || Files.isReadable(directory)
            && Files.isWritable(directory)
            && Files.isExecutable(directory)) {
      return;
    }
    Files.setPosixFilePermissions(directory, ALL_OF_OWNER);
  }

  private void failed(Path path, Exception why) {
    if (reasons.size() < REASONS && !(reasons.size() > 0 && isOnlyNotEmpty(why))) {
      reasons.add(path + ": " + reason(why));
    }
  }

  /** A directory that is not empty because something in it, already told, is left. */
  private static boolean isOnlyNotEmpty(Exception why) {
    return why instanceof java.nio.file.DirectoryNotEmptyException;
  }

  private static String reason(Exception why) {
    if (why instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (why instanceof java.nio.file.DirectoryNotEmptyException) {
      return "it is not empty";
    }
    return why instanceof FileSystemException told && told.getReason() != null
        ? told.getReason()
        : String.valueOf(why);
  }
}
