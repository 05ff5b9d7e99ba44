// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subject of a mail, taken apart.
 *
 * @param title the subject without its tags
 * @param reply whether it answers another mail
 * @param patch whether a tag says PATCH
 * @param number n of {@code n/m}, or 0
 * @param total m of {@code n/m}, or 0
 * @param version of the series, 1 where none is said
 */
record MailSubject(
    String title, boolean reply, boolean patch, int number, int total, SeriesVersion version) {
  private static final Pattern REPLY = Pattern.compile("(?i)^\\s*((re|aw|sv|fwd?)\\s*:\\s*)+");
  private static final Pattern TAG = Pattern.compile("^\\s*\\[([^\\]]*)\\]\\s*");
  private static final Pattern COUNT =
      Pattern.compile("(\\d{1,4})\\s*(?:/|\\sof\\s)\\s*(\\d{1,4})");
  private static final Pattern VERSION =
      Pattern.compile("(?i)(?:^|[\\s,]|PATCH)v(\\d{1,3}(?:\\.\\d{1,3})?)\\b");

  static MailSubject parse(String subject) {
    String rest = subject.strip();
    Matcher answer = REPLY.matcher(rest);
    boolean reply = answer.find();
    if (reply) {
      rest = rest.substring(answer.end());
    }
    boolean patch = false;
    int number = 0;
    int total = 0;
    SeriesVersion version = SeriesVersion.FIRST;
    for (Matcher tag = TAG.matcher(rest); tag.find(); tag = TAG.matcher(rest)) {
      String words = tag.group(1);
      patch |= words.toUpperCase(java.util.Locale.ROOT).contains("PATCH");
      Matcher count = COUNT.matcher(words);
      if (count.find()) {
        number = Integer.parseInt(count.group(1));
        total = Integer.parseInt(count.group(2));
      }
      Matcher said = VERSION.matcher(words);
      if (said.find()) {
        version = SeriesVersion.parse(said.group(1));
      }
      rest = rest.substring(tag.end());
    }
    return new MailSubject(rest, reply, patch, number, total, version);
  }
}
