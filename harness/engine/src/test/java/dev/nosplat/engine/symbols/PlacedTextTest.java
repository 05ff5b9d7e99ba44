// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacedTextTest {
  private static final String CONSOLE =
      """
      [    4.100000] ------------[ cut here ]------------
      [    4.100000] WARNING: CPU: 0 PID: 1 at kernel/pid.c:7 warn_me+0x10/0x20
      [    4.100000] RIP: 0010:warn_me+0x10/0x20
      [    4.100000] Call Trace:
      [    4.100000]  <TASK>
      [    4.100000]  outer.isra.0+0x30/0x40
      [    4.100000]  kernel_init+0x1a/0x130
      [    4.100000]  </TASK>
      [    4.100000] ---[ end trace 0000000000000000 ]---
      """;

  @Test
  void eachLineSaysWhereItsFunctionStandsInlinedOnesFirst() {
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    byte[] bytes = CONSOLE.getBytes(StandardCharsets.UTF_8);
    reader.accept(bytes, 0, bytes.length);
    reader.finish();
    Splat symbolized =
        splats
            .get(0)
            .withFrames(
                List.of(
                    frame("inner", -1, -1, true, "include/linux/inner.h:3"),
                    frame("outer", 0x30, 0x40, false, "kernel/pid.c:12"),
                    frame("kernel_init", 0x1b, 0x130, false, "init/main.c:1")));
    assertThat(PlacedText.of(symbolized))
        .contains(" outer.isra.0+0x30/0x40 (include/linux/inner.h:3 kernel/pid.c:12)\n")
        .contains(" kernel_init+0x1a/0x130\n")
        .contains("RIP: 0010:warn_me+0x10/0x20\n");
  }

  private static Frame frame(String function, long offset, long size, boolean inlined, String at) {
    return new Frame(function, offset, size, Optional.empty(), true, inlined, Optional.of(at));
  }
}
