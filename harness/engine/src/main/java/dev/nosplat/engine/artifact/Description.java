// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file of lines {@code name=value}, as far as it can be read.
 *
 * @param values what its sound lines say
 * @param problems why the others do not count, a sentence each
 */
record Description(SortedMap<String, String> values, List<String> problems) {
  /** The longest that we write is a few kilobytes. */
  private static final long LONGEST = 1 << 20;

  /** Reads what a directory has under this name; a damaged disk may leave anything there. */
  static Description read(Path directory, String name) {
    SortedMap<String, String> values = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    Path file = directory.resolve(name);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        problems.add(name + " is no file");
      } else if (Files.size(file) > LONGEST) {
        problems.add(name + " is longer than " + LONGEST + " bytes");
      } else {
        for (String line : Files.readAllLines(file)) {
          int equals = line.indexOf('=');
          if (equals < 0) {
            problems.add(name + " has a line without =");
          } else {
            values.put(line.substring(0, equals), line.substring(equals + 1));
          }
        }
      }
    } catch (IOException e) {
      problems.add(name + " cannot be read: " + e);
    }
    return new Description(values, problems);
  }
}
