// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.cli.input.LogInput;
import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.SplatSpool;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;

/**
 * A log read from its beginning to its end.
 *
 * @param scan what was found
 * @param binary whether it began like no text
 */
record ScannedLog(ConsoleScan scan, boolean binary) {
  private static final int CHUNK = 1 << 16;

  /** Reads all of the stream, unpacked and decoded. */
  static ScannedLog read(String name, InputStream in) throws IOException {
    SplatSpool spool = new SplatSpool();
    SplatReader reader = new SplatReader(spool::add);
    boolean binary = false;
    boolean first = true;
    byte[] chunk = new byte[CHUNK];
    InputStream plain = LogInput.open(in);
    for (int n = plain.read(chunk); n >= 0; n = plain.read(chunk)) {
      binary |= first && LogInput.isBinary(chunk, n);
      first = false;
      reader.accept(chunk, 0, n);
    }
    reader.finish();
    return new ScannedLog(
        new ConsoleScan(name, reader.lines(), reader.sawKernel(), spool.splats()), binary);
  }

  /** Why nothing is known of a kernel, where no line was one's: one line for the user. */
  String nothing() {
    String name = scan.file();
    if (scan.lines() == 0) {
      return name + " is empty, which says nothing about a kernel.";
    }
    String what = binary ? " is binary data" : " has " + Plural.lines(scan.lines());
    return name + what + " without one kernel line, which says nothing about a kernel.";
  }

  private static final class Plural {
    static String lines(long count) {
      return count == 1 ? "1 line" : count + " lines";
    }
  }
}
