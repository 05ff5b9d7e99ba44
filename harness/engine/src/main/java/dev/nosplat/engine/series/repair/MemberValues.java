// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a C file aligns the values of named members ({@code .probe = x}), where it does so
 * throughout: all of an indentation have tabs before the sign, which stands in one column.
 */
final class MemberValues {
  private static final Pattern MEMBER = Pattern.compile("([ \\t]*)\\.\\w+([ \\t]+)=.*");
  private static final Pattern NAMED = Pattern.compile("\\.\\w+[ \\t]+=[ \\t]+[A-Za-z_].*");
  private static final int FEWEST = 3;

  /** The members of an indentation. */
  private record Seen(String line, int column, int count, boolean alike) {
    Seen plus(Seen other) {
      return new Seen(
          line, column, count + other.count, alike && other.alike && column == other.column);
    }
  }

  private final Map<String, Seen> byLead;

  private MemberValues(Map<String, Seen> byLead) {
    this.byLead = byLead;
  }

  /** That of a file. */
  static MemberValues of(List<String> lines) {
    Map<String, Seen> byLead = new HashMap<>();
    for (String line : lines) {
      Matcher member = MEMBER.matcher(line);
      if (member.matches()) {
        int column = TabStops.width(line.substring(0, member.end(2)));
        boolean tabs = member.group(2).indexOf(' ') < 0;
        byLead.merge(member.group(1), new Seen(line, column, 1, tabs), Seen::plus);
      }
    }
    return new MemberValues(byLead);
  }

  /**
   * A line whose value stands where all do; empty where the file is of two minds.
   *
   * @param text the line that needs one, without its white space
   */
  Optional<String> model(String lead, String text) {
    return !NAMED.matcher(text).matches()
        ? Optional.empty()
        : Optional.ofNullable(byLead.get(lead))
            .filter(seen -> seen.alike() && seen.count() >= FEWEST)
            .map(Seen::line);
  }
}
