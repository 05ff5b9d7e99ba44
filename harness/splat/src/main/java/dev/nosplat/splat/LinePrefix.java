// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes off whatever stands before a kernel message, in any order and number.
 *
 * <p>Formats: print_time(), print_caller() and print_syslog() in kernel/printk/printk.c (4.x to
 * 7.3), the records of {@code /dev/kmsg} from msg_print_ext_header() there, {@code dmesg} with
 * {@code -T}, {@code -x} and {@code -r}, RFC 3164 and ISO times of syslog and the journal, mail
 * quotes.
 */
final class LinePrefix {
  private static final Pattern QUOTE = Pattern.compile("(?:[>|] ?){1,6}");
  private static final Pattern RECORD =
      Pattern.compile("(\\d{1,4}),\\d+,\\d+,[-c+](?:,(?:caller=([TC]\\d{1,9})|[^;,]{0,40})){0,8};");
  private static final Pattern LEVEL = Pattern.compile("<(\\d{1,4})>");
  private static final Pattern STAMP =
      Pattern.compile("\\[ {0,8}\\d{1,10}\\.\\d{2,9}(?:[,@]\\d+)?\\] ?");
  private static final Pattern CALLER = Pattern.compile(" ?\\[ {0,10}([TC]\\d{1,9})\\](?: |$)?");
  private static final Pattern HUMAN =
      Pattern.compile("\\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\\] ?");
  private static final Pattern FACILITY =
      Pattern.compile(
          "(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\\d|res\\d) *:"
              + "(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?");
  private static final Pattern ISO =
      Pattern.compile(
          "\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?"
              + "(?:Z| ?[+-]\\d\\d:?\\d\\d)?\\]?:? ?");
  private static final Pattern SYSLOG =
      Pattern.compile("[A-Z][a-z]{2} [ \\d]\\d (?:\\d{4} )?\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})? ");
  private static final Pattern CLOCK =
      Pattern.compile("\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?\\]?:? ");
  private static final Pattern KERNEL_IDENT =
      Pattern.compile("(?:[\\w.:-]{1,255} )?kernel(?:\\[\\d+\\])?: ?");
  private static final Pattern LATE_STAMP =
      Pattern.compile("(?:<\\d{1,4}>)?\\[ {0,4}\\d{1,8}\\.\\d{6}\\]");
  private static final int FACILITY_SHIFT = 3;
  private static final int LATE_LIMIT = 400;

  /** No line of a report is longer, but for lists of modules. */
  private static final int LONGEST_MESSAGE = 2048;

  private static final int MOST_PREFIXES = 8;

  private final String text;
  private int at;
  private boolean stamped;
  private boolean dated;
  private String caller = "";
  private boolean userspace;

  LinePrefix(String text) {
    this.text = text;
  }

  ConsoleLine parse(long number) {
    takeAll();
    if (!stamped) {
      // A shell prompt or a program's unfinished line may stand before what the kernel printed.
      String head = text.length() > LATE_LIMIT ? text.substring(0, LATE_LIMIT) : text;
      Matcher late = LATE_STAMP.matcher(head);
      if (late.find(Math.min(at, head.length()))) {
        at = late.start();
        takeAll();
      }
    }
    return new ConsoleLine(number, text, message(), caller, stamped, userspace);
  }

  private String message() {
    String message = text.substring(at, Math.min(text.length(), at + LONGEST_MESSAGE)).strip();
    return message.indexOf("\\x") < 0 || !stamped ? message : unescape(message);
  }

  /** Records of {@code /dev/kmsg} escape what is not printable as {@code \xNN}. */
  private static String unescape(String message) {
    return message.replace("\\x09", "\t").replace("\\x0a", " ").replace("\\x5c", "\\").strip();
  }

  private void takeAll() {
    for (int i = 0; i < MOST_PREFIXES; i++) {
      int before = at;
      takeOne();
      if (at == before) {
        return;
      }
    }
  }

  private void takeOne() {
    int start = at;
    while (start < text.length() && text.charAt(start) <= ' ') {
      start++;
    }
    if (start == text.length()) {
      return;
    }
    char c = text.charAt(start);
    if (c == '[') {
      bracket(start);
    } else if (c == '<') {
      level(start);
    } else if (c == '>' || c == '|') {
      move(QUOTE, start);
    } else if (c >= '0' && c <= '9') {
      number(start);
    } else if (c >= 'A' && c <= 'Z' && !stamped && move(SYSLOG, start)) {
      dated = true;
    } else if (c >= 'a' && c <= 'z') {
      facility(start);
    }
    if (at <= start && dated) {
      ident(start);
    }
  }

  private void bracket(int start) {
    Matcher who = at(CALLER, start);
    if (who.lookingAt()) {
      caller = who.group(1);
      at = who.end();
      stamped = true;
    } else if (move(STAMP, start)) {
      stamped = true;
      dated = true;
    } else if (move(HUMAN, start)) {
      stamped = true;
    } else if (move(ISO, start) || move(CLOCK, start)) {
      dated = true;
    }
  }

  private void level(int start) {
    Matcher level = at(LEVEL, start);
    if (level.lookingAt()) {
      at = level.end();
      stamped = true;
      facility(Integer.parseInt(level.group(1)) >> FACILITY_SHIFT != 0);
    }
  }

  private void number(int start) {
    Matcher record = at(RECORD, start);
    if (record.lookingAt()) {
      at = record.end();
      stamped = true;
      if (record.group(2) != null) {
        caller = record.group(2);
      }
      facility(Integer.parseInt(record.group(1)) >> FACILITY_SHIFT != 0);
    } else if (!stamped && (move(ISO, start) || move(CLOCK, start))) {
      dated = true;
    }
  }

  private void facility(int start) {
    Matcher named = at(FACILITY, start);
    if (named.lookingAt()) {
      at = named.end();
      stamped = true;
      facility(!named.group(1).equals("kern"));
    } else if (!stamped && !dated && text.startsWith("kernel: ", start)) {
      at = start + "kernel: ".length();
    }
  }

  private void facility(boolean user) {
    userspace |= user;
  }

  /**
   * After a time: {@code host kernel:}. Another program's name stays part of the message, so that
   * nothing it wrote stands where a headline begins.
   */
  private void ident(int start) {
    if (move(KERNEL_IDENT, start)) {
      stamped = true;
    }
  }

  private boolean move(Pattern pattern, int start) {
    Matcher matcher = at(pattern, start);
    if (matcher.lookingAt()) {
      at = matcher.end();
      return true;
    }
    return false;
  }

  private Matcher at(Pattern pattern, int start) {
    return pattern.matcher(text).region(start, text.length());
  }
}
