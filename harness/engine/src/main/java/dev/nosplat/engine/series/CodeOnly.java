// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

/** C source reduced to what a compiler sees of it: comments gone, white space evened out. */
public final class CodeOnly {
  private final String source;
  private final StringBuilder code = new StringBuilder();
  private int at;

  private CodeOnly(String source) {
    this.source = source;
  }

  /** The code of a C file, a header or preprocessed assembly. Line ends stay: cpp needs them. */
  public static String of(String source) {
    return new CodeOnly(source).read();
  }

  private String read() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (source.startsWith("/*", at)) {
        int end = source.indexOf("*/", at + 2);
        at = end < 0 ? source.length() : end + 2;
        blank();
      } else if (source.startsWith("//", at)) {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else if (c == '"' || c == '\'') {
        literal(c);
      } else if (c == '\n') {
        endLine();
        at++;
      } else if (Character.isWhitespace(c)) {
        blank();
        at++;
      } else {
        code.append(c);
        at++;
      }
    }
    endLine();
    return code.toString();
  }

  private void literal(char quote) {
    code.append(quote);
    at++;
    while (at < source.length()) {
      char c = source.charAt(at++);
      code.append(c);
      if (c == '\\' && at < source.length()) {
        code.append(source.charAt(at++));
      } else if (c == quote || c == '\n') {
        return;
      }
    }
  }

  private void blank() {
    if (!code.isEmpty() && !Character.isWhitespace(code.charAt(code.length() - 1))) {
      code.append(' ');
    }
  }

  /** Lines that hold nothing but comments vanish altogether. */
  private void endLine() {
    while (!code.isEmpty() && code.charAt(code.length() - 1) == ' ') {
      code.setLength(code.length() - 1);
    }
    if (!code.isEmpty() && code.charAt(code.length() - 1) != '\n') {
      code.append('\n');
    }
  }
}
