// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Finding;
import dev.nosplat.record.Finding.Standing;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the runs of a change and of its base together say. Only a fault that is the change's own
 * fails it; what the base shows too, or would hide, proves nothing either way.
 */
final class StepJudge {
  private static final String CLEAR_BOTH_SIDES =
      "Clear it on both sides: --base-patch FILE with its fix, or --config FILE with a fragment"
          + " that turns the code off.";

  private StepJudge() {}

  static Verdict judge(List<RunRecord> base, List<RunRecord> patched, List<Finding> findings) {
    Optional<Verdict> end =
        brokenBefore(base, patched, Outcome.BUILD_FAILED, "does not build", "build")
            .or(() -> brokenBefore(base, patched, Outcome.BOOT_FAILED, "does not boot", "boot"))
            .or(() -> newSplats(findings))
            .or(() -> first(patched, Outcome.INFRA_FAILED).map(RunRecord::verdict))
            .or(() -> undecided(base, findings))
            .or(() -> failedWithoutSplat(base, patched))
            .or(() -> hung(base, patched))
            .or(() -> inconclusive(base, patched, findings))
            .or(() -> DeleteRates.of(base, patched).verdict());
    return end.orElseGet(() -> pass(patched, findings));
  }

  private static Optional<RunRecord> first(List<RunRecord> runs, Outcome outcome) {
    return runs.stream().filter(r -> r.verdict().outcome() == outcome).findFirst();
  }

  /** The change does not build or boot; that is its own fault only where the base does. */
  private static Optional<Verdict> brokenBefore(
      List<RunRecord> base, List<RunRecord> patched, Outcome outcome, String does, String verb) {
    return first(patched, outcome)
        .map(
            broken -> {
              Optional<RunRecord> same = first(base, outcome);
              if (same.isPresent()) {
                return new Verdict(
                    Outcome.INCONCLUSIVE,
                    Cause.BASE_FAILS_TOO,
                    "the base " + does + " either, so nothing was judged.",
                    same.get().verdict().evidence(),
                    "Gate on a base that does " + verb + ", or give the fix as --base-patch FILE.");
              }
              if (base.stream().noneMatch(r -> got(r, outcome))) {
                return new Verdict(
                    Outcome.INCONCLUSIVE,
                    Cause.BASE_NOT_JUDGED,
                    "the tree with the change " + does + ", and the base was not judged.",
                    broken.verdict().evidence(),
                    baseTrouble(base));
              }
              return broken.verdict();
            });
  }

  /** Whether the run got past the stage that this outcome is about. */
  private static boolean got(RunRecord run, Outcome outcome) {
    return switch (run.verdict().outcome()) {
      case PASS, FAIL, INCONCLUSIVE -> true;
      case BOOT_FAILED -> outcome == Outcome.BUILD_FAILED;
      case BUILD_FAILED, INFRA_FAILED -> false;
    };
  }

  private static Optional<Verdict> newSplats(List<Finding> findings) {
    List<Finding> fresh = of(findings, Standing.NEW);
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    Finding first = fresh.get(0);
    String reason =
        fresh.size() == 1
            ? "a new splat that the base does not show: " + first.splat().title()
            : fresh.size()
                + " new splats that the base does not show, the first: "
                + first.splat().title();
    return Optional.of(
        new Verdict(
            Outcome.FAIL,
            Cause.SPLAT,
            reason,
            fresh.stream().map(StepJudge::counted).toList(),
            howSure(first)));
  }

  private static String counted(Finding finding) {
    return "%s: %s with the series, %s of the base"
        .formatted(finding.splat().signature(), finding.patched().text(), finding.base().text());
  }

  private static String howSure(Finding finding) {
    int needed = Chance.baseRunsToCallNew(finding.patched());
    if (finding.base().runs() >= needed) {
      return "Look at its frames; the base ran often enough to tell that it is new.";
    }
    double luck = Chance.silent(Chance.expected(finding.patched()), finding.base().runs());
    return "Look at its frames. It is rare: a base with the same bug would have been silent with"
        + " probability %s; --base-runs %d would tell.".formatted(Chance.percent(luck), needed);
  }

  private static Optional<Verdict> undecided(List<RunRecord> base, List<Finding> findings) {
    List<Finding> open =
        of(findings, Standing.UNDECIDED).stream().filter(f -> f.patched().seen() > 0).toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    boolean off = base.stream().anyMatch(Detectability::lockdepWentOff);
    return Optional.of(
        new Verdict(
            Outcome.INCONCLUSIVE,
            off ? Cause.BASE_HIDES : Cause.BASE_NOT_JUDGED,
            off
                ? "the base's own splat turns lockdep off before it could show this one: "
                    + open.get(0).splat().title()
                : "no run of the base could have shown this splat: " + open.get(0).splat().title(),
            open.stream().map(StepJudge::counted).toList(),
            off ? CLEAR_BOTH_SIDES : baseTrouble(base)));
  }

  /** A hang, an ejection: a failure that left no splat to compare. */
  private static Optional<Verdict> failedWithoutSplat(
      List<RunRecord> base, List<RunRecord> patched) {
    Optional<RunRecord> failed = patched.stream().filter(StepJudge::failsSilently).findFirst();
    return failed.map(
        run -> {
          if (base.stream()
              .anyMatch(b -> failsSilently(b) && b.verdict().cause() == run.verdict().cause())) {
            return new Verdict(
                Outcome.INCONCLUSIVE,
                Cause.BASE_FAILS_TOO,
                "the base fails in the same way: " + run.verdict().reason(),
                run.verdict().evidence(),
                CLEAR_BOTH_SIDES);
          }
          if (base.stream().noneMatch(r -> r.verdict().passed())) {
            return new Verdict(
                Outcome.INCONCLUSIVE,
                Cause.BASE_NOT_JUDGED,
                "this failed, and no run of the base passed: " + run.verdict().reason(),
                run.verdict().evidence(),
                baseTrouble(base));
          }
          return run.verdict();
        });
  }

  /** One run alone cannot tell whose fault a hang is; a base that survives the same can. */
  private static Optional<Verdict> hung(List<RunRecord> base, List<RunRecord> patched) {
    return patched.stream()
        .map(RunRecord::verdict)
        .filter(Verdict::inconclusiveHang)
        .findFirst()
        .map(
            verdict -> {
              if (base.stream().anyMatch(r -> r.verdict().inconclusiveHang())) {
                return new Verdict(
                    Outcome.INCONCLUSIVE,
                    Cause.BASE_FAILS_TOO,
                    "the base hangs too: " + verdict.reason(),
                    verdict.evidence(),
                    CLEAR_BOTH_SIDES);
              }
              boolean survived = base.stream().anyMatch(r -> r.verdict().passed());
              return new Verdict(
                  survived ? Outcome.FAIL : Outcome.INCONCLUSIVE,
                  survived ? Cause.HANG : Cause.BASE_NOT_JUDGED,
                  survived
                      ? verdict.reason() + "; the base survived the same"
                      : verdict.reason() + "; no run of the base passed either",
                  verdict.evidence(),
                  survived ? "Look at the end of console.log." : baseTrouble(base));
            });
  }

  private static boolean failsSilently(RunRecord run) {
    return run.verdict().outcome() == Outcome.FAIL
        && run.splats().stream().allMatch(s -> s.userspace());
  }

  private static Optional<Verdict> inconclusive(
      List<RunRecord> base, List<RunRecord> patched, List<Finding> findings) {
    List<RunRecord> open = patched.stream().filter(r -> !Detectability.ranComplete(r)).toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    List<Finding> old =
        of(findings, Standing.PRE_EXISTING).stream().filter(f -> f.base().seen() > 0).toList();
    if (!old.isEmpty()) {
      String hides =
          open.stream().anyMatch(Detectability::lockdepWentOff)
              ? "turns lockdep off and hides what comes after: "
              : "cuts the scenario short: ";
      return Optional.of(
          new Verdict(
              Outcome.INCONCLUSIVE,
              Cause.BASE_HIDES,
              "nothing new, but the base's own splat " + hides + old.get(0).splat().title(),
              old.stream().map(StepJudge::counted).toList(),
              CLEAR_BOTH_SIDES));
    }
    RunRecord run = open.get(0);
    String reason = run.verdict().reason();
    boolean baseToo = base.stream().noneMatch(r -> r.verdict().passed());
    return Optional.of(
        new Verdict(
            Outcome.INCONCLUSIVE,
            run.verdict().cause(),
            (patched.size() == 1 ? "" : open.size() + " of " + patched.size() + " runs: ") + reason,
            run.verdict().evidence(),
            baseToo
                ? "No run of the base passed either: check the base alone first."
                : run.verdict().advice()));
  }

  private static Verdict pass(List<RunRecord> patched, List<Finding> findings) {
    List<Finding> old = of(findings, Standing.PRE_EXISTING);
    String reason =
        patched.size() == 1 && patched.get(0).verdict().passed()
            ? patched.get(0).verdict().reason()
            : "nothing new in "
                + (patched.size() == 1 ? "1 run" : patched.size() + " runs")
                + ", each with all evidence that a splat would have been seen.";
    List<String> evidence = new ArrayList<>();
    for (Finding finding : old) {
      evidence.add("pre-existing, not the series' doing: " + counted(finding));
    }
    return new Verdict(Outcome.PASS, Cause.NOTHING_SEEN, reason, evidence, "");
  }

  private static List<Finding> of(List<Finding> findings, Standing standing) {
    return findings.stream().filter(f -> f.standing() == standing).toList();
  }

  private static String baseTrouble(List<RunRecord> base) {
    return base.stream()
        .filter(r -> !r.verdict().passed())
        .findFirst()
        .map(r -> "Make the base run first: " + r.verdict().reason())
        .orElse("Run the base first.");
  }
}
