// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** How an input is packed, told from its first bytes. */
enum Compression {
  GZIP("1f8b", "gzip") {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new GZIPInputStream(packed, 1 << 16);
    }
  },
  BZIP2("425a68", "bzip2") {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new BZip2CompressorInputStream(packed, true);
    }
  },
  XZ("fd377a585a00", "xz") {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new XZCompressorInputStream(packed, true, MOST_KIB);
    }
  },
  ZSTD("28b52ffd", "zstd") {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new ZstdCompressorInputStream(packed);
    }
  },
  LZ4("04224d18", "lz4") {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new FramedLZ4CompressorInputStream(packed, true);
    }
  },
  ZIP("504b0304", "a ZIP archive"),
  SEVEN_ZIP("377abcaf271c", "a 7z archive"),
  RAR("52617221", "a RAR archive"),
  LZIP("4c5a4950", "packed with lzip"),
  LZOP("894c5a4f", "packed with lzop"),
  COMPRESS("1f9d", "packed with compress"),
  ELF("7f454c46", "an ELF file");

  /** The longest of the magic numbers, in bytes. */
  static final int LONGEST = 6;

  /** Memory that an xz stream may ask for, in KiB: what xz -9 needs. */
  private static final int MOST_KIB = 70_000;

  private final byte[] magic;
  private final String what;

  Compression(String magic, String what) {
    this.magic = HexFormat.of().parseHex(magic);
    this.what = what;
  }

  /** The compression of an input, which stays where it stood. */
  static Optional<Compression> of(BufferedInputStream input) throws IOException {
    input.mark(LONGEST);
    byte[] first = input.readNBytes(LONGEST);
    input.reset();
    return Arrays.stream(values()).filter(c -> c.begins(first)).findFirst();
  }

  private boolean begins(byte[] first) {
    return first.length >= magic.length
        && Arrays.equals(first, 0, magic.length, magic, 0, magic.length);
  }

  /**
   * The unpacked bytes.
   *
   * @throws UnreadableLog where this is a format that nobody here opens
   * @throws IOException where the input is damaged
   */
  InputStream open(InputStream packed) throws IOException {
    throw new UnreadableLog(what + ", which scan does not open");
  }
}
