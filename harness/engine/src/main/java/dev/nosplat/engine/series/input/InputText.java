// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import com.github.luben.zstd.ZstdInputStream;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.RawText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** The bytes of an input as text: unpacked, decoded where it is UTF-16, with LF line ends. */
final class InputText {
  private static final int MOST_MEMORY_KIB = 128 << 10;
  private static final int TAR_MAGIC = 257;

  /** A patch that was packed twice is one; more than that is somebody's joke. */
  private static final int MOST_PACKINGS = 3;

  /** Characters that show UTF-16 where no byte order mark does. */
  private static final int SHOWN = 16;

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[mK]");

  private InputText() {}

  /**
   * The text.
   *
   * @throws BadInput if the bytes are no text, or too many
   */
  static String of(byte[] bytes, String source) {
    byte[] plain = unpacked(bytes, source);
    String raw = utf16(plain).orElseGet(() -> RawText.of(plain));
    if (raw.startsWith("\u00ef\u00bb\u00bf")) {
      raw = raw.substring(3); // A byte order mark, which editors put there.
    }
    refuseBinary(plain, raw, source);
    if (raw.indexOf('\u001b') >= 0) {
      raw = COLOUR.matcher(raw).replaceAll(""); // git diff --color wrote it.
    }
    return RawText.unixLines(raw);
  }

  private static byte[] unpacked(byte[] packed, String source) {
    byte[] bytes = packed;
    Optional<String> name = compression(bytes);
    for (int i = 0; i < MOST_PACKINGS && name.isPresent(); i++) {
      bytes = unpacked(bytes, name.get(), source);
      name = compression(bytes);
    }
    return bytes;
  }

  private static byte[] unpacked(byte[] bytes, String name, String source) {
    try (InputStream in = decompressor(name, new ByteArrayInputStream(bytes))) {
      return Limits.read(in, source);
    } catch (IOException e) {
      String why = Optional.ofNullable(e.getMessage()).orElse("they end too early");
      throw new BadInput(
          source + " cannot be unpacked.",
          List.of("it begins as " + name + " data do, but: " + why),
          "Get the file again: it is cut off or damaged.",
          e);
    }
  }

  private static Optional<String> compression(byte[] bytes) {
    if (begins(bytes, 0x1f, 0x8b)) {
      return Optional.of("gzip");
    }
    if (begins(bytes, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return Optional.of("xz");
    }
    if (begins(bytes, 'B', 'Z', 'h')) {
      return Optional.of("bzip2");
    }
    return begins(bytes, 0x28, 0xb5, 0x2f, 0xfd) ? Optional.of("zstd") : Optional.empty();
  }

  private static boolean begins(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static InputStream decompressor(String name, InputStream in) throws IOException {
    return switch (name) {
      case "gzip" -> new GZIPInputStream(in);
      case "xz" -> new XZInputStream(in, MOST_MEMORY_KIB);
      case "bzip2" -> new BZip2CompressorInputStream(in, true);
      default -> new ZstdInputStream(in);
    };
  }

  private static Optional<String> utf16(byte[] bytes) {
    boolean little = begins(bytes, 0xff, 0xfe);
    if (little || begins(bytes, 0xfe, 0xff)) {
      return Optional.of(utf16(bytes, 2, little));
    }
    boolean unmarked = zeroes(bytes, 1);
    return unmarked || zeroes(bytes, 0) ? Optional.of(utf16(bytes, 0, unmarked)) : Optional.empty();
  }

  private static String utf16(byte[] bytes, int start, boolean little) {
    Charset charset = little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    return RawText.fromDecoded(new String(bytes, start, bytes.length - start, charset));
  }

  /** Whether of the first pairs of bytes this one is zero, and the other is not: ASCII. */
  private static boolean zeroes(byte[] bytes, int which) {
    for (int i = 0; i < SHOWN; i++) {
      int at = 2 * i;
      if (bytes.length <= at + 1 || bytes[at + which] != 0 || bytes[at + 1 - which] == 0) {
        return false;
      }
    }
    return true;
  }

  private static void refuseBinary(byte[] bytes, String raw, String source) {
    boolean tar =
        bytes.length > TAR_MAGIC + 5
            && new String(bytes, TAR_MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    if (tar) {
      throw new BadInput(
          source + " is a tar archive.",
          List.of("the order of its patches is not the order of its files"),
          "Unpack it, and give the directory or the patches in their order.");
    }
    int zero = raw.indexOf('\0');
    if (zero >= 0) {
      throw new BadInput(
          source + " is no text.",
          List.of("byte " + (zero + 1) + " is zero; no patch and no mail holds one"),
          "Give a patch, a mailbox or a directory of patches; gzip, xz, bzip2 and zstd are"
              + " unpacked.");
    }
  }
}
