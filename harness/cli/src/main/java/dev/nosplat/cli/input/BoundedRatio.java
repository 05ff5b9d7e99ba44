// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a stream that unpacks to so much that no log does, so that no small file scans for days. */
final class BoundedRatio extends FilterInputStream {
  /** Bytes that any input may unpack to. */
  private static final long ALLOWED = 1L << 30;

  /** The most repetitive console seen packs 300 to 1. */
  private static final long MOST_TIMES = 2000;

  /** Counts what is read of a packed input. */
  static final class Packed extends FilterInputStream {
    private long count;

    Packed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count += Math.max(n, 0);
      return n;
    }
  }

  private final Packed packed;
  private long count;

  BoundedRatio(InputStream unpacked, Packed packed) {
    super(unpacked);
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    counted(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    counted(Math.max(n, 0));
    return n;
  }

  private void counted(int bytes) throws UnreadableLog {
    count += bytes;
    if (count > ALLOWED && count / MOST_TIMES > packed.count) {
      throw new UnreadableLog("unpacks to more than 2,000 times its size, as no log does");
    }
  }
}
