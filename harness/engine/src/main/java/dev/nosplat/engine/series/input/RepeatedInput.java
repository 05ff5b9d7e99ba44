// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that can be read more than once: after its end it begins again. Standard input is read
 * to find the tree of a series, and again to apply it.
 */
public final class RepeatedInput extends InputStream {
  private final InputStream source;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private InputStream now;

  /** Keeps what is read of the source. */
  public RepeatedInput(InputStream source) {
    this.source = source;
    this.now = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = now.read(bytes, offset, length);
    if (count < 0) {
      now = new ByteArrayInputStream(kept.toByteArray());
    } else if (now == source) {
      kept.write(bytes, offset, count);
    }
    return count;
  }
}
