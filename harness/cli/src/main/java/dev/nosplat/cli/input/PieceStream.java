// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/** A stream whose bytes are made piece by piece. */
abstract class PieceStream extends InputStream {
  private byte[] piece = new byte[0];
  private int at;

  /** The next bytes, of which there may be none; empty at the end. */
  abstract Optional<byte[]> next() throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    while (at == piece.length) {
      Optional<byte[]> more = next();
      if (more.isEmpty()) {
        return -1;
      }
      piece = more.get();
      at = 0;
    }
    int n = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, bytes, offset, n);
    at += n;
    return n;
  }
}
