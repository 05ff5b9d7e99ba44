// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same console as another transport would have delivered it, line by line. */
enum Variant {
  CARRIAGE_RETURNS((line, i) -> line + "\r"),
  NULS((line, i) -> "\0\0" + line.replaceFirst(" ", " \0")),
  COLOURS((line, i) -> "\u001b[1;31m" + line + "\u001b[0m"),
  LEVELS((line, i) -> "<" + i % 8 + ">" + line),
  SYSLOG((line, i) -> "Nov 24 02:10:11 test-host kernel: " + line),
  JOURNAL((line, i) -> "Nov 24 02:10:11 test-host kernel: " + withoutStamp(line)),
  ISO((line, i) -> "2026-11-24T02:10:11.123456+00:00 test-host kernel: " + line),
  CI((line, i) -> "2026-11-24T02:10:11.1234567Z " + line),
  MAIL((line, i) -> "> " + line),
  MAIL_WITHOUT_BLANKS((line, i) -> "> " + withoutStamp(line).strip()),
  DMESG_FACILITY((line, i) -> "kern  :warn  : " + line),
  DMESG_HUMAN((line, i) -> "[Tue Nov 24 02:10:11 2026] " + withoutStamp(line)),
  DMESG_WITHOUT_TIME((line, i) -> withoutStamp(line)),
  KMSG((line, i) -> "4," + (100 + i) + "," + (1000 + i) + ",-;" + withoutStamp(line)),
  KMSG_CALLER((line, i) -> "4," + i + "," + (1000 + i) + ",-,caller=T17;" + withoutStamp(line)),
  CALLER((line, i) -> stamp(line) + "[   T17] " + withoutStamp(line)),
  UTIL_LINUX_CALLER((line, i) -> stamp(line) + " [   T17] " + withoutStamp(line)),
  INVALID_UTF8((line, i) -> line + " \u00ff\u00fe"),
  PROGRESS_BAR((line, i) -> "10%\r50%\r" + line),
  PROMPT((line, i) -> (i % 5 == 0 ? "~ # " : "") + line);

  private static final Pattern STAMP = Pattern.compile("^(\\[ *\\d+\\.\\d{6}\\]) ");

  private final BiFunction<String, Integer, String> line;

  Variant(BiFunction<String, Integer, String> line) {
    this.line = line;
  }

  /** Each line as this transport delivers it; one byte a character. */
  byte[] of(byte[] log) {
    String text = new String(log, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    for (String plain : text.split("\n", -1)) {
      lines.add(plain.isEmpty() ? "" : line.apply(plain, lines.size()));
    }
    return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String stamp(String line) {
    Matcher stamp = STAMP.matcher(line);
    return stamp.find() ? stamp.group(1) : "[    1.000000]";
  }

  private static String withoutStamp(String line) {
    return STAMP.matcher(line).replaceFirst("");
  }
}
