// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A decompressed tar with limits: for the whole, because two megabytes may unpack to as many
 * gigabytes, and for what stands between two files, because the reader keeps that in memory.
 */
public final class TarBudget extends FilterInputStream {
  /** More than twice the tree of 7.3 (1.7 GB). */
  private static final long MOST = 4L << 30;

  /** Names of 4,096 bytes and their extended headers need a hundredth of it. */
  private static final long MOST_BETWEEN = 4 << 20;

  private final long most;
  private long whole;
  private long allowed = MOST_BETWEEN;

  /** A real one is packed ten to one; even the emptiest archive may be a small tree. */
  private static final long MOST_PACKED = 100;

  private static final long ALWAYS = 256 << 20;

  /**
   * A tar out of an archive.
   *
   * @param in decompressed
   * @param packed size of the archive
   */
  public TarBudget(InputStream in, long packed) {
    super(in);
    this.most = most(packed);
  }

  /** What an archive of this size may unpack to. */
  static long most(long packed) {
    return packed > MOST / MOST_PACKED ? MOST : Math.max(ALWAYS, packed * MOST_PACKED);
  }

  /** From here on comes an entry's content of this size. */
  public void entry(long size) throws IOException {
    if (size > most) {
      throw tooLong();
    }
    allowed = size + MOST_BETWEEN;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    count(Math.max(n, 0));
    return n;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long n = super.skip(wanted);
    count(n);
    return n;
  }

  private void count(long bytes) throws IOException {
    whole += bytes;
    allowed -= bytes;
    if (whole > most) {
      throw tooLong();
    }
    if (allowed < 0) {
      throw new TarImport.Damaged("a header in it is longer than " + (MOST_BETWEEN >> 20) + " MiB");
    }
  }

  private TarImport.Damaged tooLong() {
    return new TarImport.Damaged("it unpacks to more than " + (most >> 20) + " MiB");
  }
}
