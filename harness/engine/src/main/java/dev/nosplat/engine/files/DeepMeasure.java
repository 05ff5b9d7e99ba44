// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The size of one tree of any depth, with one open directory: the way back up is {@code ..}, and
 * leads to where the way down came from or is not taken.
 */
final class DeepMeasure {
  private static final Path UP = Path.of("..");

  /**
   * Where the way ends, in bytes of names. Java keeps the whole way, up and down, as the path of
   * each directory that it opens, so without an end it could cost time with its square.
   */
  private static final int UTMOST_PATH = 1 << 16;

  private final Deque<Level> levels = new ArrayDeque<>();
  private Trees.Usage usage = new Trees.Usage(0, 0, true);
  private int path;

  private DeepMeasure() {}

  /** A directory that has been read, and those in it that have not. */
  private record Level(Object identity, Iterator<Path> pending) {}

  /** What is below this directory takes, itself not counted. */
  static Trees.Usage below(SecureDirectoryStream<Path> above, Path name) {
    DeepMeasure measure = new DeepMeasure();
    try {
      measure.walk(above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return measure.usage; // it went away
    } catch (IOException e) {
      measure.unseen();
    }
    return measure.usage;
  }

  private void walk(SecureDirectoryStream<Path> top) throws IOException {
    SecureDirectoryStream<Path> here = top;
    try {
      levels.push(read(here));
      while (true) {
        Level level = levels.element();
        SecureDirectoryStream<Path> next;
        if (level.pending().hasNext()) {
          next = down(here, level.pending().next());
        } else {
          levels.pop();
          if (levels.isEmpty()) {
            return;
          }
          next = up(here);
        }
        if (next != here) {
          here.close();
          here = next;
        }
      }
    } catch (Displaced e) {
      unseen(); // somebody moves directories under our eyes
    } finally {
      here.close();
    }
  }

  /** The directory below, or the same if that cannot be entered. */
  private SecureDirectoryStream<Path> down(SecureDirectoryStream<Path> here, Path name) {
    if (path > UTMOST_PATH) {
      unseen();
      return here;
    }
    try {
      SecureDirectoryStream<Path> next = here.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
      levels.push(read(next));
      path += name.toString().length() + 1;
      return next;
    } catch (NoSuchFileException e) {
      return here;
    } catch (IOException e) {
      unseen();
      return here;
    }
  }

  private SecureDirectoryStream<Path> up(SecureDirectoryStream<Path> here) throws Displaced {
    try {
      SecureDirectoryStream<Path> above = here.newDirectoryStream(UP, LinkOption.NOFOLLOW_LINKS);
      if (!Objects.equals(identity(above), levels.element().identity())) {
        above.close();
        throw new Displaced();
      }
      path += UP.toString().length() + 1;
      return above;
    } catch (IOException e) {
      throw new Displaced();
    }
  }

  /** The way up does not lead back. */
  private static final class Displaced extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Level read(SecureDirectoryStream<Path> here) throws IOException {
    List<Path> directories = new ArrayList<>();
    try {
      for (Path entry : here) {
        Path name = entry.getFileName();
        try {
          BasicFileAttributes attributes = Measure.attributes(here, name);
          if (attributes.isDirectory()) {
            directories.add(name);
          }
          usage =
              usage.plus(
                  new Trees.Usage(attributes.isDirectory() ? 0 : attributes.size(), 1, true));
        } catch (NoSuchFileException e) {
          continue;
        } catch (IOException e) {
          unseen(); // readable, but not to be entered
        }
      }
    } catch (DirectoryIteratorException e) {
      unseen();
    }
    return new Level(identity(here), directories.iterator());
  }

  private void unseen() {
    usage = usage.plus(new Trees.Usage(0, 0, false));
  }

  private static Object identity(SecureDirectoryStream<Path> directory) throws IOException {
    return directory.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
  }
}
