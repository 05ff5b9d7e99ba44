// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pieces in which pstore keeps the end of a kernel's log, put in order: the last lines are in
 * part 1, and a shell that prints them all prints them backwards (pstore_dump() in
 * fs/pstore/platform.c, 6.1 to 7.3).
 */
final class PstorePieces {
  /** The heading of a piece. */
  static final Pattern HEAD =
      Pattern.compile("(?m)^([A-Z][\\w-]{2,20})#(\\d{1,9}) Part(\\d{1,9})\\r?$\\n?");

  /** More than any platform's store holds. */
  private static final int MOST = 64 << 20;

  private record Piece(int dump, int part, String text) {}

  private PstorePieces() {}

  static InputStream inOrder(InputStream in) throws IOException {
    byte[] all = in.readNBytes(MOST);
    // One character a byte: what a crash left need not be UTF-8.
    String text = new String(all, StandardCharsets.ISO_8859_1);
    List<Piece> pieces = new ArrayList<>();
    Matcher head = HEAD.matcher(text);
    boolean more = head.find();
    StringBuilder log = new StringBuilder(more ? text.substring(0, head.start()) : text);
    while (more) {
      int start = head.end();
      int dump = Integer.parseInt(head.group(2));
      int part = Integer.parseInt(head.group(3));
      more = head.find();
      pieces.add(new Piece(dump, part, text.substring(start, more ? head.start() : text.length())));
    }
    pieces.sort(
        Comparator.comparingInt(Piece::dump).thenComparing(Piece::part, Comparator.reverseOrder()));
    for (Piece piece : pieces) {
      log.append(piece.text());
    }
    return new ByteArrayInputStream(log.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
