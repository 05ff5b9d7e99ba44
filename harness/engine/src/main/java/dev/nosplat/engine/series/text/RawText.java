// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bytes as text, one char a byte: the kernel's files are not all UTF-8. */
public final class RawText {
  private static final int LONGEST = 240;

  private RawText() {}

  public static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  public static byte[] bytes(String raw) {
    return raw.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Text that was decoded, as the bytes of its UTF-8. */
  public static String fromDecoded(String decoded) {
    return of(decoded.getBytes(StandardCharsets.UTF_8));
  }

  /** For a person: UTF-8 where the bytes are that. */
  public static String shown(String raw) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(raw))).toString();
    } catch (CharacterCodingException e) {
      return raw;
    }
  }

  /** One line for a person, cut where nobody reads on. */
  public static String shownLine(String raw) {
    String cut = raw.length() > LONGEST ? raw.substring(0, LONGEST) + "..." : raw;
    return shown(cut);
  }

  /** The lines without their ends; a last line end does not begin another line. */
  public static List<String> lines(String raw) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = raw.indexOf('\n'); end >= 0; end = raw.indexOf('\n', start)) {
      lines.add(raw.substring(start, end));
      start = end + 1;
    }
    if (start < raw.length()) {
      lines.add(raw.substring(start));
    }
    return lines;
  }

  /** LF line ends, if every line of more than a few ends in CRLF: a mail or a browser did that. */
  public static String unixLines(String raw) {
    int lf = 0;
    int crlf = 0;
    for (int i = raw.indexOf('\n'); i >= 0; i = raw.indexOf('\n', i + 1)) {
      lf++;
      crlf += i > 0 && raw.charAt(i - 1) == '\r' ? 1 : 0;
    }
    return lf > 0 && lf == crlf ? raw.replace("\r\n", "\n") : raw;
  }
}
