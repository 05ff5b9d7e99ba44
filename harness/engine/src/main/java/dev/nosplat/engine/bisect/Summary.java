// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.Report.Kind;
import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.bisect.search.Label;
import dev.nosplat.engine.bisect.search.Point;
import dev.nosplat.engine.bisect.search.Reading;
import dev.nosplat.engine.bisect.search.Step;
import dev.nosplat.engine.bisect.search.Tally;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns a ledger and the last step into a report. */
record Summary(Question question, Ledger ledger, Path log) {

  Report found(Step.Found found, String fixes, List<String> unlikely, String revert) {
    Revision culprit = question.history().commits().get(found.commit());
    List<String> notes = new ArrayList<>(doubts(found.probability()));
    notes.addAll(contradictions());
    notes.addAll(otherPaths());
    String does = question.bugIsNew() ? " brought the splat" : " removed the splat";
    return report(
        Kind.FOUND,
        culprit.shortId() + does + ".",
        "",
        Optional.of(
            new Report.Culprit(
                culprit.id(),
                culprit.subject(),
                culprit.author(),
                culprit.date(),
                fixes,
                unlikely,
                revert)),
        List.of(),
        found.probability(),
        deciding(List.of(found.commit())),
        notes);
  }

  Report unfinished(Step.End end) {
    if (end instanceof Step.WrongEnd wrong) {
      return wrongEnd(wrong);
    }
    Step.Range range = (Step.Range) end;
    List<Report.Remaining> remaining = new ArrayList<>();
    for (int commit : range.commits()) {
      Revision revision = question.history().commits().get(commit);
      remaining.add(
          new Report.Remaining(
              revision.id(), revision.subject(), blocked(new Point.Commit(commit))));
    }
    String why =
        switch (range.stop()) {
          case NOTHING_LEFT_TO_TEST -> "what would tell them apart cannot be tested";
          case TOO_MANY_SKIPS -> "too many in a row could not be tested";
          case OUT_OF_RUNS -> "the runs are spent";
        };
    List<String> notes = new ArrayList<>(doubts(range.probability()));
    notes.addAll(contradictions());
    notes.addAll(otherPaths());
    return report(
        Kind.RANGE,
        String.format(
            Locale.ROOT,
            "One of %d %ss %s the splat; %s.",
            remaining.size(),
            question.history().unit(),
            question.bugIsNew() ? "brought" : "removed",
            why),
        switch (range.stop()) {
          case NOTHING_LEFT_TO_TEST ->
              question.history().unit().equals("commit")
                  ? "Give what makes them testable with --patch-always, or look at them by hand."
                  : "Look at them by hand.";
          case TOO_MANY_SKIPS ->
              "Raise --skips-in-a-row and run again to try the others, or give --patch-always.";
          case OUT_OF_RUNS -> "Raise --runs and run again: it goes on where it stopped.";
        },
        Optional.empty(),
        remaining,
        range.probability(),
        deciding(range.commits()),
        notes);
  }

  Report renamed() {
    Ledger.Renaming pair = ledger.renaming().orElseThrow();
    return report(
        Kind.SIGNATURE_CHANGED,
        "The splat seems to have another signature at " + pair.revision() + ".",
        "If it is the same bug, run again with --accept-signature "
            + pair.seen().signature()
            + "; if it is another, with --other-signature "
            + pair.seen().signature()
            + ".",
        Optional.empty(),
        List.of(),
        0,
        List.of(),
        List.of());
  }

  private Report wrongEnd(Step.WrongEnd wrong) {
    Revision end = question.history().at(wrong.point());
    Tally tally = ledger.search().tally(wrong.point());
    String name = end.shortId();
    String what;
    String advice;
    switch (wrong.kind()) {
      case BUG_NOT_SHOWN -> {
        what =
            "The bad end "
                + name
                + " does not show the splat: clean in all of its "
                + tally.of(Reading.CLEAN)
                + " runs.";
        advice =
            "Check the revision, the config and the scenario; name the bug with --signature if"
                + " another splat hides it, or raise --runs-at-end for a rarer one.";
      }
      case BUG_SHOWN -> {
        what = "The good end " + name + " shows the splat too.";
        advice =
            question.bugIsNew()
                ? "Name an older revision with --good."
                : "Name a newer revision with --good: this one is not fixed.";
      }
      case MERGE_BASE_SHOWS_BUG -> {
        what = "The merge base " + name + " of the two ends shows the splat.";
        advice =
            "So the good end has a fix that the bad end lacks: exchange the question and search"
                + " for it with --find-fix --bad "
                + name
                + ".";
      }
      case MERGE_BASE_IS_FIXED -> {
        what = "The merge base " + name + " of the two ends does not have the bug.";
        advice =
            "So the bad end brought it after the two parted: search for that without"
                + " --find-fix, with --good "
                + name
                + ".";
      }
      default -> {
        what = "The end " + name + " cannot be tested: " + blocked(wrong.point()) + ".";
        advice =
            "Name an end that builds, boots and runs, or give what it needs with"
                + " --patch-always.";
      }
    }
    return report(
        Kind.WRONG_END,
        what,
        advice,
        Optional.empty(),
        List.of(),
        0,
        ledger.runsOf(wrong.point()).stream().limit(5).map(this::run).toList(),
        List.of());
  }

  private Report report(
      Kind kind,
      String headline,
      String advice,
      Optional<Report.Culprit> culprit,
      List<Report.Remaining> range,
      double probability,
      List<Report.Run> deciding,
      List<String> notes) {
    return new Report(
        Report.FORMAT,
        kind,
        question.bugIsNew(),
        headline,
        advice,
        culprit,
        range,
        probability,
        ledger.example(),
        ledger
            .renaming()
            .map(
                pair ->
                    new Report.Renaming(
                        pair.known().signature(),
                        pair.known().title(),
                        pair.seen().signature(),
                        pair.seen().title(),
                        pair.revision())),
        tested(),
        deciding,
        ledger.search().rate(),
        effort(),
        ledger.withdrawn(),
        notes,
        log.toString());
  }

  private List<String> doubts(double probability) {
    return probability >= question.policy().confidence()
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "less sure than the %.4g %% asked for: some deciding revisions cannot be run again",
                100 * question.policy().confidence()));
  }

  /** The names under which the bug was seen beside those that it was looked for under. */
  private List<String> otherPaths() {
    Target target = ledger.target();
    return ledger.runs().stream()
        .flatMap(run -> run.ran().splats().stream())
        .filter(splat -> target.matches(splat) && !target.named(splat))
        .map(Sighting::signature)
        .distinct()
        .map(
            signature ->
                "also seen as "
                    + signature
                    + ": the same function and message by another path (if not: --other-signature)")
        .toList();
  }

  /** The bug seen before the culprit, or missed after it, which one change cannot explain. */
  private List<String> contradictions() {
    List<String> notes = new ArrayList<>();
    for (Report.Tested each : tested()) {
      if (each.label().equals("good") && each.shown() > 0) {
        notes.add(
            each.id() + " counts as good but showed the splat: it may have come more than once");
      }
    }
    return notes;
  }

  private List<Report.Tested> tested() {
    List<Report.Tested> all = new ArrayList<>();
    for (Point point : ledger.search().tallies().keySet()) {
      Tally tally = ledger.search().tally(point);
      Revision revision = question.history().at(point);
      List<String> skips =
          ledger.runsOf(point).stream()
              .filter(run -> !run.reading().decisive())
              .map(run -> run.reading().words() + ": " + run.ran().reason())
              .distinct()
              .toList();
      all.add(
          new Report.Tested(
              revision.shortId(),
              revision.subject(),
              label(point, tally),
              tally.of(Reading.SHOWN),
              tally.of(Reading.CLEAN),
              skips));
    }
    return all;
  }

  private String label(Point point, Tally tally) {
    if (tally.decisive() == 0) {
      return "skipped";
    }
    Label label = ledger.search().label(point);
    if (label == Label.OPEN) {
      return "undecided";
    }
    return (label == Label.NEW) == question.bugIsNew() ? "bad" : "good";
  }

  private String blocked(Point point) {
    List<Ledger.Judged> runs = ledger.runsOf(point);
    return runs.stream()
        .filter(run -> !run.reading().decisive())
        .reduce((first, last) -> last)
        .map(run -> run.reading().words() + ": " + run.ran().reason())
        .orElse(runs.isEmpty() ? "not tried" : "tested: the range ends here");
  }

  /** The runs just inside and just outside of the answer. */
  private List<Report.Run> deciding(List<Integer> answer) {
    BitSet inside = new BitSet();
    answer.forEach(inside::set);
    BitSet wanted = (BitSet) inside.clone();
    boolean root = false;
    for (int commit : answer) {
      int[] parents = question.history().graph().parents(commit);
      root |= parents.length == 0;
      for (int parent : parents) {
        wanted.set(parent);
      }
    }
    List<Report.Run> runs = new ArrayList<>();
    for (Ledger.Judged each : ledger.runs()) {
      boolean counts =
          each.point() instanceof Point.Commit commit ? wanted.get(commit.index()) : root;
      if (counts && each.reading().decisive()) {
        runs.add(run(each));
      }
    }
    return runs;
  }

  private Report.Run run(Ledger.Judged each) {
    return new Report.Run(
        question.history().at(each.point()).shortId(),
        each.reading().words(),
        each.ran().directory());
  }

  private Report.Effort effort() {
    int all = ledger.search().tallies().size();
    int verdicts = ledger.search().verdicts();
    long millis = ledger.runs().stream().mapToLong(run -> run.ran().millis()).sum();
    return new Report.Effort(
        ledger.runs().size() + ledger.revertedRuns().size(),
        verdicts,
        all - verdicts,
        ledger.builtAhead().size(),
        millis);
  }
}
