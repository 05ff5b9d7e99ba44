// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a module's make and its compiler read of a configuration, made of a {@code .config} alone:
 * make would run what a build had written into its own {@code auto.conf}. The form is
 * scripts/kconfig/confdata.c's, {@code print_symbol_for_autoconf()} and {@code
 * print_symbol_for_c()} (6.12 to 7.3).
 */
final class ModuleConfig {
  /** What make includes. */
  static final String FOR_MAKE = "auto.conf";

  /** What the compiler includes. */
  static final String FOR_C = "autoconf.h";

  private static final Pattern LINE =
      Pattern.compile("(CONFIG_[A-Za-z0-9_]+)=(?:(-?[0-9]+|0[xX][0-9a-fA-F]+|[ym])|\"(.*)\")");

  /** A text that neither make nor the shell that it calls takes for anything else. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ()_./:,=+@%-]*");

  /** A text that a C compiler takes for one string. */
  private static final Pattern STRING = Pattern.compile("(?:[^\"\\\\\\p{Cntrl}]|\\\\[\"\\\\])*");

  private ModuleConfig() {}

  /**
   * Both files. A line of another form than Kconfig's, and for make a string with anything but
   * plain characters, is left out: a module needs neither.
   *
   * @param dotConfig an effective configuration, perhaps a stranger's
   */
  static Map<String, byte[]> files(String dotConfig) {
    StringBuilder make = new StringBuilder();
    StringBuilder c = new StringBuilder();
    for (String line : dotConfig.split("\n", -1)) {
      Matcher read = LINE.matcher(line);
      if (!read.matches()) {
        continue;
      }
      String symbol = read.group(1);
      if (read.group(2) != null) {
        String value = read.group(2);
        make.append(symbol).append('=').append(value).append('\n');
        c.append("#define ").append(symbol);
        c.append(value.equals("m") ? "_MODULE 1" : value.equals("y") ? " 1" : " " + value);
        c.append('\n');
        continue;
      }
      String text = read.group(3);
      if (PLAIN.matcher(text).matches()) {
        make.append(symbol).append('=').append(text).append('\n');
      }
      if (STRING.matcher(text).matches()) {
        c.append("#define ").append(symbol).append(" \"").append(text).append("\"\n");
      }
    }
    return Map.of(FOR_MAKE, bytes(make), FOR_C, bytes(c));
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
