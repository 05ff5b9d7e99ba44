// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the lines of some files ran, summed over the objects that hold code of them. A line
 * that no object has an entry for holds no code.
 */
public final class LineCounts {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where the containers have the tree; the compiler names files as it was given them. */
  private static final String TREE = "/src/";

  /** A line of gcov's report for people: a count, a line number, the line. */
  private static final Pattern TEXT = Pattern.compile("\\s*([^\\s:]+):\\s*(\\d+):(.*)");

  private static final String SOURCE = "Source:";

  private final Set<String> wanted;
  private final Map<String, Map<Integer, Long>> counts = new TreeMap<>();
  private boolean anyRan;
  private String current = "";

  /**
   * Counts of these files.
   *
   * @param wanted paths relative to the tree; others are passed over
   */
  public LineCounts(Set<String> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /**
   * Takes one line of what GCC's {@code gcov --json-format --stdout} prints: a document for each
   * object.
   *
   * @throws IOException if it is none
   */
  void json(String document) throws IOException {
    for (JsonNode file : JSON.readTree(document).path("files")) {
      String path = path(file.path("file").asText());
      boolean keep = wanted.contains(path);
      for (JsonNode line : file.path("lines")) {
        long count = line.path("count").asLong();
        anyRan |= count > 0;
        if (keep) {
          add(path, line.path("line_number").asInt(), count);
        }
      }
    }
  }

  /** Takes one line of what LLVM's {@code llvm-cov gcov -t} prints; it has no JSON. */
  void text(String line) {
    Matcher entry = TEXT.matcher(line);
    if (!entry.matches()) {
      return;
    }
    int number = Integer.parseInt(entry.group(2));
    String count = entry.group(1);
    if (number == 0) {
      if (entry.group(3).startsWith(SOURCE)) {
        current = path(entry.group(3).substring(SOURCE.length()));
      }
    } else if (!count.equals("-")) {
      // ##### and ===== never ran; a star marks a line of which some block did not.
      boolean ran = Character.isDigit(count.charAt(0));
      long times = ran ? Long.parseLong(count.replaceAll("\\D", "")) : 0;
      anyRan |= times > 0;
      if (wanted.contains(current)) {
        add(current, number, times);
      }
    }
  }

  private void add(String path, int line, long count) {
    counts.computeIfAbsent(path, p -> new TreeMap<>()).merge(line, count, Long::sum);
  }

  private static String path(String file) {
    return file.startsWith(TREE) ? file.substring(TREE.length()) : file;
  }

  /** How often a line ran; empty if it holds no code. */
  OptionalLong of(String path, int line) {
    Long count = counts.getOrDefault(path, Map.of()).get(line);
    return count == null ? OptionalLong.empty() : OptionalLong.of(count);
  }

  /** The numbers of the lines of a file that hold code. */
  Set<Integer> linesOf(String path) {
    return Set.copyOf(counts.getOrDefault(path, Map.of()).keySet());
  }

  /** Whether anything at all ran that was counted, whatever its file. */
  boolean anyRan() {
    return anyRan;
  }
}
