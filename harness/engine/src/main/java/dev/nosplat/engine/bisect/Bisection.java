// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.History;
import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.bisect.search.Point;
import dev.nosplat.engine.bisect.search.Reading;
import dev.nosplat.engine.bisect.search.Step;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One bisection from its first run to its report. It can be stopped at any point, by a signal or by
 * power: with the same question and the same log it goes on where it was.
 */
public final class Bisection {
  private static final int INFRASTRUCTURE_FAILURES_IN_A_ROW = 6;
  private static final int REVERT_ATTEMPTS = 3;

  private final Question question;
  private final Journal journal;
  private final Trial trial;
  private final Inquest inquest;
  private final FixUps fixUps;
  private final Lookahead lookahead;
  private final Progress progress;
  private final Ledger ledger;

  /**
   * Prepares a bisection.
   *
   * @param journal its log; what it already holds is taken over
   * @param lookahead told which kernels may be wanted next
   * @throws BadInput if the log belongs to another question
   */
  public Bisection(
      Question question,
      Journal journal,
      Checker checker,
      FixUps fixUps,
      Inquest inquest,
      Lookahead lookahead,
      Progress progress) {
    this.question = question;
    this.journal = journal;
    this.trial = new Trial(question.plan(), checker, fixUps, progress);
    this.inquest = inquest;
    this.fixUps = fixUps;
    this.lookahead = lookahead;
    this.progress = progress;
    this.ledger = new Ledger(question);
  }

  /**
   * Runs until there is an answer.
   *
   * @throws InterruptedException if asked to stop; the log has everything up to the last whole run
   * @throws InfraFailed if the infrastructure fails again and again; running the same command goes
   *     on
   */
  public Report run() throws InterruptedException {
    takeUp();
    while (true) {
      if (ledger.renaming().isPresent()) {
        return report(Optional.empty(), "");
      }
      Step step = ledger.search().next();
      if (step instanceof Step.End end) {
        return finish(end);
      }
      run((Step.Run) step);
    }
  }

  private void takeUp() {
    Entry.Asked asked = question.asked(fixUps);
    List<Entry> past = journal.entries();
    if (past.isEmpty()) {
      journal.append(asked);
      return;
    }
    if (!past.get(0).equals(asked)) {
      throw new BadInput(
          "The log " + journal.file() + " answers another question.",
          List.of("it began with " + past.get(0), "this one would be " + asked),
          "Repeat the command that began it, or give --state another directory.");
    }
    past.forEach(ledger::apply);
    Entry resumed = new Entry.Resumed();
    journal.append(resumed);
    ledger.apply(resumed);
    progress.say("going on after " + ledger.runs().size() + " runs in " + journal.file());
  }

  private void run(Step.Run step) throws InterruptedException {
    Revision revision = history().at(step.point());
    progress.begin(
        String.format(
            Locale.ROOT,
            "%s %s (%s; %d left)",
            revision.shortId(),
            revision.subject(),
            step.why().words(),
            ledger.search().remaining()));
    if (step.point() instanceof Point.Commit commit && step.why() == Step.Why.HALVE) {
      lookahead
          .expect(
              ledger.search().after(commit.index()).stream().map(history().commits()::get).toList())
          .forEach(built -> record(new Entry.Ahead(built.id())));
    }
    Entry.Ran ran = trial.run(revision, step.why().words(), List.of());
    record(ran);
    Ledger.Judged judged = ledger.runs().get(ledger.runs().size() - 1);
    progress.say(revision.shortId() + " " + judged.reading().words() + ": " + ran.reason());
    stopIfNothingWorks(step.point(), ran);
  }

  private void record(Entry entry) {
    journal.append(entry);
    ledger.apply(entry);
  }

  private void stopIfNothingWorks(Point point, Entry.Ran ran) {
    if (point.equals(ledger.shownEnd()) && ran.outcome().equals(Trial.BAD_INPUT)) {
      throw new BadInput(
          "The first revision of the bisection cannot be checked: " + ran.reason(),
          List.of("revision " + ran.revision()),
          "Correct the command; a plain check of that revision says more.");
    }
    List<Ledger.Judged> runs = ledger.runs();
    int inARow = 0;
    while (inARow < runs.size() && runs.get(runs.size() - 1 - inARow).reading() == Reading.INFRA) {
      inARow++;
    }
    boolean end = ledger.isEnd(point);
    if (inARow >= (end ? Reading.INFRA.attempts() : INFRASTRUCTURE_FAILURES_IN_A_ROW)) {
      throw new InfraFailed(
          "The last " + inARow + " runs failed on this side of the kernel.",
          List.of(ran.reason()),
          "Repair that (nosplat doctor), then run the same command: it goes on from "
              + journal.file()
              + ".");
    }
  }

  private Report finish(Step.End end) throws InterruptedException {
    String revert = "";
    if (end instanceof Step.Found found && question.bugIsNew()) {
      revert = tryRevert(history().commits().get(found.commit()));
    }
    return report(Optional.of(end), revert);
  }

  /** Reverts the culprit on top of the bad end, and runs that until the answer is sure. */
  private String tryRevert(Revision culprit) throws InterruptedException {
    Revision bad = history().at(ledger.shownEnd());
    Optional<Path> patch = inquest.revert(culprit, bad);
    if (patch.isEmpty()) {
      return culprit.isCommit() ? "it does not revert cleanly on top of the bad end" : "";
    }
    int needed = question.policy().cleanRunsNeeded(ledger.search().rate());
    while (true) {
      List<Entry.Ran> runs = ledger.revertedRuns();
      List<Reading> readings = runs.stream().map(ledger.target()::read).toList();
      long clean = readings.stream().filter(Reading.CLEAN::equals).count();
      if (readings.contains(Reading.SHOWN)) {
        return "with it reverted the bad end still shows the splat";
      }
      if (clean >= needed) {
        return "with it reverted the bad end is clean in " + clean + " of " + clean + " runs";
      }
      if (readings.size() - clean >= REVERT_ATTEMPTS) {
        return "with it reverted the bad end cannot be tested: "
            + runs.get(runs.size() - 1).reason();
      }
      progress.begin(bad.shortId() + " with " + culprit.shortId() + " reverted");
      record(
          new Entry.Reverted(trial.run(bad, "tries the culprit's revert", List.of(patch.get()))));
    }
  }

  private Report report(Optional<Step.End> end, String revert) throws InterruptedException {
    Summary summary = new Summary(question, ledger, journal.file());
    if (end.isPresent() && end.get() instanceof Step.Found found) {
      Revision culprit = history().commits().get(found.commit());
      return summary.found(found, inquest.fixes(culprit), inquest.unlikely(culprit), revert);
    }
    return end.map(summary::unfinished).orElseGet(summary::renamed);
  }

  private History history() {
    return question.history();
  }
}
