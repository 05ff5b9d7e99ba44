// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The digests of an entry's files, in a file that {@code sha256sum --check} reads. */
final class Sums {
  private static final String FILE = "SHA256SUMS";
  private static final String BETWEEN = "  ";
  private static final int DIGITS = 64;

  /** What the digest of something is that has none. */
  private static final String NO_FILE = "no file";

  private Sums() {}

  /**
   * Digests what lies in a directory.
   *
   * @throws FileSystemException if something there is neither a file nor a directory, so that its
   *     content lies elsewhere, or has a name that a list of lines cannot hold
   */
  static void write(Path directory) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (Map.Entry<String, String> file : digests(directory).entrySet()) {
      if (file.getValue().equals(NO_FILE) || file.getKey().indexOf('\n') >= 0) {
        throw new FileSystemException(
            directory.resolve(file.getKey()).toString(),
            null,
            "an artifact holds files and directories with names of one line, and nothing else");
      }
      sums.append(file.getValue()).append(BETWEEN).append(file.getKey()).append('\n');
    }
    Files.writeString(directory.resolve(FILE), sums);
  }

  /** A sentence for each file that differs, is missing, or should not be there. */
  static List<String> problems(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of("it has no " + FILE);
    }
    List<String> problems = new ArrayList<>();
    SortedMap<String, String> there = digests(directory);
    for (String line : Files.readAllLines(file)) {
      if (line.length() <= DIGITS + BETWEEN.length()) {
        problems.add(FILE + " has a line that is none of its kind");
        continue;
      }
      String name = line.substring(DIGITS + BETWEEN.length());
      String digest = there.remove(name);
      if (digest == null) {
        problems.add(name + " is missing");
      } else if (!line.startsWith(digest + BETWEEN)) {
        problems.add(name + " is not as it was written");
      }
    }
    there.keySet().forEach(name -> problems.add(name + " does not belong there"));
    return problems;
  }

  /** What an entry's maker left, each with its digest; not what the store adds. */
  private static SortedMap<String, String> digests(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(each -> !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    try {
      return files.parallelStream()
          .filter(file -> !file.equals(directory.resolve(FILE)))
          .filter(file -> !file.equals(directory.resolve(Store.INPUTS)))
          .collect(
              Collectors.toMap(
                  file -> directory.relativize(file).toString(),
                  file ->
                      Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                          ? Digest.ofFile(file).hex()
                          : NO_FILE,
                  (one, other) -> one,
                  TreeMap::new));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
