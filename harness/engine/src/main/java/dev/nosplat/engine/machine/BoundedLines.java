// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a stream whose other end may be hostile: a line is cut where it becomes too long and
 * its rest is thrown away, so that no line costs more than the limit.
 *
 * <p>Not thread-safe.
 */
final class BoundedLines {
  private final InputStream in;
  private final int longest;

  /**
   * Lines of a stream.
   *
   * @param longest bytes of a line that are kept
   */
  BoundedLines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in);
    this.longest = longest;
  }

  /**
   * A line.
   *
   * @param text without its line break
   * @param cut whether it was longer
   */
  record Line(String text, boolean cut) {}

  /** The next line; empty at the end. A last line without a line break counts. */
  Optional<Line> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean cut = false;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < longest) {
        line.write(b);
      } else {
        cut = true;
      }
    }
    return Optional.of(new Line(line.toString(StandardCharsets.UTF_8), cut));
  }
}
