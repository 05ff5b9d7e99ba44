// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.kernel.kconfig.Requests.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Symbols BOTH = RecordedSymbols.of("kasan-and-kcsan-7.3.jsonl");
  private static final Symbols NO_NET = RecordedSymbols.of("without-net-core-7.3.jsonl");

  private static List<String> explained(Symbols symbols, Map<String, Request> asked, String name) {
    return new Explanation(symbols, new Requests(asked)).lines(symbols.find(name).orElseThrow());
  }

  @Test
  void aSymbolThatIsOffIsExplainedByWhatItLacks() {
    assertThat(explained(NO_NET, Map.of("VIRTIO_NET", new Request("base", "y")), "VIRTIO_NET"))
        .anyMatch(
            line -> line.startsWith("CONFIG_VIRTIO_NET is off  (tristate, drivers/net/Kconfig:"))
        .contains(
            "  asked for   y, by base",
            "  off         because it needs NET_CORE, which is off because nobody asks for it");
  }

  @Test
  void aSymbolThatIsOnIsExplainedByWhoSetIt() {
    assertThat(explained(BOTH, Map.of("KASAN", new Request("kasan", "y")), "KASAN"))
        .anyMatch(line -> line.startsWith("CONFIG_KASAN = y  (bool, lib/Kconfig.kasan:"))
        .contains("  asked for   y, by kasan", "  set         asked for by kasan");
  }
}
