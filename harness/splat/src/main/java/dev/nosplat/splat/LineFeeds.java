// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts line feeds, eight bytes at once. */
final class LineFeeds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FEEDS = 0x0a0a0a0a0a0a0a0aL;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

  private LineFeeds() {}

  /** How many line feeds lie from one index to before another. */
  static int count(byte[] bytes, int from, int end) {
    int count = 0;
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long others = (long) LONGS.get(bytes, at) ^ FEEDS;
      // The highest bit of each byte that is not 0: the sum carries into it, never further.
      long set = ((others & LOW_BITS) + LOW_BITS | others) & ~LOW_BITS;
      count += Long.BYTES - Long.bitCount(set);
    }
    for (; at < end; at++) {
      count += bytes[at] == '\n' ? 1 : 0;
    }
    return count;
  }
}
