// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckCpusTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long STACK = 0xffffc90000123e00L;

  private final StuckCpus cpus = new StuckCpus();

  @Test
  void aCpuThatIsDeafAtEachLookIsStuckSinceTheFirst() {
    look(1, deaf(0, STACK));
    look(2, deaf(0, STACK - 64));
    look(4, deaf(0, STACK - 8));
    assertThat(cpus.stuck(3, 5 * SECOND))
        .containsExactly(new StuckCpus.Stuck(0, Duration.ofSeconds(4), STACK));
  }

  @Test
  void oneLookThatFindsInterruptsOnBeginsAnew() {
    look(1, deaf(0, STACK));
    look(2, new Registers(0, STACK, true, true, false));
    look(3, deaf(0, STACK));
    assertThat(cpus.stuck(2, 4 * SECOND)).isEmpty();
    assertThat(cpus.stuck(1, 4 * SECOND)).hasSize(1);
  }

  @Test
  void anotherStackIsAnotherTaskAndSoProgress() {
    look(1, deaf(0, STACK));
    look(2, deaf(0, STACK + 0x8000));
    assertThat(cpus.stuck(2, 3 * SECOND)).isEmpty();
  }

  @Test
  void theWayToWhereACpuStaysIsForgotten() {
    look(1, deaf(0, STACK + 512));
    look(2, deaf(0, STACK));
    cpus.measureAnew();
    look(3, deaf(0, STACK - 32));
    assertThat(cpus.stuck(3, 4 * SECOND))
        .containsExactly(new StuckCpus.Stuck(0, Duration.ofSeconds(3), STACK));
  }

  @Test
  void userSpaceAndAHaltedCpuAreNotDeaf() {
    assertThat(new Registers(0, STACK, false, false, false).deaf()).isFalse();
    assertThat(new Registers(0, STACK, false, true, true).deaf()).isFalse();
  }

  @Test
  void eachCpuHasARowOfItsOwn() {
    look(1, deaf(0, STACK), deaf(1, STACK));
    look(2, deaf(1, STACK));
    assertThat(cpus.stuck(2, 3 * SECOND)).extracting(StuckCpus.Stuck::cpu).containsExactly(1);
  }

  @Test
  void theRegistersOfQemuAreRead() throws Exception {
    assertThat(Registers.parse(registers()))
        .containsExactly(
            new Registers(0, 0xffff8880002d3e78L, true, true, false),
            new Registers(1, 0xffff88803ed04fd0L, false, true, true));
  }

  @Test
  void whatIsNotRegistersIsAnError() {
    assertThatThrownBy(() -> Registers.parse("unknown command: 'info registers'"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown command");
  }

  private static String registers() throws IOException {
    try (InputStream in = StuckCpusTest.class.getResourceAsStream("info-registers.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void look(long second, Registers... each) {
    cpus.look(List.of(each), second * SECOND);
  }

  private static Registers deaf(int cpu, long stack) {
    return new Registers(cpu, stack, false, true, false);
  }
}
