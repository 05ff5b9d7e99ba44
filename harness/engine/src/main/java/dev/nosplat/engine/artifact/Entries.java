// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The entries of a store, read from its directories. */
final class Entries {
  /** What a store keeps beside its kinds; locks are what earlier versions left. */
  private static final Set<String> NO_KINDS = Set.of("drafts", "locks");

  /** As keys are named: what is called otherwise is not ours to list or to remove. */
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");

  private Entries() {}

  /**
   * Every entry, most recently used first; damaged ones too.
   *
   * @param now no entry was used later than that: one that says so was dated by a clock that was
   *     wrong, and is dated anew, or it would never be the one not used for longest
   */
  static List<Store.Entry> of(Path root, Instant now) {
    List<Store.Entry> entries = new ArrayList<>();
    for (Path kind : directories(root)) {
      String name = String.valueOf(kind.getFileName());
      if (NO_KINDS.contains(name)) {
        continue;
      }
      for (Path directory : directories(kind)) {
        if (!NAME.matcher(String.valueOf(directory.getFileName())).matches()) {
          continue;
        }
        try {
          entries.add(entry(name, directory, now));
        } catch (NoSuchFileException e) {
          continue; // pruned while we looked
        } catch (IOException e) {
          throw new UncheckedIOException("looking at " + directory, e);
        }
      }
    }
    entries.sort(Comparator.comparing(Store.Entry::lastUsed).reversed());
    return entries;
  }

  private static Store.Entry entry(String kind, Path directory, Instant now) throws IOException {
    Path inputs = directory.resolve(Store.INPUTS);
    Path dated = Files.exists(inputs, LinkOption.NOFOLLOW_LINKS) ? inputs : directory;
    Instant used = Files.getLastModifiedTime(dated, LinkOption.NOFOLLOW_LINKS).toInstant();
    if (used.isAfter(now)) {
      used = now;
      if (Files.isRegularFile(inputs, LinkOption.NOFOLLOW_LINKS)
          && !Files.isSymbolicLink(directory)
          && Files.isWritable(inputs)) {
        Files.setLastModifiedTime(inputs, FileTime.from(now));
      }
    }
    Description key = Description.read(directory, Store.INPUTS);
    List<String> problems = new ArrayList<>(key.problems());
    Path about = directory.resolve(Store.ABOUT);
    Description said =
        Files.exists(about, LinkOption.NOFOLLOW_LINKS)
            ? Description.read(directory, Store.ABOUT)
            : new Description(new java.util.TreeMap<>(), List.of());
    problems.addAll(said.problems());
    return new Store.Entry(
        new Key(kind, key.values()),
        said.values(),
        directory,
        Trees.usage(directory),
        used,
        problems);
  }

  /** The directories in a directory that need not be there; a link to one counts as one. */
  static List<Path> directories(Path directory) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, Files::isDirectory)) {
        stream.forEach(children::add);
      } catch (DirectoryIteratorException e) {
        throw new UncheckedIOException("listing " + directory, e.getCause());
      } catch (IOException e) {
        throw new UncheckedIOException("listing " + directory, e);
      }
    }
    return children;
  }
}
