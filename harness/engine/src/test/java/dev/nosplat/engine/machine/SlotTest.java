// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotTest {
  @TempDir private Path home;

  @Test
  void oneACoreAsFarAsTheMemoryGoes() {
    assertThat(Slot.count(8, 64_000, 2048)).isEqualTo(8);
    assertThat(Slot.count(8, 10_000, 2048)).isEqualTo(4);
  }

  @Test
  void twoMayAlwaysRunSoThatOneCanBeLookedInto() {
    assertThat(Slot.count(1, 1000, 2048)).isEqualTo(2);
  }

  @Test
  void whoComesTooManyWaitsUntilOneIsGivenBack() throws Exception {
    Slot first = Slot.take(home, 2, () -> {});
    try (Slot second = Slot.take(home, 2, () -> {})) {
      CountDownLatch waits = new CountDownLatch(1);
      FutureTask<Slot> third = new FutureTask<>(() -> Slot.take(home, 2, waits::countDown));
      new Thread(third).start();
      waits.await();
      assertThat(third).isNotDone();
      first.close();
      third.get().close();
      assertThat(second).isNotNull();
    }
  }
}
