// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.ktap.KtapReader;
import dev.nosplat.engine.ktap.Results;
import dev.nosplat.record.Requirement;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The kernel's own tests, as the runner of 7.3.4 prints them, and what is made of that. */
class SelftestTest {
  private static final String BEFORE =
      """
      ===== START =====
      TEST: hotplug
      DESCRIPTION: Verify hotplug behavior
      OUTPUT:
      """;

  @Test
  void aTestWhoseNameHoldsAnothersRunsWithThat() {
    assertThat(
            SelftestWorkload.filters(
                List.of("dequeue", "dequeue_iter", "exit", "init_enable_count", "dequeue_remote")))
        .containsExactly("dequeue", "exit", "init_enable_count");
  }

  @Test
  void aGoodTestMeetsItsRequirement() {
    Requirement requirement = test("ok 1 hotplug # \n=====  END  =====\n").requirement();
    assertThat(requirement)
        .isEqualTo(
            new Requirement(
                Requirement.Kind.WORKLOAD, "selftest hotplug", "ok, or skipped", "ok", true));
  }

  @Test
  void aSkippedTestTellsWhyAndDoesNotFail() {
    Selftest test = test("SKIP: no CPU to take away\nok 1 hotplug # SKIP \n");
    assertThat(test.failed()).isFalse();
    assertThat(test.requirement().met()).isTrue();
    assertThat(test.observed()).isEqualTo("skipped: no CPU to take away");
  }

  @Test
  void aFailedTestTellsWhatItPrintedLast() {
    Selftest test =
        test("libbpf: loaded\nERR: hotplug.c:40\nExpected 1 == 0 (1 == 0)\nnot ok 1 hotplug # \n");
    assertThat(test.failed()).isTrue();
    assertThat(test.observed()).isEqualTo("not ok: ERR: hotplug.c:40; Expected 1 == 0 (1 == 0)");
  }

  @Test
  void aTestWhoseProgramDiesFails() {
    Selftest test = test("# runner exited with 139\n");
    assertThat(test.failed()).isTrue();
    assertThat(test.observed()).isEqualTo("ended without a result: runner exited with 139");
  }

  @Test
  void aTestThatWasStoppedProvesNothing() {
    Selftest test = test("");
    assertThat(test.failed()).isFalse();
    assertThat(test.requirement().met()).isFalse();
  }

  @Test
  void aTestWithoutItsMarkerIsNoEvidence() {
    Results results = KtapReader.read("ok 1 hotplug\n");
    Selftest test =
        new Selftest(
            "hotplug",
            results.tests().stream().findFirst(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.of(9));
    assertThat(test.requirement().met()).isFalse();
  }

  @Test
  void aReportBelongsToTheTestThatRan() {
    Selftest test = test("ok 1 hotplug # \n");
    assertThat(test.holds(5)).isFalse();
    assertThat(test.holds(6)).isTrue();
    assertThat(test.holds(9)).isFalse();
  }

  private static Selftest test(String output) {
    Results results = KtapReader.read(BEFORE + output);
    return new Selftest(
        "hotplug",
        results.tests().stream().findFirst(),
        results.rest(),
        OptionalLong.of(5),
        OptionalLong.of(9));
  }
}
