// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A well-formed unified diff, read for what it expects of the tree. Applying it is git's. */
public final class UnifiedDiff {
  private static final Pattern HUNK =
      Pattern.compile("@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@.*");

  private UnifiedDiff() {}

  /**
   * What happens to one file.
   *
   * @param oldPath the path before, without {@code a/}; {@code /dev/null} for a new file
   * @param newPath the path after
   */
  public record FileDiff(String oldPath, String newPath, List<Hunk> hunks) {
    /** The path by which a person knows the file. */
    public String path() {
      return newPath.equals("/dev/null") ? oldPath : newPath;
    }
  }

  /**
   * One hunk.
   *
   * @param header its first line
   * @param oldStart the line, from 1, where it says that it belongs
   * @param lines its lines with their first character
   */
  public record Hunk(String header, int oldStart, List<String> lines) {
    /** What must be in the file. */
    public List<String> before() {
      return side('-');
    }

    /** Whether it has as many lines as its header counts. */
    public boolean isWhole() {
      Matcher counts = HUNK.matcher(header);
      return counts.matches()
          && before().size() == count(counts.group(2))
          && after().size() == count(counts.group(4));
    }

    /** What the file holds once it is applied. */
    public List<String> after() {
      return side('+');
    }

    private List<String> side(char sign) {
      return lines.stream()
          .filter(line -> line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == sign)
          .map(line -> line.isEmpty() ? "" : line.substring(1))
          .toList();
    }
  }

  /**
   * What two diffs share that make the same change, as git patch-id has it: paths and lines count,
   * white space and line numbers do not. Git's own wants a diff --git line, which many lack.
   */
  public static String identity(String diff, int strip) {
    StringBuilder identity = new StringBuilder();
    for (FileDiff file : parse(diff, strip)) {
      identity.append(file.oldPath()).append(' ').append(file.newPath()).append('\n');
      for (Hunk hunk : file.hunks()) {
        hunk.lines().forEach(line -> identity.append(line.replaceAll("\\s+", "")).append('\n'));
      }
    }
    return identity.toString();
  }

  /** Reads as much as is well formed. */
  public static List<FileDiff> parse(String diff, int strip) {
    List<FileDiff> files = new ArrayList<>();
    List<String> lines = RawText.lines(diff);
    Optional<String> old = Optional.empty();
    List<Hunk> hunks = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      String line = lines.get(i);
      Matcher hunk = HUNK.matcher(line);
      if (line.startsWith("--- ") && i + 1 < lines.size() && lines.get(i + 1).startsWith("+++ ")) {
        hunks = new ArrayList<>();
        old = Optional.of(path(line.substring(4), strip));
        files.add(new FileDiff(old.get(), path(lines.get(i + 1).substring(4), strip), hunks));
        i += 2;
      } else if (hunk.matches() && old.isPresent()) {
        i = hunk(lines, i, hunk, hunks);
      } else {
        i++;
      }
    }
    return files;
  }

  private static int hunk(List<String> lines, int at, Matcher header, List<Hunk> hunks) {
    int before = count(header.group(2));
    int after = count(header.group(4));
    List<String> body = new ArrayList<>();
    int i = at + 1;
    while (i < lines.size() && (before > 0 || after > 0 || lines.get(i).startsWith("\\"))) {
      String line = lines.get(i);
      char kind = line.isEmpty() ? ' ' : line.charAt(0);
      if (kind != ' ' && kind != '-' && kind != '+' && kind != '\\') {
        break;
      }
      before -= kind == ' ' || kind == '-' ? 1 : 0;
      after -= kind == ' ' || kind == '+' ? 1 : 0;
      body.add(line);
      i++;
    }
    hunks.add(new Hunk(lines.get(at), Integer.parseInt(header.group(1)), List.copyOf(body)));
    return i;
  }

  private static int count(String text) {
    return text == null ? 1 : Integer.parseInt(text);
  }

  private static String path(String text, int strip) {
    int tab = text.indexOf('\t');
    String path = tab < 0 ? text.stripTrailing() : text.substring(0, tab);
    if (path.equals("/dev/null")) {
      return path;
    }
    for (int i = 0; i < strip && path.indexOf('/') >= 0; i++) {
      path = path.substring(path.indexOf('/') + 1);
    }
    return path;
  }
}
