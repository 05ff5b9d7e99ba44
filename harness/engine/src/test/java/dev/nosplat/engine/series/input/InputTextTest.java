// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStream;
import dev.nosplat.engine.problem.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class InputTextTest {
  private static final String TEXT = "From: A U Th\u00f6r <author@example.com>\n\n+\tx();\n";
  private static final byte[] UTF_8 = TEXT.getBytes(StandardCharsets.UTF_8);
  private static final String READ = new String(UTF_8, StandardCharsets.ISO_8859_1);

  private enum Packing {
    GZIP,
    XZ,
    BZIP2,
    ZSTD;

    byte[] pack(byte[] bytes) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = into(packed)) {
        out.write(bytes);
      }
      return packed.toByteArray();
    }

    private OutputStream into(OutputStream to) throws IOException {
      return switch (this) {
        case GZIP -> new GZIPOutputStream(to);
        case XZ -> new XZOutputStream(to, new LZMA2Options());
        case BZIP2 -> new BZip2CompressorOutputStream(to);
        case ZSTD -> new ZstdOutputStream(to);
      };
    }
  }

  private static BadInput refusal(byte[] bytes) {
    return catchThrowableOfType(BadInput.class, () -> InputText.of(bytes, "a.patch"));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPackedIsUnpackedOnceOrTwice(Packing packing) throws IOException {
    assertThat(InputText.of(packing.pack(UTF_8), "a.patch")).isEqualTo(READ);
    assertThat(InputText.of(Packing.GZIP.pack(packing.pack(UTF_8)), "a.patch")).isEqualTo(READ);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutOffSaysSoAtEachOfItsBytes(Packing packing) throws IOException {
    byte[] whole = packing.pack(UTF_8);
    for (int length = 6; length < whole.length; length++) {
      BadInput refused = refusal(Arrays.copyOf(whole, length));
      assertThat(refused).as("%d of %d bytes", length, whole.length).isNotNull();
      assertThat(refused.what()).isEqualTo("a.patch cannot be unpacked.");
      assertThat(refused.evidence()).noneMatch(line -> line.contains("null"));
      assertThat(refused.advice()).isEqualTo("Get the file again: it is cut off or damaged.");
    }
  }

  /** Notepad and PowerShell write a byte order mark; iconv with the order in its name does not. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void utf16IsDecodedWithAndWithoutAByteOrderMark(String charset) throws IOException {
    byte[] bytes = TEXT.getBytes(Charset.forName(charset));

    assertThat(InputText.of(bytes, "a.patch")).isEqualTo(READ);
    assertThat(InputText.of(Packing.XZ.pack(bytes), "a.patch")).isEqualTo(READ);
  }

  @Test
  void otherZeroesAreNoText() {
    assertThat(
            refusal("From: A\0 U\0 Thor, a line of text\n".getBytes(StandardCharsets.UTF_8)).what())
        .isEqualTo("a.patch is no text.");
    assertThat(refusal(new byte[64]).what()).isEqualTo("a.patch is no text.");
  }
}
