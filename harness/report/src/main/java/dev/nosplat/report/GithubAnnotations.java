// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.time.LocalDate;

/**
 * Splats as GitHub workflow commands, which the Actions runner turns into annotations: an error
 * each, a notice for a known one, a warning for one that user space wrote.
 */
public final class GithubAnnotations {
  private static final int FRAMES = 8;

  private GithubAnnotations() {}

  /** One line a splat, each with a newline; empty for a quiet log. */
  public static String of(ConsoleScan scan, KnownIssues known, LocalDate today) {
    StringBuilder text = new StringBuilder();
    for (Splat splat : scan.splats()) {
      text.append("::").append(level(splat, known, today));
      text.append(" file=").append(property(scan.file()));
      text.append(",line=").append(splat.line()).append(",endLine=").append(splat.endLine());
      text.append(",title=").append(property(Printable.line(splat.title())));
      text.append("::").append(data(body(splat))).append('\n');
    }
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
