// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.series.text.RawText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTML entities in the changed lines of a diff that fits all the same: its context has no character
 * that HTML escapes, so nothing but the entities tells that a page was copied.
 *
 * @param diff the diff
 * @param found the first of them, for a person
 * @param everywhere whether all of the diff is escaped, so that undoing it is no guess
 */
public record Entities(String diff, String found, boolean everywhere) {
  private static final Pattern ENTITY = Pattern.compile("&(?:lt|gt|amp|quot|nbsp|#39|#x27);");

  /** Files in which an entity is text: pages, and what writes pages. */
  private static final Pattern MARKED_UP =
      Pattern.compile("\\+\\+\\+ .*\\.(html?|xml|svg|md|rst|tmpl|css|js|xslt?|sgml)\\s*");

  /** The entities of a diff; empty where there are none, or where they are text. */
  public static Optional<Entities> in(String diff) {
    if (diff.indexOf('&') < 0) {
      return Optional.empty();
    }
    String found = "";
    boolean everywhere = true;
    boolean inHunk = false;
    boolean text = false;
    int number = 0;
    for (String line : RawText.lines(diff)) {
      number++;
      if (line.startsWith("+++ ")) {
        text = MARKED_UP.matcher(line).matches();
        inHunk = false;
        continue;
      }
      if (line.startsWith("@@ ")) {
        inHunk = true;
        continue;
      }
      if (!inHunk || line.startsWith("diff --git ") || line.startsWith("--- ")) {
        inHunk &= !line.startsWith("diff --git ");
        continue;
      }
      Matcher entity = ENTITY.matcher(line);
      int count = 0;
      while (entity.find()) {
        count++;
      }
      if (count > 0 && line.startsWith("+") && !text && found.isEmpty()) {
        found = "line " + number + " holds HTML's entities: " + RawText.shownLine(line.strip());
      }
      long ampersands = line.chars().filter(c -> c == '&').count();
      everywhere &= ampersands == count && line.indexOf('<') < 0 && line.indexOf('>') < 0 && !text;
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new Entities(diff, found, everywhere));
  }

  /** The diff without them. */
  public String undone() {
    return PastedText.unescaped(diff);
  }
}
