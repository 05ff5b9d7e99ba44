// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splats as GitHub workflow commands, which the Actions runner turns into annotations: an error
 * each, a notice for a known one, a warning for one that user space wrote.
 */
public final class GithubAnnotations {
  /**
   * How many of one level GitHub shows of a step: it drops the others without a word. One of them
   * is kept for saying how many there are more.
   */
  static final int SHOWN = 10;

  private static final int FRAMES = 8;

  private final Map<String, Integer> counts = new TreeMap<>();

  /** One line a splat, each with a newline; empty for a quiet log, and where enough were made. */
  public String of(ConsoleScan scan, KnownIssues known, LocalDate today) {
    StringBuilder text = new StringBuilder();
    for (Splat splat : scan.splats()) {
      String level = level(splat, known, today);
      if (counts.merge(level, 1, Integer::sum) >= SHOWN) {
        continue;
      }
      text.append("::").append(level);
      text.append(" file=").append(property(scan.file()));
      text.append(",line=").append(splat.line()).append(",endLine=").append(splat.endLine());
      text.append(",title=").append(property(Printable.line(splat.title())));
      text.append("::").append(data(body(splat))).append('\n');
    }
    return text.toString();
  }

  /** One line a level of which more splats were seen than annotations were made. */
  public String rest() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (level, count) -> {
          int more = count - SHOWN + 1;
          if (more > 0) {
            text.append("::%s title=and %d more::The log has them all\n".formatted(level, more));
          }
        });
    return text.toString();
  }

  private static String level(Splat splat, KnownIssues known, LocalDate today) {
    if (splat.userspace()) {
      return "warning";
    }
    return known.accepting(splat, today).isPresent() ? "notice" : "error";
  }

  private static String body(Splat splat) {
    StringBuilder body = new StringBuilder(splat.signature());
    int shown = 0;
    for (Frame frame : SplatText.framesThatMatter(splat)) {
      if (shown++ == FRAMES) {
        break;
      }
      body.append('\n').append(SplatText.frame(frame));
    }
    return Printable.block(body.toString());
  }

  /** As the runner unescapes the text after the second pair of colons. */
  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** As the runner unescapes properties. */
  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
