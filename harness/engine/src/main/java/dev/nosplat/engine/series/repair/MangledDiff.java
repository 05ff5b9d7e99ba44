// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a diff whose white space, counts and line ends cannot be trusted. */
final class MangledDiff {
  private static final Pattern GIT = Pattern.compile("\\s*diff --git (\\S.*?)\\s*");

  /** Both paths of a diff --git line where they are one, which may then hold blanks. */
  private static final Pattern SAME = Pattern.compile("(?:a/)?(.+) (?:b/)?\\1");

  /** What diff -u writes behind a name: a date, after a tab that may have become blanks. */
  private static final String DATE =
      "(?:\\t.*|\\s+(?:\\d{4}-\\d\\d-\\d\\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
          + " [A-Z]|\\((?:revision|working)).*)?\\s*";

  private static final Pattern OLD = Pattern.compile("---\\s+(\\S.*?)" + DATE);
  private static final Pattern NEW = Pattern.compile("\\+\\+\\+\\s+(\\S.*?)" + DATE);
  private static final Pattern HUNK =
      Pattern.compile(
          "@@+\\s*(?:-\\s*(\\d{1,9})(?:\\s*,\\s*(\\d{1,9}))?\\s*\\+\\s*(\\d{1,9})"
              + "(?:\\s*,\\s*(\\d{1,9}))?)?\\s*(?:@@+|$)(.*)");

  /** A line that can only stand above a file's hunks. */
  private static final Pattern EXTENDED =
      Pattern.compile(
          "(new|deleted) file mode \\d{6}|(old|new) mode \\d{6}|index"
              + " [0-9a-f]{7,}\\.\\.[0-9a-f]{7,}.*|(rename|copy) (from|to) \\S.*|(dis)?similarity"
              + " index \\d+%|GIT binary patch");

  private final List<String> lines;
  private final List<Change> changes = new ArrayList<>();

  private MangledDiff(List<String> lines) {
    this.lines = lines;
  }

  /** What the diff says about one file; the hunks' lines are as they came. */
  static final class Change {
    String oldPath = "";
    String newPath = "";
    String mode = "";
    boolean creates;
    boolean deletes;
    boolean renames;
    boolean copies;
    boolean binary;
    final List<Hunk> hunks = new ArrayList<>();
  }

  /**
   * A hunk.
   *
   * @param header its first line
   * @param oldStart where it says that it begins, from 1; 0 if it does not say
   * @param oldCount lines before, or -1
   * @param newCount lines after, or -1
   * @param heading what follows the second {@code @@}
   * @param lines everything up to the next header
   * @param last whether nothing of the patch follows: then it may be followed by words
   */
  record Hunk(
      String header,
      int oldStart,
      int oldCount,
      int newCount,
      String heading,
      List<String> lines,
      boolean last) {}

  /** Reads; a text without any file header gives nothing. */
  static List<Change> parse(String text) {
    MangledDiff diff = new MangledDiff(RawText.lines(text));
    diff.read();
    return diff.changes;
  }

  private void read() {
    Change current = new Change();
    boolean open = false;
    int i = 0;
    while (i < lines.size()) {
      String line = lines.get(i);
      Matcher git = GIT.matcher(line);
      Matcher hunk = HUNK.matcher(line.strip());
      int pair = pair(i);
      if (git.matches()) {
        current = begin();
        open = true;
        i = gitPaths(current, git.group(1), i) + 1;
      } else if (pair > 0) {
        if (!open || !current.hunks.isEmpty()) {
          current = begin();
          open = true;
        }
        paths(current, i, pair);
        i = pair + 1;
      } else if (open && line.strip().startsWith("@@") && hunk.matches()) {
        i = hunk(current, i, hunk);
      } else {
        if (EXTENDED.matcher(line.strip()).matches()) {
          if (!open || !current.hunks.isEmpty()) {
            current = begin(); // Its diff --git line was lost.
            open = true;
          }
          extended(current, line.strip());
        }
        i++;
      }
    }
  }

  /** Reads the two paths of a diff --git line; gives the line at which they end. */
  private int gitPaths(Change change, String paths, int at) {
    Matcher same = SAME.matcher(paths);
    if (same.matches()) {
      int half = paths.length() / 2;
      change.oldPath = paths.substring(0, half).strip();
      change.newPath = paths.substring(half).strip();
      return at;
    }
    String[] two = paths.split("\\s+", 2);
    change.oldPath = two[0];
    if (two.length > 1) {
      change.newPath = two[1];
      return at;
    }
    boolean wrapped = at + 1 < lines.size();
    change.newPath = wrapped ? lines.get(at + 1).strip() : change.oldPath;
    return wrapped ? at + 1 : at;
  }

  private Change begin() {
    Change change = new Change();
    changes.add(change);
    return change;
  }

  /** Where the +++ line is that belongs to a --- line here; 0 if this is no such line. */
  private int pair(int at) {
    if (!OLD.matcher(lines.get(at).strip()).matches()) {
      return 0;
    }
    int next = at + 1;
    while (next < lines.size() && lines.get(next).isBlank()) {
      next++;
    }
    return next < lines.size() && NEW.matcher(lines.get(next).strip()).matches() ? next : 0;
  }

  private void paths(Change change, int at, int pair) {
    Matcher old = OLD.matcher(lines.get(at).strip());
    Matcher now = NEW.matcher(lines.get(pair).strip());
    if (old.matches() && now.matches()) {
      change.creates |= old.group(1).equals("/dev/null");
      change.deletes |= now.group(1).equals("/dev/null");
      change.oldPath = change.creates ? now.group(1) : old.group(1);
      change.newPath = change.deletes ? old.group(1) : now.group(1);
    }
  }

  private static void extended(Change change, String line) {
    if (line.startsWith("new file mode")) {
      change.creates = true;
      change.mode = lastWord(line);
    } else if (line.startsWith("deleted file mode")) {
      change.deletes = true;
    } else if (line.startsWith("new mode")) {
      change.mode = lastWord(line);
    } else if (line.startsWith("rename from")) {
      change.renames = true;
      change.oldPath = rest(line, "rename from ");
    } else if (line.startsWith("rename to")) {
      change.renames = true;
      change.newPath = rest(line, "rename to ");
    } else if (line.startsWith("copy from")) {
      change.copies = true;
      change.oldPath = rest(line, "copy from ");
    } else if (line.startsWith("copy to")) {
      change.copies = true;
      change.newPath = rest(line, "copy to ");
    } else if (line.startsWith("GIT binary patch") || line.startsWith("Binary files")) {
      change.binary = true;
    }
  }

  private static String rest(String line, String before) {
    return line.substring(Math.min(line.length(), before.length())).strip();
  }

  private static String lastWord(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private int hunk(Change change, int at, Matcher header) {
    int end = at + 1;
    while (end < lines.size() && !ends(end)) {
      end++;
    }
    change.hunks.add(
        new Hunk(
            lines.get(at).strip(),
            number(header.group(1), 0),
            header.group(1) == null ? -1 : number(header.group(2), 1),
            header.group(1) == null ? -1 : number(header.group(4), 1),
            header.group(5).strip(),
            List.copyOf(lines.subList(at + 1, end)),
            end == lines.size()));
    return end;
  }

  private boolean ends(int at) {
    String line = lines.get(at).strip();
    return GIT.matcher(line).matches()
        || line.startsWith("Index: ")
        || (line.startsWith("@@") && HUNK.matcher(line).matches())
        || EXTENDED.matcher(line).matches()
        || pair(at) > 0;
  }

  private static int number(String text, int otherwise) {
    return text == null ? otherwise : Integer.parseInt(text);
  }
}
