// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The digests of an entry's files, in a file that {@code sha256sum --check} reads. */
final class Sums {
  private static final String FILE = "SHA256SUMS";
  private static final String BETWEEN = "  ";

  private Sums() {}

  static void write(Path directory) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String file : files(directory)) {
      sums.append(Digest.ofFile(directory.resolve(file)).hex()).append(BETWEEN).append(file);
      sums.append('\n');
    }
    Files.writeString(directory.resolve(FILE), sums);
  }

  /** A sentence for each file that differs, is missing, or should not be there. */
  static List<String> problems(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(FILE))) {
      return List.of("it has no " + FILE);
    }
    List<String> problems = new ArrayList<>();
    SortedSet<String> there = files(directory);
    for (String line : Files.readAllLines(directory.resolve(FILE))) {
      int between = line.indexOf(BETWEEN);
      String file = line.substring(Math.max(between, 0)).strip();
      if (!there.remove(file)) {
        problems.add(file + " is missing");
      } else if (!line.startsWith(Digest.ofFile(directory.resolve(file)).hex())) {
        problems.add(file + " is not as it was written");
      }
    }
    there.forEach(file -> problems.add(file + " does not belong there"));
    return problems;
  }

  /** What an entry's maker left; not what the store adds. */
  private static SortedSet<String> files(Path directory) throws IOException {
    SortedSet<String> files = new TreeSet<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(file -> !file.equals(FILE) && !file.equals(Store.INPUTS))
          .forEach(files::add);
    }
    return files;
  }
}
