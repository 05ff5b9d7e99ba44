// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The verdict rules, in the order in which they are asked. */
public final class Judge {
  private Judge() {}

  /** The verdict on what a run found. */
  public static Verdict judge(Findings findings) {
    List<Splat> forbidden = new ArrayList<>(findings.splats());
    forbidden.removeAll(findings.accepted());
    List<Splat> certain =
        forbidden.stream()
            .filter(s -> !(s.family().timed() && findings.hostStarved()))
            .filter(s -> !s.family().endsProof())
            .filter(s -> !ranOutOfMemory(s))
            .toList();
    Optional<Splat> exhausted = forbidden.stream().filter(Judge::ranOutOfMemory).findFirst();
    if (!certain.isEmpty()) {
      return splatted(certain.get(0), forbidden, findings.during());
    }
    if (exhausted.isPresent()) {
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.OUT_OF_MEMORY,
          "the guest ran out of memory: " + exhausted.get().title(),
          List.of(exhausted.get().title() + " (console line " + exhausted.get().line() + ")"),
          "give the guest more memory, or run the unpatched tree alike: a leak counts against a"
              + " patch only where its base does not run out");
    }
    if (findings.state() == MachineState.LOST) {
      return new Verdict(
          Outcome.INFRA_FAILED,
          Cause.MACHINE_LOST,
          "the machine was lost: " + findings.stateReason(),
          findings.consoleTail(),
          "see that the container engine runs, and that it has memory and disk, then run again");
    }
    if (findings.state() == MachineState.PANICKED) {
      return new Verdict(
          Outcome.FAIL,
          Cause.PANIC,
          findings.stateReason() + " in the middle of the scenario",
          findings.consoleTail(),
          "read the end of console.log; qemu.sh in the run directory boots the same machine");
    }
    if (findings.state() == MachineState.LEFT) {
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.GUEST_LEFT,
          findings.stateReason() + " in the middle of the scenario",
          findings.consoleTail(),
          "nothing was proved about the patch; see what in the guest asked for it and run again");
    }
    if (!findings.ejection().isEmpty()) {
      return new Verdict(
          Outcome.FAIL,
          Cause.EJECTION,
          "the kernel ejected the scheduler: " + findings.ejection(),
          findings.consoleTail(),
          "the console says where; sched_ext ejects for errors and for stalls of 30 s at most");
    }
    if (!findings.failures().isEmpty() && commandFailed(findings)) {
      return new Verdict(
          Outcome.FAIL,
          Cause.COMMAND_FAILED,
          "the command failed: " + findings.failures().get(0),
          findings.failures().subList(1, findings.failures().size()),
          "output.log in the run directory has all that it said; run the unpatched tree the same"
              + " way: a command that fails there too is not the patch's doing");
    }
    if (!findings.failures().isEmpty()) {
      return new Verdict(
          Outcome.FAIL,
          Cause.TEST_FAILED,
          "the kernel's own tests failed: "
              + findings.failures().get(0)
              + more(findings.failures()),
          findings.failures(),
          "run the unpatched tree alike: a test that fails there too is not the patch's doing");
    }
    Optional<Splat> limit = forbidden.stream().filter(s -> s.family().endsProof()).findFirst();
    if (limit.isPresent()) {
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.LOCKDEP_LIMIT,
          "lockdep gave up during the run: " + limit.get().title(),
          List.of(limit.get().title() + " (console line " + limit.get().line() + ")"),
          "raise CONFIG_LOCKDEP_BITS and its relatives in a config fragment and run again");
    }
    // What the kernel did wrong is no matter of time alone, whatever a watchdog said of it.
    Optional<Requirement> fault =
        findings.state() == MachineState.HUNG || !findings.trouble().isEmpty()
            ? Optional.empty()
            : fault(findings.evidence().unmet());
    if (fault.isPresent()) {
      return faulty(fault.get(), findings.evidence().unmet(), forbidden);
    }
    if (!forbidden.isEmpty()) {
      Splat timed = forbidden.get(0);
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.WATCHDOG_ONLY,
          "only a report that a clock triggers was seen, on a starved host: " + timed.title(),
          List.of(timed.title() + " (console line " + timed.line() + ")"),
          "run again on an idle host; such a report is believed only where the host was not"
              + " starved");
    }
    if (findings.state() == MachineState.HUNG) {
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.HANG,
          "the guest hung: " + findings.stateReason(),
          findings.consoleTail(),
          "run the unpatched tree alike: a hang counts against a patch only where its base"
              + " survives");
    }
    if (!findings.trouble().isEmpty()) {
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.SCENARIO_STOPPED,
          findings.trouble(),
          findings.troubleEvidence(),
          "nothing was proved about the patch; remove the cause and run again");
    }
    return onEvidence(findings);
  }

  private static boolean commandFailed(Findings findings) {
    return findings.evidence().unmet().stream()
        .anyMatch(row -> row.kind() == Requirement.Kind.COMMAND);
  }

  /** out_of_memory() in mm/oom_kill.c (6.12 to 7.3) panics so when nothing is left to kill. */
  private static boolean ranOutOfMemory(Splat splat) {
    return splat.family() == Family.PANIC && splat.title().contains("deadlocked on memory");
  }

  private static Verdict splatted(Splat first, List<Splat> all, Map<Long, String> during) {
    List<String> evidence = new ArrayList<>();
    for (Splat splat : all) {
      evidence.add(splat.title() + " (console line " + splat.line() + ")" + when(splat, during));
    }
    return new Verdict(
        Outcome.FAIL,
        Cause.SPLAT,
        first.title() + when(first, during) + more(all),
        evidence,
        "read the report in console.log; if the unpatched tree prints the same, it is not the"
            + " patch's doing");
  }

  private static String more(List<?> all) {
    return all.size() == 1 ? "" : " (and " + (all.size() - 1) + " more)";
  }

  private static String when(Splat splat, Map<Long, String> during) {
    String what = during.getOrDefault(splat.line(), "");
    return what.isEmpty() ? "" : ", during " + what;
  }

  /**
   * No report, and all the same the kernel did what it must not. What silence would have had to
   * prove no longer matters, and a canary that nobody provoked then would bury it.
   */
  private static Verdict faulty(Requirement fault, List<Requirement> unmet, List<Splat> timed) {
    List<String> evidence = new ArrayList<>();
    unmet.stream()
        .filter(row -> row.kind().fault().isPresent())
        .forEach(row -> evidence.add(row.missed()));
    timed.forEach(s -> evidence.add(s.title() + " (console line " + s.line() + ")"));
    return new Verdict(
        Outcome.FAIL,
        fault.kind().fault().orElseThrow(),
        (timed.isEmpty() ? "no splat, but " : "") + fault.name() + ": " + fault.observed(),
        evidence,
        "run the unpatched tree the same way (nosplat gate does): if it does the same, it is not"
            + " the patch's doing");
  }

  private static Optional<Requirement> fault(List<Requirement> unmet) {
    return unmet.stream().filter(row -> row.kind().fault().isPresent()).findFirst();
  }

  private static Verdict onEvidence(Findings findings) {
    List<Requirement> unmet = findings.evidence().unmet();
    if (!unmet.isEmpty()) {
      Requirement first = unmet.get(0);
      if (first.kind() == Requirement.Kind.INSTRUMENT) {
        return new Verdict(
            Outcome.INCONCLUSIVE,
            Cause.INSTRUMENT_CHANGED,
            "nothing splatted, but the series changes what that rests on: "
                + first.observed().substring(InstrumentRule.CHANGED.length()),
            List.of(),
            "let a person read the changes of these files, then give "
                + InstrumentRule.OPTION
                + " REASON; every report shows it");
      }
      if (ReachEvidence.isOne(first)) {
        return ReachEvidence.untested(first);
      }
      return new Verdict(
          Outcome.INCONCLUSIVE,
          Cause.EVIDENCE_MISSING,
          "no splat, but no proof that one would have been seen: "
              + first.name()
              + " is "
              + first.observed()
              + " instead of "
              + first.expected(),
          unmet.stream().map(Requirement::missed).toList(),
          "make the evidence hold and run again; without it silence proves nothing");
    }
    return new Verdict(
        Outcome.PASS,
        ReachEvidence.holdsNoCode(findings.evidence()) ? Cause.NO_CODE : Cause.NOTHING_SEEN,
        ReachEvidence.holdsNoCode(findings.evidence())
            ? "no splat, and the series changes no code that this kernel could run"
            : "no splat, and the canary proves that one would have been seen",
        List.of(),
        "");
  }
}
