// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.PrefixForm.Gives;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes off whatever stands before a kernel message: {@link PrefixForm}s, in any number. */
final class LinePrefix {
  private static final Pattern LATE_STAMP =
      Pattern.compile("(?:<\\d{1,4}>)?\\[ {0,4}\\d{1,12}\\.\\d{6}\\]");
  private static final int FACILITY_SHIFT = 3;
  private static final int LATE_LIMIT = 400;

  /** No line of a report is longer, but for lists of modules. */
  private static final int LONGEST_MESSAGE = 2048;

  private static final int MOST_PREFIXES = 10;

  /** The forms that may begin with a character, so that most lines try few of them. */
  private static final List<PrefixForm> BRACKET =
      List.of(
          PrefixForm.STAMP,
          PrefixForm.CALLER,
          PrefixForm.DELTA,
          PrefixForm.DATE,
          PrefixForm.CLOCK,
          PrefixForm.HUMAN,
          PrefixForm.MINUTE,
          PrefixForm.EPOCH,
          PrefixForm.POD,
          PrefixForm.VENDOR);

  private static final List<PrefixForm> ANGLE = List.of(PrefixForm.RFC5424, PrefixForm.LEVEL);
  private static final List<PrefixForm> BAR = List.of(PrefixForm.QUOTE);
  private static final List<PrefixForm> DIGIT =
      List.of(
          PrefixForm.RECORD,
          PrefixForm.DATE,
          PrefixForm.CLOCK,
          PrefixForm.EPOCH,
          PrefixForm.LOGCAT,
          PrefixForm.STREAM,
          PrefixForm.FOREIGN_DATE,
          PrefixForm.FACILITY,
          PrefixForm.IDENT);
  private static final List<PrefixForm> LETTER =
      List.of(
          PrefixForm.SYSLOG_DATE,
          PrefixForm.FACILITY,
          PrefixForm.FACILITY_DOT,
          PrefixForm.IDENT,
          PrefixForm.BARE_IDENT,
          PrefixForm.STREAM,
          PrefixForm.CONTAINER,
          PrefixForm.CI_STEP,
          PrefixForm.DATE,
          PrefixForm.FOREIGN_DATE,
          PrefixForm.VENDOR);
  private static final List<PrefixForm> OTHER = List.of(PrefixForm.VENDOR);

  private final String text;
  private int at;
  private boolean stamped;
  private boolean timed;
  private boolean dated;
  private String caller = "";
  private String seconds = "";
  private String fragment = "";
  private boolean userspace;

  LinePrefix(String text) {
    this.text = text;
  }

  ConsoleLine parse(long number) {
    takeAll();
    if (!stamped) {
      // A shell prompt or a program's unfinished line may stand before what the kernel printed.
      late();
    }
    return new ConsoleLine(
        number, number, text, message(), caller, stamped, timed, userspace, seconds, fragment);
  }

  private void late() {
    String head = text.length() > LATE_LIMIT ? text.substring(0, LATE_LIMIT) : text;
    Matcher late = LATE_STAMP.matcher(head);
    if (late.find(Math.min(at, head.length()))) {
      at = late.start();
      takeAll();
    }
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
      int start = at;
      while (start < text.length() && text.charAt(start) <= ' ') {
        start++;
      }
      if (start == text.length() || !takeOne(start)) {
        return;
      }
    }
  }

  private boolean takeOne(int start) {
    for (PrefixForm form : beginningWith(text.charAt(start))) {
      if (mayStandHere(form)) {
        Matcher matcher = form.pattern().matcher(text).region(start, text.length());
        if (matcher.lookingAt()) {
          take(form, matcher);
          return true;
        }
      }
    }
    return false;
  }

  private static List<PrefixForm> beginningWith(char c) {
    if (c == '[') {
      return BRACKET;
    }
    if (c == '<') {
      return ANGLE;
    }
    if (c == '>' || c == '|' || c == '│' || c == '┃') {
      return BAR;
    }
    if (c >= '0' && c <= '9') {
      return DIGIT;
    }
    return Character.isLetter(c) ? LETTER : OTHER;
  }

  private boolean mayStandHere(PrefixForm form) {
    return switch (form.after()) {
      case ANYTHING -> true;
      case NOTHING -> !stamped && !dated;
      case NOTHING_TIMED -> !timed;
      case DATE -> dated;
    };
  }

  private void take(PrefixForm form, Matcher matcher) {
    at = matcher.end();
    stamped |= form.gives() == Gives.STAMPED || form.gives() == Gives.TIMED;
    timed |= form.gives() == Gives.TIMED;
    dated |= form.gives() == Gives.DATED || form == PrefixForm.STAMP;
    switch (form) {
      case CALLER -> caller = matcher.group("caller");
      case STAMP -> seconds = matcher.group("seconds");
      case LEVEL, RFC5424 -> level(matcher);
      case RECORD -> record(matcher);
      case FACILITY, FACILITY_DOT -> userspace |= !matcher.group("facility").equals("kern");
      default -> {
        // says no more than that it stood there
      }
    }
  }

  private void level(Matcher matcher) {
    userspace |= Integer.parseInt(matcher.group("level")) >> FACILITY_SHIFT != 0;
  }

  private void record(Matcher record) {
    level(record);
    if (record.group("caller") != null) {
      caller = record.group("caller");
    }
    if (record.group("fragment") != null) {
      fragment = record.group("fragment");
    }
  }
}
