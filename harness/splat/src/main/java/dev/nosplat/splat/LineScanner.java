// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;

/**
 * Cuts bytes into lines and hands over those that may matter: every line while the sink wants them
 * all, else only those that hold a trigger word.
 *
 * <p>Keeps at most {@link #KEPT} bytes of a line, whatever its length.
 */
final class LineScanner {
  /** Bytes of a line that are looked at; what follows is dropped, its line end is not. */
  static final int KEPT = 8192;

  /** Takes lines. */
  interface Sink {
    /** A line without its line feed. */
    void line(long number, String raw);

    /** Whether lines without a trigger word are wanted now. */
    boolean wantsEveryLine();
  }

  private final Triggers triggers;
  private final Sink sink;
  private final byte[] partial = new byte[KEPT];
  private int partialLength;
  private boolean partialEmpty = true;
  private boolean afterReturn;
  private boolean inEscape;
  private long number = 1;

  LineScanner(Triggers triggers, Sink sink) {
    this.triggers = triggers;
    this.sink = sink;
  }

  void accept(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    if (!partialEmpty) {
      int feed = lineFeed(bytes, offset, end);
      keep(bytes, offset, feed);
      if (feed == end) {
        return;
      }
      partialEnded();
      at = feed + 1;
    }
    int whole = end;
    while (whole > at && bytes[whole - 1] != '\n') {
      whole--;
    }
    wholeLines(bytes, at, whole);
    keep(bytes, whole, end);
  }

  private void wholeLines(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      int start = at;
      if (!sink.wantsEveryLine()) {
        int word = triggers.find(bytes, at, end);
        start = word;
        while (start > at && bytes[start - 1] != '\n') {
          start--;
        }
        number += LineFeeds.count(bytes, at, start);
        if (word == end) {
          return;
        }
      }
      int feed = lineFeed(bytes, start, end);
      long read = number++; // whoever asks for lines() while this one is handed over has read it
      if (feed - start > KEPT) {
        keep(bytes, start, feed);
        sink.line(read, partial());
        forget();
      } else {
        sink.line(read, new String(bytes, start, feed - start, StandardCharsets.UTF_8));
      }
      at = feed + 1;
    }
  }

  private static int lineFeed(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** Hands over a last line that has no line feed. */
  void finish() {
    if (!partialEmpty) {
      partialEnded();
    }
  }

  private void partialEnded() {
    long read = number++;
    if (sink.wantsEveryLine() || triggers.find(partial, 0, partialLength) < partialLength) {
      sink.line(read, partial());
    }
    forget();
  }

  private String partial() {
    return new String(partial, 0, partialLength, StandardCharsets.UTF_8);
  }

  private void forget() {
    partialLength = 0;
    partialEmpty = true;
    afterReturn = false;
    inEscape = false;
  }

  /** Complete lines read so far; after {@link #finish} an unterminated last one counts too. */
  long lines() {
    return number - 1;
  }

  /**
   * Appends to the kept part of the line. NULs are dropped here, because a file system hole after a
   * reset may hold megabytes of them, and what can be seen after a carriage return starts over, as
   * on a terminal; {@link Controls} does the same to a line that came in one piece.
   */
  private void keep(byte[] bytes, int start, int end) {
    partialEmpty &= start == end;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == '\r') {
        afterReturn = true;
      } else if (afterReturn && !seen(b)) {
        continue;
      } else if (b != 0) {
        if (afterReturn) {
          afterReturn = false;
          partialLength = 0;
        }
        if (partialLength < KEPT) {
          partial[partialLength++] = b;
        }
      }
    }
  }

  /** Whether a byte after a carriage return shows on a terminal: not blanks, not colours. */
  private boolean seen(byte b) {
    if (inEscape) {
      inEscape = b < '@' || b == '[';
      return false;
    }
    inEscape = b == 0x1b;
    return b < 0 || b > ' ';
  }
}
