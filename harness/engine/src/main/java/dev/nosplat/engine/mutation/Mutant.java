// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.mutation;

import java.util.ArrayList;
import java.util.List;

/**
 * One fault at one place.
 *
 * @param fault what it does wrong
 * @param file the file, relative to the top of the tree
 * @param line the line that is replaced, from 1
 * @param before that line
 * @param after the lines in its place; none where it is dropped
 */
public record Mutant(
    StandardFault fault, String file, int line, String before, List<String> after) {
  private static final int CONTEXT = 3;

  public Mutant {
    after = List.copyOf(after);
  }

  /** What stands in the line's place, for a person. */
  public String text() {
    return String.join(
        " ", after.stream().filter(l -> !l.equals(before)).map(String::strip).toList());
  }

  /**
   * A patch that plants it.
   *
   * @param text the file's lines
   */
  public String patch(List<String> text) {
    int first = Math.max(1, line - CONTEXT);
    int last = Math.min(text.size(), line + CONTEXT);
    List<String> hunk = new ArrayList<>();
    for (int number = first; number <= last; number++) {
      if (number == line) {
        hunk.add("-" + before);
        after.forEach(added -> hunk.add("+" + added));
      } else {
        hunk.add(" " + text.get(number - 1));
      }
    }
    int lines = last - first + 1;
    return """
    Subject: [PATCH] planted: %s

    ---
    diff --git a/%s b/%s
    --- a/%s
    +++ b/%s
    @@ -%d,%d +%d,%d @@
    %s
    """
        .formatted(
            fault.label(),
            file,
            file,
            file,
            file,
            first,
            lines,
            first,
            lines - 1 + after.size(),
            String.join("\n", hunk));
  }
}
