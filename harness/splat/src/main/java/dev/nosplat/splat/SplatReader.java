// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.function.Consumer;

/**
 * Reads a console as it grows and hands over each report when it is complete.
 *
 * <p>Not thread-safe; memory stays constant however long the console is.
 */
public final class SplatReader {
  private final Consumer<Splat> found;

  /** Makes a reader that calls {@code found} for each complete report, in the order they began. */
  public SplatReader(Consumer<Splat> found) {
    this.found = found;
  }

  /** Takes the next bytes of the console, cut anywhere. */
  public void accept(byte[] bytes, int offset, int length) {
    throw new UnsupportedOperationException(found + " " + bytes.length + offset + length);
  }

  /** The console has ended: hands over a report that was still open. */
  public void finish() {
    throw new UnsupportedOperationException();
  }
}
