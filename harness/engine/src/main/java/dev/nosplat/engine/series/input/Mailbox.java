// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Messages one after the other, each behind a {@code From } line, as git and mail archives write.
 */
final class Mailbox {
  /** With a date as asctime() writes it, which words that begin a sentence do not have. */
  private static final Pattern FROM_LINE =
      Pattern.compile(
          "From \\S+.* (Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\\d{1,2}:\\d\\d(:\\d\\d)?\\b.*"
              + " \\d{4}\\b.*");

  private static final Pattern QUOTED_FROM = Pattern.compile(">+From .*");

  /** RFC 5322, 3.6.8: any printable character but the colon; Outlook uses underscores. */
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][!-9;-~]*:.*");

  private Mailbox() {}

  /** Whether this is a mailbox, or a single message. */
  static boolean recognises(String raw) {
    List<String> first = raw.lines().limit(1).toList();
    if (first.isEmpty()) {
      return false;
    }
    return FROM_LINE.matcher(first.get(0)).matches() || singleMessage(raw);
  }

  private static boolean singleMessage(String raw) {
    List<String> head = raw.lines().takeWhile(line -> !line.isBlank()).toList();
    boolean headers =
        !head.isEmpty()
            && head.stream()
                .allMatch(line -> HEADER.matcher(line).matches() || line.matches("[ \\t].*"));
    // Who writes one by hand often gives no more than a subject.
    return headers && head.stream().anyMatch(line -> line.regionMatches(true, 0, "Subject:", 0, 8));
  }

  /** The messages in their order. */
  static List<Mail> read(String raw) {
    return read(raw, 0);
  }

  static List<Mail> read(String raw, int depth) {
    List<Mail> mails = new ArrayList<>();
    for (String message : split(raw)) {
      mails.add(MailReader.read(RawText.bytes(message), depth));
    }
    return mails;
  }

  private static List<String> split(String raw) {
    List<String> messages = new ArrayList<>();
    StringBuilder message = new StringBuilder();
    boolean blank = true;
    List<String> lines = RawText.lines(raw);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean headed = i + 1 < lines.size() && HEADER.matcher(lines.get(i + 1)).matches();
      if (blank && headed && FROM_LINE.matcher(line).matches()) {
        if (!message.isEmpty()) {
          messages.add(message.toString());
        }
        message.setLength(0);
        blank = false;
        continue;
      }
      blank = line.isBlank();
      message.append(QUOTED_FROM.matcher(line).matches() ? line.substring(1) : line).append('\n');
    }
    if (!message.isEmpty()) {
      messages.add(message.toString());
    }
    return messages;
  }
}
