// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.kernel.kconfig.Requests.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private static final Symbols BOTH = RecordedSymbols.of("kasan-and-kcsan-7.3.jsonl");
  private static final Symbols NO_NET = RecordedSymbols.of("without-net-core-7.3.jsonl");

  private static String dropped(Symbols symbols, Map<String, Request> asked, String name) {
    Requests requests = new Requests(asked);
    return new Reasons(symbols, requests)
        .dropped("CONFIG_" + name, asked.getOrDefault(name, new Request("nobody", "y")));
  }

  @Test
  void aSymbolThatAnotherMustNotHaveIsNamedWithWhoAskedForIt() {
    Map<String, Request> asked =
        Map.of("KASAN", new Request("kasan", "y"), "KCSAN", new Request("kcsan", "y"));
    assertThat(dropped(BOTH, asked, "KCSAN"))
        .isEqualTo(
            "KCSAN was asked for by kcsan but is off: it needs !KASAN, but KASAN is y, asked for by"
                + " kasan");
  }

  @Test
  void aSymbolThatNobodyAskedForIsTheEndOfTheChain() {
    Map<String, Request> asked = Map.of("VIRTIO_NET", new Request("base", "y"));
    assertThat(dropped(NO_NET, asked, "VIRTIO_NET"))
        .isEqualTo(
            "VIRTIO_NET was asked for by base but is off: it needs NET_CORE, which is off because"
                + " nobody asks for it");
  }

  @Test
  void aReasonGoesOnToTheReasonBehindIt() {
    assertThat(dropped(NO_NET, Map.of("SCSI_VIRTIO", new Request("mine", "y")), "SCSI_VIRTIO"))
        .isEqualTo(
            "SCSI_VIRTIO was asked for by mine but is off: it needs SCSI_LOWLEVEL, which is off"
                + " because it needs SCSI != n, but SCSI is n; and it needs SCSI, which is off"
                + " because it needs BLOCK, which is off because nobody asks for it");
  }

  @Test
  void aNumberOutOfItsRangeIsToldTheRange() {
    assertThat(dropped(NO_NET, Map.of("LOG_BUF_SHIFT", new Request("mine", "40")), "LOG_BUF_SHIFT"))
        .isEqualTo(
            "LOG_BUF_SHIFT=40 was asked for by mine but is 25: its range is 12..25"
                + " (init/Kconfig:815)");
  }

  @Test
  void aSymbolThatIsSelectedCannotBeOff() {
    assertThat(dropped(NO_NET, Map.of("STACKTRACE", new Request("mine", "n")), "STACKTRACE"))
        .isEqualTo(
            "STACKTRACE was to be off for mine but is y: selected by SCHED_CLASS_EXT, TRACING,"
                + " LOCKDEP");
  }

  @Test
  void aSymbolOfAnotherTreeIsUnknownHere() {
    assertThat(dropped(NO_NET, Map.of("OLD", new Request("mine", "y")), "OLD"))
        .isEqualTo("OLD was asked for by mine, but this tree does not define it");
  }

  @Test
  void theOtherAnswerToAChoiceRulesASymbolOut() {
    Requests requests =
        new Requests(
            Map.of("PREEMPT", new Request("base", "y"), "PREEMPT_LAZY", new Request("lazy", "y")));
    Reasons reasons = new Reasons(BOTH, requests);
    Symbol lazy = BOTH.find("PREEMPT_LAZY").orElseThrow();
    assertThat(reasons.ruledOutBy(lazy)).containsExactly("base");
    assertThat(reasons.whyOff(lazy))
        .isEqualTo("the choice \"Preemption Model\" went to PREEMPT, asked for by base");
  }

  @Test
  void nobodyIsBlamedForWhatNobodyAskedFor() {
    Reasons reasons = new Reasons(NO_NET, new Requests(Map.of()));
    assertThat(reasons.ruledOutBy(NO_NET.find("VIRTIO_NET").orElseThrow())).isEmpty();
    Reasons told = new Reasons(NO_NET, new Requests(Map.of("NET_CORE", new Request("mine", "n"))));
    assertThat(told.ruledOutBy(NO_NET.find("VIRTIO_NET").orElseThrow())).containsExactly("mine");
  }
}
