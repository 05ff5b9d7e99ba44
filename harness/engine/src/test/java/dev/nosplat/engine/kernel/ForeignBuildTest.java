// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignBuildTest {
  @TempDir private Path directory;

  /** A configuration with all that is asked of a guest: our own fragments. */
  private void configure(String more) throws Exception {
    Files.writeString(
        directory.resolve(".config"),
        Fragment.of("base").text() + Fragment.of("sched_ext").text() + more);
  }

  @Test
  void aDirectoryWithoutAKernelSaysWhatItLacks() {
    BadInput none = catchThrowableOfType(BadInput.class, () -> ForeignBuild.at(directory));
    assertThat(none.evidence())
        .containsExactly(
            "it has no .config", "it has neither arch/x86/boot/bzImage, nor bzImage, nor vmlinux");
  }

  @Test
  void aConfigurationThatNoGuestBootsWithIsRefusedByItsSymbols() throws Exception {
    BadInput refused = refusal("CONFIG_VIRTIO_NET=m\n# CONFIG_PVH is not set\n");
    assertThat(refused.evidence())
        .containsExactly(
            "CONFIG_VIRTIO_NET is m, and a guest loads no modules of the kernel's: it must be y",
            "CONFIG_PVH is off, so it takes a bzImage to boot it, and there is none");
  }

  @Test
  void aKasanKernelIsNotEnteredThroughPvh() throws Exception {
    BadInput refused = refusal("CONFIG_KASAN=y\n");
    assertThat(refused.evidence())
        .containsExactly("CONFIG_KASAN is on, so it takes a bzImage to boot it, and there is none");
    assertThat(refused.advice()).startsWith("Put the kernel's bzImage beside its vmlinux");
  }

  private BadInput refusal(String more) throws Exception {
    configure(more);
    Files.writeString(directory.resolve("vmlinux"), "");
    return catchThrowableOfType(BadInput.class, () -> ForeignBuild.at(directory));
  }

  @Test
  void whatKeepsTheCanaryFromBeingBuiltIsNamed() throws Exception {
    configure("");
    Files.writeString(directory.resolve("bzImage"), "");
    ForeignBuild build = ForeignBuild.at(directory);
    assertThat(build.moduleObstacle()).get().asString().contains("no Module.symvers", "its O=");

    Files.writeString(directory.resolve("Module.symvers"), "");
    assertThat(build.moduleObstacle()).get().asString().contains("source tree", "is gone");

    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("Kbuild"), "");
    Files.writeString(directory.resolve("Makefile"), "include " + tree + "/Makefile\n");
    assertThat(build.moduleObstacle()).isEmpty();
    assertThat(build.source()).contains(tree);
  }

  @Test
  void theElfImageComesOutOfACompressedOne() throws Exception {
    byte[] elf = "not really an ELF image".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(payload)) {
      gzip.write(elf);
    }
    ByteBuffer image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0x1f1, (byte) 1).putInt(0x202, 0x53726448);
    image.putInt(0x248, 100).putInt(0x24c, payload.size() + 4);
    image.position(2 * 512 + 100);
    image.put(payload.toByteArray()).putInt(elf.length);
    Path bzImage = Files.write(directory.resolve("bzImage"), image.array());

    BzImage.unpack(bzImage, directory.resolve("vmlinux"));
    assertThat(directory.resolve("vmlinux")).hasBinaryContent(elf);

    Files.writeString(bzImage, "something else");
    BadInput refused =
        catchThrowableOfType(
            BadInput.class, () -> BzImage.unpack(bzImage, directory.resolve("vmlinux")));
    assertThat(refused.evidence()).containsExactly("it has no boot header of a Linux kernel");
  }
}
