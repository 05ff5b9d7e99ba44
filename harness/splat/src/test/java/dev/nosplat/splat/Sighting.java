// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How else a report of the same bug may come into somebody's hands: its lines, one by one. */
enum Sighting {
  AS_PRINTED("as the kernel printed it", lines -> lines),
  DECODED("decoded, with inlined callers", Sighting::decoded),
  WRAPPED("without stamps, wrapped at 72 columns", Sighting::wrapped),
  OTHER_COMPILER("another compiler's suffixes and offsets", Sighting::compiledOtherwise),
  GUESSES("with an unwinder's guesses between", Sighting::guessed),
  IN_JOURNAL("in a journal, without stamps", Sighting::inJournal),
  CUT_IN_STACK("cut behind the fourth line of its stack", lines -> cut(lines, 5)),
  CUT_BEFORE_STACK("cut before its stack", lines -> cut(lines, 0));

  private static final Pattern STAMP =
      Pattern.compile("^\\[ *\\d+\\.\\d{6}\\](?:\\[ *[TC]\\d+\\])? ?");

  private static final Pattern FRAME =
      Pattern.compile("( {1,8}(?:\\? )?)([A-Za-z_][\\w.]*)\\+0x[0-9a-f]+/0x[0-9a-f]+(.*)");

  private static final Pattern TRACE = Pattern.compile("(?:Call [Tt]race:|stack backtrace:).*");
  private static final int COLUMNS = 72;

  final String words;
  private final UnaryOperator<List<String>> change;

  Sighting(String words, UnaryOperator<List<String>> change) {
    this.words = words;
    this.change = change;
  }

  /** The report's lines in this way; a carriage return is the serial line's and no part of it. */
  byte[] of(List<String> lines) {
    List<String> bare = lines.stream().map(line -> line.replaceFirst("\r+$", "")).toList();
    return (String.join("\n", change.apply(bare)) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  static String message(String line) {
    return STAMP.matcher(line).replaceFirst("");
  }

  private static String stamp(String line) {
    return line.substring(0, line.length() - message(line).length());
  }

  private static List<String> decoded(List<String> lines) {
    List<String> out = new ArrayList<>();
    for (String line : lines) {
      Matcher frame = FRAME.matcher(message(line));
      if (!frame.matches()) {
        out.add(line);
        continue;
      }
      if (out.size() % 3 == 0) {
        out.add(stamp(line) + frame.group(1) + "a_helper include/linux/a_helper.h:12 [inline]");
      }
      // A place that no rule for machinery's files covers would make machinery a subject.
      boolean own =
          FrameParser.parse(message(line)).filter(f -> !Machinery.of(f).machinery()).isPresent();
      out.add(own ? line + " drivers/misc/a_driver.c:77" : line);
    }
    return out;
  }

  private static List<String> wrapped(List<String> lines) {
    List<String> out = new ArrayList<>();
    for (String line : lines) {
      String rest = message(line);
      while (rest.length() > COLUMNS && rest.lastIndexOf(' ', COLUMNS) > 0) {
        int at = rest.lastIndexOf(' ', COLUMNS);
        out.add(rest.substring(0, at));
        rest = rest.substring(at + 1);
      }
      out.add(rest);
    }
    return out;
  }

  private static List<String> compiledOtherwise(List<String> lines) {
    return lines.stream()
        .map(
            line -> {
              Matcher frame = FRAME.matcher(message(line));
              boolean plain = frame.matches() && !frame.group(2).contains(".");
              return plain
                  ? stamp(line)
                      + frame.group(1)
                      + frame.group(2)
                      + ".constprop.0.isra.0+0x123/0x456"
                      + frame.group(3)
                  : line;
            })
        .toList();
  }

  private static List<String> guessed(List<String> lines) {
    List<String> out = new ArrayList<>();
    for (String line : lines) {
      if (FRAME.matcher(message(line)).matches()) {
        out.add(stamp(line) + " ? a_stale_address+0x12/0x34");
      }
      out.add(line);
    }
    return out;
  }

  private static List<String> inJournal(List<String> lines) {
    return lines.stream().map(line -> "Nov 24 02:10:11 host kernel: " + message(line)).toList();
  }

  /** What is left if the console ends some lines behind the first stack's announcement. */
  private static List<String> cut(List<String> lines, int behind) {
    for (int i = 0; i < lines.size(); i++) {
      if (TRACE.matcher(message(lines.get(i))).matches()) {
        return lines.subList(0, Math.min(lines.size(), Math.max(1, i + behind)));
      }
    }
    return lines;
  }
}
