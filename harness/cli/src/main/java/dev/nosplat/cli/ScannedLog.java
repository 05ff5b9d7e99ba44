// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.SplatSpool;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/** A log read from its beginning to its end. */
final class ScannedLog {
  private static final int CHUNK = 1 << 16;
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private ScannedLog() {}

  /** Reads all of the stream, gunzipped where it is gzip. */
  static ConsoleScan read(String name, InputStream in) throws IOException {
    SplatSpool spool = new SplatSpool();
    SplatReader reader = new SplatReader(spool::add);
    InputStream plain = plain(in);
    byte[] chunk = new byte[CHUNK];
    for (int n = plain.read(chunk); n >= 0; n = plain.read(chunk)) {
      reader.accept(chunk, 0, n);
    }
    reader.finish();
    return new ConsoleScan(name, reader.lines(), spool.splats());
  }

  private static InputStream plain(InputStream in) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(in, 2);
    int first = peeked.read();
    int second = first < 0 ? -1 : peeked.read();
    if (second >= 0) {
      peeked.unread(second);
    }
    if (first >= 0) {
      peeked.unread(first);
    }
    boolean gzip = first == GZIP_FIRST && second == GZIP_SECOND;
    return gzip ? new GZIPInputStream(peeked, CHUNK) : peeked;
  }
}
