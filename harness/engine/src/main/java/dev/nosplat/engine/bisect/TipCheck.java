// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.bisect.search.Reading;
import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether one revision has a bug whose signature and rate are known already. It can be stopped and
 * taken up like a bisection.
 */
final class TipCheck {
  private static final int SKIPS = 3;

  private final Journal journal;
  private final Trial trial;
  private final Target target;
  private final Policy policy;

  TipCheck(Journal journal, Trial trial, Target target, Policy policy) {
    this.journal = journal;
    this.trial = trial;
    this.target = target;
    this.policy = policy;
  }

  /** How it ended. */
  enum Answer {
    HAS_BUG,
    CLEAN,
    UNKNOWN
  }

  /**
   * What the runs said.
   *
   * @param reason one sentence
   */
  record Result(Answer answer, String reason, int runs) {}

  Result check(Revision tip, double rate) throws InterruptedException {
    Entry.Asked asked =
        new Entry.Asked(
            Entry.FORMAT, tip.id(), true, policy.confidence(), "has " + target.signatures());
    List<Entry> past = journal.entries();
    if (past.isEmpty()) {
      journal.append(asked);
    } else if (!past.get(0).equals(asked)) {
      throw new BadInput(
          "The log " + journal.file() + " answers another question.",
          List.of("it began with " + past.get(0), "this one would be " + asked),
          "Give --state another directory.");
    }
    List<Entry.Ran> runs = new ArrayList<>();
    past.stream().filter(Entry.Ran.class::isInstance).forEach(entry -> runs.add((Entry.Ran) entry));
    int needed = policy.cleanRunsNeeded(rate);
    while (true) {
      List<Reading> readings = runs.stream().map(target::read).toList();
      long clean = readings.stream().filter(Reading.CLEAN::equals).count();
      if (readings.contains(Reading.SHOWN)) {
        return new Result(Answer.HAS_BUG, "it shows the splat", runs.size());
      }
      if (clean >= needed) {
        return new Result(Answer.CLEAN, "clean in " + clean + " runs", runs.size());
      }
      if (readings.size() - clean >= SKIPS + 2 * clean) {
        Entry.Ran last = runs.get(runs.size() - 1);
        return new Result(
            Answer.UNKNOWN, target.read(last).words() + ": " + last.reason(), runs.size());
      }
      Entry.Ran ran = trial.run(tip, "looks for the bug in this tree", List.of());
      journal.append(ran);
      runs.add(ran);
    }
  }
}
