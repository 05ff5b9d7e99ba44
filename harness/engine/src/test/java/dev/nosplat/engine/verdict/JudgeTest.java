// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final String WARNING =
      """
      [    5.000000][   T80] ------------[ cut here ]------------
      [    5.000001][   T80] WARNING: CPU: 0 PID: 80 at kernel/fork.c:10 do_thing+0x1/0x2
      [    5.000002][   T80] CPU: 0 UID: 0 PID: 80 Comm: churn Not tainted 7.3.4 #1
      [    5.000003][   T80] ---[ end trace 0000000000000000 ]---
      """;
  private static final String STALL =
      """
      [   60.000000][    C0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
      [   60.000001][    C0] rcu: 	1-...!: (1 GPs behind) idle=0/0/0x1 softirq=1/1 fqs=0
      """;
  private static final String LIMIT =
      """
      [    9.000000][   T80] BUG: MAX_LOCKDEP_ENTRIES too low!
      [    9.000001][   T80] turning off the locking correctness validator.
      """;
  private static final Requirement MET =
      new Requirement(Requirement.Kind.CANARY, "canary", "seen", "seen", true);
  private static final Requirement UNMET =
      new Requirement(Requirement.Kind.WORKLOAD, "deletes", "at least 5000", "12", false);

  @Test
  void silenceWithAllEvidencePasses() {
    assertThat(judge("", MET).outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void silenceWithoutEvidenceProvesNothing() {
    Verdict verdict = judge("", MET, UNMET);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason()).contains("deletes").contains("12");
  }

  @Test
  void aSplatFailsHoweverIncompleteTheEvidence() {
    assertThat(judge(WARNING, UNMET).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void anAcceptedSplatDoesNotFail() {
    List<Splat> splats = splats(WARNING);
    Findings findings = findings(splats, splats, MachineState.STOPPED, "", "", MET);
    assertThat(Judge.judge(findings).outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void aReportThatAClockTriggersProvesNothingOnAStarvedHost() {
    Verdict verdict = judge(STALL, MET);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason()).contains("on a starved host");
  }

  @Test
  void aReportThatAClockTriggersFailsWhereTheHostLetTheGuestRun() {
    Findings starved =
        findings(splats(STALL), List.of(), MachineState.READY, "", List.of(), "", MET);
    Findings idle =
        new Findings(
            starved.splats(),
            starved.during(),
            starved.accepted(),
            starved.evidence(),
            starved.state(),
            starved.stateReason(),
            starved.ejection(),
            starved.failures(),
            starved.trouble(),
            starved.troubleEvidence(),
            starved.consoleTail(),
            false);
    assertThat(Judge.judge(starved).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(Judge.judge(idle).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void aCpuThatIsSeenStuckFailsOnAStarvedHostToo() {
    Verdict verdict =
        judge(
            """
            [    5.000000][    C0] nosplat: CPU 0 makes no progress in the kernel with interrupts off for 9 s
            [    5.000000][    C0] (no stack: this kernel came without a vmlinux to read its memory by)
            """,
            MET);
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.reason()).startsWith("CPU stuck with interrupts off");
  }

  @Test
  void lockdepGivingUpProvesNothing() {
    Verdict verdict = judge(LIMIT, MET);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason()).startsWith("lockdep gave up");
  }

  @Test
  void anEjectedSchedulerFails() {
    Findings findings =
        findings(List.of(), List.of(), MachineState.STOPPED, "runtime error: no", "", MET);
    assertThat(Judge.judge(findings).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void aTestOfTheKernelsOwnThatFailsFails() {
    List<String> failures = List.of("hotplug: not ok: no CPU", "exit: not ok");
    Verdict verdict =
        Judge.judge(findings(List.of(), List.of(), MachineState.STOPPED, "", failures, "", UNMET));
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.reason()).contains("hotplug: not ok: no CPU").contains("1 more");
    assertThat(verdict.evidence()).isEqualTo(failures);
  }

  @Test
  void aSplatIsToldWithTheSelftestThatRan() {
    assertThat(judge(WARNING, MET).reason()).endsWith(", during selftest hotplug");
  }

  @Test
  void aMachineThatTheGuestResetFails() {
    Findings findings = findings(List.of(), List.of(), MachineState.PANICKED, "", "", UNMET);
    assertThat(Judge.judge(findings).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void aMachineThatWasTakenAwayIsOurTrouble() {
    Findings findings = findings(List.of(), List.of(), MachineState.LOST, "", "", UNMET);
    assertThat(Judge.judge(findings).outcome()).isEqualTo(Outcome.INFRA_FAILED);
  }

  @Test
  void aSilentHangAloneProvesNothingAndSaysWhatWouldDecide() {
    Findings findings =
        findings(List.of(), List.of(), MachineState.HUNG, "", "the SSH connection failed", UNMET);
    Verdict verdict = Judge.judge(findings);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.inconclusiveHang()).isTrue();
    assertThat(verdict.reason()).isEqualTo("the guest hung: because");
    assertThat(verdict.advice()).contains("only where its base survives");
  }

  @Test
  void theSplatIsToldAndNotTheSshErrorThatItCaused() {
    Findings findings =
        findings(
            splats(WARNING), List.of(), MachineState.HUNG, "", "the SSH connection failed", UNMET);
    Verdict verdict = Judge.judge(findings);
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.reason()).doesNotContain("SSH");
  }

  @Test
  void aScenarioThatCouldNotRunProvesNothing() {
    Findings findings =
        findings(List.of(), List.of(), MachineState.STOPPED, "", "the kernel refused it", UNMET);
    Verdict verdict = Judge.judge(findings);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason()).isEqualTo("the kernel refused it");
  }

  @Test
  void aCommandThatFailedFailsWithItsExitStatusAndItsLastWords() {
    Verdict verdict = Judge.judge(command(List.of(), "", "exit status 3", "no such device"));
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.cause()).isEqualTo(Cause.COMMAND_FAILED);
    assertThat(verdict.reason()).isEqualTo("the command failed: exit status 3");
    assertThat(verdict.evidence()).containsExactly("no such device");
  }

  @Test
  void aSplatIsTheReasonAndNotTheCommandThatItMadeFail() {
    Verdict verdict = Judge.judge(command(splats(WARNING), "", "exit status 1"));
    assertThat(verdict.cause()).isEqualTo(Cause.SPLAT);
  }

  @Test
  void aCommandThatDidNotEndIsNoFailureOfIts() {
    Verdict verdict = Judge.judge(command(List.of(), "the command did not end within 5 s"));
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).isEqualTo(Cause.SCENARIO_STOPPED);
  }

  private static Findings command(List<Splat> splats, String trouble, String... failures) {
    return findings(
        splats,
        List.of(),
        MachineState.STOPPED,
        "",
        List.of(failures),
        trouble,
        new Requirement(Requirement.Kind.COMMAND, "command", "ends with 0", "no", false));
  }

  private static Verdict judge(String console, Requirement... requirements) {
    return Judge.judge(
        findings(splats(console), List.of(), MachineState.STOPPED, "", "", requirements));
  }

  private static Findings findings(
      List<Splat> splats,
      List<Splat> accepted,
      MachineState state,
      String ejection,
      String trouble,
      Requirement... requirements) {
    return findings(splats, accepted, state, ejection, List.of(), trouble, requirements);
  }

  private static Findings findings(
      List<Splat> splats,
      List<Splat> accepted,
      MachineState state,
      String ejection,
      List<String> failures,
      String trouble,
      Requirement... requirements) {
    return new Findings(
        splats,
        Map.of(1L, "selftest hotplug"),
        accepted,
        new Evidence(List.of(requirements)),
        state,
        "because",
        ejection,
        failures,
        trouble,
        List.of(),
        List.of("the last line"),
        true);
  }

  private static List<Splat> splats(String console) {
    List<Splat> found = new ArrayList<>();
    SplatReader reader = new SplatReader(found::add);
    byte[] bytes = console.getBytes(StandardCharsets.UTF_8);
    reader.accept(bytes, 0, bytes.length);
    reader.finish();
    return found;
  }

  @Test
  void whatTheKernelDidWrongFailsThoughNothingSplattedAndOtherProofIsMissing() {
    for (Requirement.Kind kind :
        List.of(
            Requirement.Kind.DELETES_FAILED,
            Requirement.Kind.MEMORY_GROWTH,
            Requirement.Kind.LEAKS,
            Requirement.Kind.TEARDOWN)) {
      Requirement fault = new Requirement(kind, "row", "none", "1706 of 5120", false);
      Verdict verdict = judge("", UNMET, fault);
      assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
      assertThat(verdict.cause()).isEqualTo(kind.fault().orElseThrow());
      assertThat(verdict.reason()).isEqualTo("no splat, but row: 1706 of 5120");
      assertThat(verdict.evidence()).containsExactly("row: expected none, observed 1706 of 5120");
    }
  }
}
