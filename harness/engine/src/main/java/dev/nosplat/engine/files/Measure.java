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

/**
 * The size of one tree. As far down as trees go that people and compilers make, each directory on
 * the way stays open; what lies deeper is left to {@link DeepMeasure}.
 */
final class Measure {
  /** Directories that are open at a time; Java holds two descriptors for each. */
  static final int LEVELS = 48;

  private long bytes;
  private long files;
  private boolean whole = true;

  private Measure() {}

  /** What is below this name of an open directory takes. */
  static Trees.Usage of(SecureDirectoryStream<Path> above, Path name) throws IOException {
    Measure measure = new Measure();
    try {
      BasicFileAttributes attributes = attributes(above, name);
      if (!attributes.isDirectory()) {
        return new Trees.Usage(attributes.size(), 1, true);
      }
    } catch (NoSuchFileException e) {
      return measure.usage(); // it went away
    }
    measure.below(above, name, LEVELS);
    return measure.usage();
  }

  private Trees.Usage usage() {
    return new Trees.Usage(bytes, files, whole);
  }

  private void below(SecureDirectoryStream<Path> above, Path name, int levels) {
    try (SecureDirectoryStream<Path> here =
        above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : here) {
        look(here, entry.getFileName(), levels);
      }
    } catch (NoSuchFileException e) {
      return; // it went away
    } catch (IOException | DirectoryIteratorException e) {
      whole = false;
    }
  }

  private void look(SecureDirectoryStream<Path> here, Path name, int levels) {
    BasicFileAttributes attributes;
    try {
      attributes = attributes(here, name);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      whole = false; // the directory is readable, but not to be entered
      return;
    }
    files++;
    if (!attributes.isDirectory()) {
      bytes = Trees.Usage.sum(bytes, attributes.size());
    } else if (levels > 1) {
      below(here, name, levels - 1);
    } else {
      Trees.Usage deep = DeepMeasure.below(here, name);
      bytes = Trees.Usage.sum(bytes, deep.bytes());
      files += deep.files();
      whole &= deep.whole();
    }
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> in, Path name)
      throws IOException {
    return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }
}
