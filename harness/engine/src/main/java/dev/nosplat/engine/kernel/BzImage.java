// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BadInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * Takes the ELF image out of a compressed kernel. It has lost its debugging information, but its
 * BTF, which is loaded, is still in it.
 *
 * <p>The offsets are those of Documentation/arch/x86/boot.rst (7.3): {@code setup_sects}, {@code
 * payload_offset} and {@code payload_length}, the last two there since protocol 2.08.
 */
final class BzImage {
  private static final int MAGIC_AT = 0x202;
  private static final int MAGIC = 0x53726448; // "HdrS"
  private static final int SETUP_SECTS_AT = 0x1f1;
  private static final int PAYLOAD_AT = 0x248;
  private static final int SECTOR = 512;

  /** The compressed size of the image ends with the size that it unpacks to. */
  private static final int TRAILER = 4;

  private BzImage() {}

  /**
   * Writes the ELF image of a compressed one.
   *
   * @throws BadInput if it is no bzImage, or compressed in a way that is not known
   */
  static void unpack(Path bzImage, Path vmlinux) throws IOException {
    byte[] bytes = Files.readAllBytes(bzImage);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < PAYLOAD_AT + 2 * Integer.BYTES || header.getInt(MAGIC_AT) != MAGIC) {
      throw unusable(bzImage, "it has no boot header of a Linux kernel");
    }
    int sectors = Byte.toUnsignedInt(bytes[SETUP_SECTS_AT]);
    long from = (sectors == 0 ? 5 : sectors + 1L) * SECTOR + header.getInt(PAYLOAD_AT);
    long length = header.getInt(PAYLOAD_AT + Integer.BYTES);
    if (length <= TRAILER || from + length > bytes.length) {
      throw unusable(bzImage, "its payload is not within the file");
    }
    InputStream payload =
        new BufferedInputStream(
            new ByteArrayInputStream(bytes, (int) from, (int) length - TRAILER));
    try (InputStream elf = new CompressorStreamFactory().createCompressorInputStream(payload)) {
      Files.copy(elf, vmlinux, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unusable(bzImage, String.valueOf(e.getMessage()));
    }
  }

  private static BadInput unusable(Path bzImage, String why) {
    return new BadInput(
        bzImage + " cannot be unpacked.",
        List.of(why),
        "Put the vmlinux of the same build beside it.");
  }
}
