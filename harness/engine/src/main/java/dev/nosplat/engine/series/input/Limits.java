// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What bounds an input, wherever it comes from: a patch of the kernel is far smaller. */
final class Limits {
  /** The largest release patch of the kernel, unpacked, is below 100 MB (patch-6.19). */
  static final int BYTES = 192 << 20;

  private Limits() {}

  /**
   * Reads to the end.
   *
   * @throws BadInput if more comes than {@link #BYTES}
   */
  static byte[] read(InputStream in, String source) throws IOException {
    return read(in, source, BYTES);
  }

  static byte[] read(InputStream in, String source, int most) throws IOException {
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new BadInput(
          source + " is larger than a patch can be.",
          List.of("more than %,d bytes came, unpacked".formatted(most)),
          "Give a patch, a mailbox or a directory of patches.");
    }
    return bytes;
  }
}
