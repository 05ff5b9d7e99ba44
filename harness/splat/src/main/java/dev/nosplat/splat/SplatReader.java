// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a console as it grows and hands over each report when it is complete.
 *
 * <p>Bytes come as they are: with or without timestamps, callers, levels, syslog prefixes, colours,
 * NULs, carriage returns; cut anywhere. Not thread-safe; memory stays constant however long the
 * console is.
 */
public final class SplatReader {
  private final Assembler assembler;
  private final LineScanner scanner;

  /** Makes a reader that calls {@code found} for each complete report, in the order they end. */
  public SplatReader(Consumer<Splat> found) {
    assembler = new Assembler(found);
    scanner = new LineScanner(Headlines.triggers(), assembler);
  }

  /**
   * Takes the next bytes of the console, cut anywhere.
   *
   * @throws IndexOutOfBoundsException when offset and length do not lie in the array
   */
  public void accept(byte[] bytes, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    scanner.accept(bytes, offset, length);
  }

  /** The console has ended: hands over the reports that were still open. */
  public void finish() {
    scanner.finish();
    assembler.finish();
  }

  /**
   * The reports that have begun and are not complete, as far as they were printed: what a machine
   * that died in the middle of one leaves behind.
   */
  public List<Splat> unfinished() {
    return assembler.unfinished();
  }

  /**
   * Whether any line so far was a kernel's: where none was, that no report was found says nothing.
   */
  public boolean sawKernel() {
    return assembler.sawKernel();
  }

  /** Complete lines read so far; after {@link #finish} a last one without line end counts too. */
  public long lines() {
    return scanner.lines();
  }
}
