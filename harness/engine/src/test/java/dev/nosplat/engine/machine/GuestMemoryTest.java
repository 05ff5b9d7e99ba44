// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What QEMU 10.0 prints of a guest's memory. */
class GuestMemoryTest {
  private static final long AT = 0xffffffff81000000L;

  @Test
  void wordsAreTakenInTheOrderOfTheirBytes() throws Exception {
    String said =
        "ffffffff81000000: 0x0706050403020100 0x0f0e0d0c0b0a0908\r\n"
            + "ffffffff81000010: 0xffffffffffffffff\r\n";
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    GuestMemory.take(said, AT, 3, bytes);
    for (int i = 0; i < 16; i++) {
      assertThat(bytes.get(i)).isEqualTo((byte) i);
    }
    assertThat(bytes.get(23)).isEqualTo((byte) -1);
  }

  @Test
  void anythingElseIsAnErrorAndNoMemory() {
    for (String said :
        List.of(
            "",
            "Cannot access memory",
            "ffffffff81000008: 0x0706050403020100\n",
            "ffffffff81000000: 0x07060504\n",
            "ffffffff81000000: 0x0706050403020100 0x0f0e0d0c0b0a0908\n",
            "ffffffff81000000: 0x0706050403020100\nffffffff81000008: 0x0706050403020100\n")) {
      ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      assertThatThrownBy(() -> GuestMemory.take(said, AT, 1, bytes))
          .as(said)
          .isInstanceOf(IOException.class);
    }
  }
}
