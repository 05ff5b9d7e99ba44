// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class DetailsTest {
  @Test
  void aCircularReportHasItsChainWithTheLockBeingTakenLast() {
    Details.Locking locking = (Details.Locking) only("circular-locking-7.3.log").details();
    assertThat(locking.chain())
        .extracting(Details.ChainLink::depth, link -> link.lock().name())
        .containsExactly(Tuple.tuple(1, "probe_b"), Tuple.tuple(0, "probe_a"));
    assertThat(functions(locking.chain().get(0).frames()))
        .startsWith("__mutex_lock", "probe_ab", "probe_ioctl");
    assertThat(locking.locks()).extracting(HeldLock::name).containsExactly("probe_a", "probe_b");
    assertThat(locking.held()).extracting(HeldLock::name).containsExactly("probe_b");
  }

  @Test
  void aKasanReportHasItsAccessAndBothStacks() {
    Details.MemoryAccess access =
        (Details.MemoryAccess) only("kasan-use-after-free-7.3.log").details();
    assertThat(access.bug()).isEqualTo("slab-use-after-free");
    assertThat(access.access()).isEqualTo("read");
    assertThat(access.size()).isEqualTo(Optional.of(8L));
    assertThat(access.address()).isEqualTo(Optional.of("ffff888007c3a018"));
    assertThat(functions(access.allocated())).contains("probe_alloc", "probe_ioctl");
    assertThat(functions(access.freed())).contains("kfree", "probe_free");
  }

  @Test
  void aPanicHasItsReason() {
    Details.Panic panic = (Details.Panic) only("panic-init-7.3.log").details();
    assertThat(panic.reason()).startsWith("Attempted to kill init!");
    assertThat(panic.consequence()).isFalse();
  }

  @Test
  void aFrameHasItsOffsetItsModuleAndWhetherItIsReliable() {
    List<Frame> frames = only("circular-locking-7.3.log").frames();
    assertThat(frames)
        .contains(
            new Frame("probe_ba", 0x2e, 0x50, Optional.of("probe"), true, false, Optional.empty()),
            new Frame(
                "probe_ba", 0x2e, 0x50, Optional.of("probe"), false, false, Optional.empty()));
  }

  @Test
  void aReportHasItsKernelItsBuildItsTaskAndItsContext() {
    Splat splat = only("kasan-use-after-free-7.3.log");
    assertThat(splat.kernel()).isEqualTo(Optional.of("7.3.4"));
    assertThat(splat.build()).isEqualTo(Optional.of("#1 PREEMPT(full)"));
    assertThat(splat.cpu()).isEqualTo(Optional.of(1));
    assertThat(splat.task()).isEqualTo(Optional.of("prog"));
    assertThat(splat.pid()).isEqualTo(Optional.of(213));
    assertThat(splat.context()).isEqualTo(Optional.of("task"));
  }

  private static List<String> functions(List<Frame> frames) {
    return frames.stream().map(Frame::function).toList();
  }

  private static Splat only(String name) {
    return GoldenLog.all().stream()
        .filter(log -> log.toString().equals(name))
        .findFirst()
        .orElseThrow()
        .read()
        .get(0);
  }
}
