// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.machine.ShellResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the guest's programs print, as 7.3.4 printed it, and what is made of it. */
class GuestAnswersTest {
  private static final String COUNTS =
      """
      [{"key":["0x00"],"formatted":{"key":0,"values":[
      {"cpu":0,"value":{"creates":2870,"create_failures":0,"deletes":2866,"deletes_enoent":1,
       "deletes_lock":2,"deletes_other":1,"exits_cancelled":4,"last_error":-22}},
      {"cpu":1,"value":{"creates":2255,"create_failures":0,"deletes":2250,"deletes_enoent":0,
       "deletes_lock":0,"deletes_other":0,"exits_cancelled":0,"last_error":0}},
      {"cpu":2,"value":{"creates":0,"create_failures":0,"deletes":0,"deletes_enoent":0,
       "deletes_lock":0,"deletes_other":0,"exits_cancelled":0,"last_error":0}}]}}]
      """;

  @Test
  void countersAreReadCpuByCpu() {
    Counts counts = Counts.parse(COUNTS);
    assertThat(counts.total()).isEqualTo(5116);
    assertThat(Counts.byCpu(counts.deletes())).isEqualTo("CPU 0: 2866, CPU 1: 2250");
    assertThat(Counts.byCpu(counts.cancelled())).isEqualTo("CPU 0: 4");
    assertThat(counts.created()).isEqualTo(5125);
  }

  @Test
  void deletesThatFailAreToldByWhatFailed() {
    Counts counts = Counts.parse(COUNTS);
    assertThat(counts.failed()).isEqualTo(4);
    assertThat(counts.failures())
        .isEqualTo("4: 2 gave up on a lock, 1 with error -22, 1 found no storage");
    assertThat(Counts.none().failures()).isEqualTo("0");
  }

  @Test
  void aTaskThatCouldHaveNoStorageHasNoneToDelete() {
    Counts counts = Counts.parse(COUNTS.replace("\"create_failures\":0", "\"create_failures\":1"));
    assertThat(counts.refused()).isEqualTo(3);
    assertThat(counts.failed()).isEqualTo(3);
  }

  @Test
  void onlyWhatHappenedSinceTheStartCounts() {
    Counts counts = Counts.parse(COUNTS);
    assertThat(counts.since(counts).total()).isZero();
    assertThat(counts.since(Counts.none()).total()).isEqualTo(5116);
  }

  @Test
  void countersThatCannotBeReadAreNoEvidence() {
    assertThat(Counts.parse("Error: can't find map").deletes()).isEmpty();
    assertThat(Counts.byCpu(Counts.parse("Error: can't find map").deletes())).isEqualTo("none");
  }

  @Test
  void factsThatTheKernelHasNotAreNotObserved() {
    GuestFacts facts = GuestFacts.parse("debug_locks=1\nscx.state=enabled\n");
    assertThat(facts.get("debug_locks")).isEqualTo("1");
    assertThat(facts.get("scx.enable_seq")).isEqualTo(GuestFacts.NOT_OBSERVED);
  }

  @Test
  void aFullTableOfLockdepIsNamedWithItsNumbers() {
    GuestFacts facts =
        GuestFacts.parse(
            "lockdep.lock-classes=1176\nlockdep.lock-classes.max=8192\n"
                + "lockdep.dependency.chains=262144\nlockdep.dependency.chains.max=262144\n");
    assertThat(facts.fullTable()).isEqualTo("dependency.chains 262144 of 262144");
    assertThat(GuestFacts.parse("lockdep.lock-classes=1\n").fullTable()).isEmpty();
  }

  @Test
  void anEjectionIsToldInTheKernelsWords() {
    ExitRecord exit =
        ExitRecord.parse(
            """
            [{"formatted":{"key":0,"value":{"kind":1025,"code":0,
            "reason":"scx_bpf_error","message":"thrown out on purpose"}}}]
            """);
    assertThat(exit.ejection()).isEqualTo("scx_bpf_error: thrown out on purpose");
  }

  @Test
  void anUnloadIsNoEjection() {
    ExitRecord exit =
        ExitRecord.parse("[{\"formatted\":{\"value\":{\"kind\":64,\"reason\":\"unregistered\"}}}]");
    assertThat(exit.ejection()).isEmpty();
    assertThat(ExitRecord.parse("").ejection()).isEmpty();
  }

  @Test
  void churnThatWasCutOffIsAnError() {
    assertThat(Churn.parse(new ShellResult(0, "{\"tasks\":2002,\"first_error\":null}", "")))
        .isEqualTo(new Churn(2002, ""));
    assertThat(Churn.parse(new ShellResult(137, "Killed", "")).tasks()).isZero();
    assertThat(Churn.parse(new ShellResult(137, "{Killed", "")).error()).contains("Killed");
  }

  @Test
  void aTableOfLockdepWithoutNumbersIsNotHeldToBeEmpty() {
    for (String used : List.of("abc", "", "-1", "9".repeat(30), "1e3", "٣")) {
      GuestFacts facts =
          GuestFacts.parse("lockdep.chains=" + used + "\nlockdep.chains.max=262144\n");
      assertThat(facts.fullTable()).as(used).contains("cannot be read");
    }
    assertThat(GuestFacts.parse("lockdep.x=1\nlockdep.x.max=abc\n").fullTable())
        .isEqualTo("x cannot be read: 1 of abc");
  }

  @Test
  void countersThatNoRunCanReachAreNoEvidence() {
    for (String deletes :
        List.of("-1", "9223372036854775807", "1e300", "\"5200\"", "2.5", "1" + "0".repeat(400))) {
      assertThat(Counts.parse(COUNTS.replace("2866", deletes)).deletes()).as(deletes).isEmpty();
    }
    assertThat(Counts.parse(COUNTS.replace("\"cpu\":1", "\"cpu\":999999999")).deletes()).isEmpty();
    assertThat(Counts.parse("[".repeat(200_000)).deletes()).isEmpty();
  }

  @Test
  void tasksThatNoRunCanMakeAreNone() {
    for (String tasks : List.of("-5", "\"2002\"", "9223372036854775807", "null", "[]")) {
      String said = "{\"tasks\":" + tasks + ",\"first_error\":null}";
      assertThat(Churn.parse(new ShellResult(0, said, "")).tasks()).as(tasks).isZero();
    }
  }

  @Test
  void aTextWithoutEndIsCutBeforeItReachesAReport() {
    String text = "x".repeat(1 << 20);
    assertThat(GuestFacts.parse("scx.ops=" + text).get("scx.ops")).hasSize(303);
    assertThat(Churn.parse(new ShellResult(1, "{" + text, "")).error()).hasSizeLessThan(400);
    ExitRecord exit =
        ExitRecord.parse(
            "[{\"formatted\":{\"value\":{\"kind\":1025,\"reason\":\"" + text + "\"}}}]");
    assertThat(exit.ejection()).hasSize(303);
  }
}
