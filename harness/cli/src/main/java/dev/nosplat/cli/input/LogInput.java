// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text of a log, whatever it is kept in. */
public final class LogInput {
  private static final int CHUNK = 1 << 16;

  /** A log in an archive in an archive is as deep as it goes. */
  private static final int DEEPEST = 3;

  /** Bytes from which the kind of an input is told. */
  private static final int FIRST_LOOK = 8192;

  /** Of a hundred bytes, those that no text has and that make an input binary. */
  private static final int BINARY_PERCENT = 10;

  private LogInput() {}

  /**
   * The kernel's text in an input: unpacked, decoded, its pieces in order.
   *
   * <p>Lines are those of the text; where a store keeps one line an object they are the input's
   * too.
   *
   * @throws UnreadableLog where the input is packed in a way that nobody here opens; reading throws
   *     it where an input unpacks to more than any log does
   * @throws IOException where it cannot be read or is damaged
   */
  public static InputStream open(InputStream input) throws IOException {
    BoundedRatio.Packed packed = new BoundedRatio.Packed(input);
    BufferedInputStream plain = new BufferedInputStream(packed, CHUNK);
    Optional<Compression> compression = Compression.of(plain);
    for (int depth = 0; compression.isPresent(); depth++) {
      if (depth == DEEPEST) {
        throw new UnreadableLog("packed more than " + DEEPEST + " times");
      }
      plain =
          new BufferedInputStream(new BoundedRatio(compression.get().open(plain), packed), CHUNK);
      compression = Compression.of(plain);
    }
    return decoded(encoded(plain));
  }

  /** Whether the first bytes of a text are none: what a console has seen of noise is less. */
  public static boolean isBinary(byte[] bytes, int length) {
    int foreign = 0;
    for (int i = 0; i < length; i++) {
      int b = bytes[i];
      foreign += b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != 0x1b ? 1 : 0;
    }
    return foreign * 100L > (long) length * BINARY_PERCENT;
  }

  /** UTF-8; what Windows' programs write says by its first bytes that it is something else. */
  private static BufferedInputStream encoded(BufferedInputStream plain) throws IOException {
    plain.mark(2);
    byte[] first = plain.readNBytes(2);
    plain.reset();
    if (first.length < 2 || (first[0] & first[1] & 0xfe) != 0xfe) {
      return plain;
    }
    boolean little = (first[0] & 0xff) == 0xff;
    return new BufferedInputStream(
        new Transcoded(plain, little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE),
        CHUNK);
  }

  private static InputStream decoded(BufferedInputStream plain) throws IOException {
    plain.mark(FIRST_LOOK);
    String start = new String(plain.readNBytes(FIRST_LOOK), StandardCharsets.UTF_8).stripLeading();
    plain.reset();
    String line = start.lines().findFirst().orElse("");
    if (line.startsWith("{") || line.startsWith("- {") || line.startsWith("\u001e")) {
      return JsonLines.isObject(line) || line.startsWith("- ")
          ? new JsonLines(plain)
          : new JsonDocument(plain);
    }
    return PstorePieces.HEAD.matcher(start).lookingAt() ? PstorePieces.inOrder(plain) : plain;
  }

  /** UTF-16 as UTF-8. */
  private static final class Transcoded extends PieceStream {
    private final Reader reader;
    private final char[] chars = new char[FIRST_LOOK];

    Transcoded(InputStream in, Charset charset) {
      reader = new InputStreamReader(in, charset);
    }

    @Override
    Optional<byte[]> next() throws IOException {
      int n = reader.read(chars);
      return n < 0
          ? Optional.empty()
          : Optional.of(new String(chars, 0, n).getBytes(StandardCharsets.UTF_8));
    }
  }
}
