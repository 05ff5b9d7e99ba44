// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfImageTest {
  private static final long TEXT = 0xffffffff81000000L;
  private static final Set<String> NAMES =
      Set.of("report", "twice", "none", "__alt_instructions", "__alt_instructions_end");

  @TempDir Path scratch;

  @Test
  void aSymbolLeadsToTheBytesThatWereLinkedForIt() throws Exception {
    ElfImage image = read(image());
    assertThat(image.symbol("report")).contains(new ElfImage.Symbol(TEXT + 4, 8));
    assertThat(image.linked(TEXT + 4, 8).orElseThrow()).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(image.symbol("none")).isEmpty();
  }

  @Test
  void ofSeveralWithOneNameNoneIsTaken() throws Exception {
    assertThat(read(image()).symbol("twice")).isEmpty();
  }

  @Test
  void addressesOutsideTheTextHaveNoBytes() throws Exception {
    ElfImage image = read(image());
    for (long at : List.of(TEXT - 1, TEXT + 16, 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)) {
      assertThat(image.linked(at, 1)).as("%x", at).isEmpty();
    }
    assertThat(image.linked(TEXT + 15, 2)).isEmpty();
    assertThat(image.linked(TEXT, Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void placesThatTheKernelRewritesByDesignAreKnown() throws Exception {
    PatchSites sites = PatchSites.of(read(image()), TEXT, TEXT + 16);
    assertThat(sites.contains(TEXT + 5)).isFalse();
    assertThat(sites.contains(TEXT + 6)).isTrue();
    assertThat(sites.contains(TEXT + 8)).isTrue();
    assertThat(sites.contains(TEXT + 9)).isFalse();
  }

  @Test
  void aDamagedImageIsAnErrorAndNeverAnythingWorse() throws Exception {
    byte[] sound = image();
    assertThatThrownBy(() -> read(new byte[64])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(new byte[3])).isInstanceOf(IOException.class);
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = sound.clone();
      for (int j = 0; j < 3; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      assertThatCode(
              () -> {
                try {
                  ElfImage image = read(damaged);
                  PatchSites.of(image, TEXT, TEXT + 16);
                  image.linked(TEXT, 16);
                } catch (IOException e) {
                  // Told as what it is.
                }
              })
          .doesNotThrowAnyException();
    }
  }

  private ElfImage read(byte[] bytes) throws IOException {
    return ElfImage.read(Files.write(scratch.resolve("vmlinux"), bytes), NAMES);
  }

  /** 16 bytes of text, a table with one alternative of three bytes at its seventh, four symbols. */
  private static byte[] image() {
    byte[] names =
        "\0.text\0.altinstructions\0.symtab\0.strtab\0report\0twice\0__alt_instructions\0__alt_instructions_end\0"
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    b.putLong(40, 512).putShort(58, (short) 64).putShort(60, (short) 5).putShort(62, (short) 4);
    for (int i = 0; i < 16; i++) {
      b.put(64 + i, (byte) i);
    }
    long alternatives = TEXT + 0x1000;
    b.putInt(96, (int) (TEXT + 6 - alternatives)).put(96 + 12, (byte) 3);
    symbol(b, 128, name(names, "report"), TEXT + 4, 8);
    symbol(b, 152, name(names, "twice"), TEXT, 1);
    symbol(b, 176, name(names, "twice"), TEXT + 1, 1);
    symbol(b, 200, name(names, "__alt_instructions"), alternatives, 0);
    symbol(b, 224, name(names, "__alt_instructions_end"), alternatives + 14, 0);
    System.arraycopy(names, 0, b.array(), 256, names.length);
    section(b, 1, name(names, ".text"), 1, TEXT, 64, 16, 0);
    section(b, 2, name(names, ".altinstructions"), 1, alternatives, 96, 14, 0);
    section(b, 3, name(names, ".symtab"), 2, 0, 128, 120, 4);
    section(b, 4, name(names, ".strtab"), 3, 0, 256, names.length, 0);
    return b.array();
  }

  private static int name(byte[] names, String name) {
    return new String(names, StandardCharsets.US_ASCII).indexOf("\0" + name + "\0") + 1;
  }

  private static void symbol(ByteBuffer b, int at, int name, long value, long size) {
    b.putInt(at, name).putLong(at + 8, value).putLong(at + 16, size);
  }

  private static void section(
      ByteBuffer b, int index, int name, int type, long address, long offset, long size, int link) {
    int at = 512 + 64 * index;
    b.putInt(at, name).putInt(at + 4, type).putLong(at + 16, address);
    b.putLong(at + 24, offset).putLong(at + 32, size).putInt(at + 40, link);
  }
}
