// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.PackedResources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;

class GuestImageTest {
  @Test
  void theRecipeThatIsPackedHasInitAndTheConsoleThatTheKernelOpensForIt() {
    Recipe recipe =
        Recipe.parse(
            new String(PackedResources.read("vm-images/image.yaml"), StandardCharsets.UTF_8));
    assertThat(recipe.entries().get("/init")).isInstanceOf(Recipe.Node.Program.class);
    assertThat(recipe.entries().get("/dev/console")).isEqualTo(new Recipe.Node.Device(0600, 5, 1));
    assertThat(recipe.entries().get("/bin/insmod")).isEqualTo(new Recipe.Node.Link("busybox"));
  }

  @Test
  void aSectionThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> Recipe.parse("nonsense:\n  /a: b\n"))
        .hasMessage("image.yaml has an unknown section nonsense");
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    assertThat(archive()).isEqualTo(archive());
  }

  @Test
  void everyEntryBelongsToRootAndHasNoTime() throws IOException {
    List<String> names = new ArrayList<>();
    try (CpioArchiveInputStream in =
        new CpioArchiveInputStream(new ByteArrayInputStream(archive()))) {
      for (CpioArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
        assertThat(entry.getUID()).isZero();
        assertThat(entry.getGID()).isZero();
        assertThat(entry.getTime()).isZero();
      }
    }
    assertThat(names).containsExactly("dev", "dev/console", "etc/passwd", "bin/sh");
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CpioWriter cpio = new CpioWriter(out)) {
      cpio.directory("/dev", 0755);
      cpio.device("/dev/console", 0600, 5, 1);
      cpio.file("/etc/passwd", 0644, "root\n".getBytes(StandardCharsets.UTF_8));
      cpio.link("/bin/sh", "busybox");
    }
    return out.toByteArray();
  }
}
