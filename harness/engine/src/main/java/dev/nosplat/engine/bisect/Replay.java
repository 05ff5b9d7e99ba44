// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.search.Step;
import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Goes through a log again: every run in it must be the one that the search asks for after those
 * before it, and the report follows from them alone.
 *
 * @param question what the log answers
 */
public record Replay(Question question, FixUps fixUps, Inquest inquest) {

  /**
   * The report of a log.
   *
   * @throws BadInput if the log answers another question, or holds a run that nobody asked for
   */
  public Report of(List<Entry> entries, Path log) throws InterruptedException {
    if (entries.isEmpty() || !entries.get(0).equals(question.asked(fixUps))) {
      throw new BadInput(
          "The log " + log + " answers another question.",
          entries.stream().limit(1).map(Entry::toString).toList(),
          "Give the options that the bisection was begun with.");
    }
    Ledger ledger = new Ledger(question);
    int line = 0;
    for (Entry entry : entries) {
      line++;
      if (entry instanceof Entry.Ran ran) {
        requireAsked(ledger, ran, line);
      }
      ledger.apply(entry);
    }
    Summary summary = new Summary(question, ledger, log);
    if (ledger.renaming().isPresent()) {
      return summary.renamed();
    }
    Step next = ledger.search().next();
    if (next instanceof Step.Found found) {
      var culprit = question.history().commits().get(found.commit());
      String revert = ledger.revertedRuns().isEmpty() ? "" : "see the log for its revert's runs";
      return summary.found(found, inquest.fixes(culprit), inquest.unlikely(culprit), revert);
    }
    if (next instanceof Step.End end) {
      return summary.unfinished(end);
    }
    throw new BadInput(
        "The log ends before the answer.",
        List.of(
            line
                + " lines; next would be "
                + question.history().at(((Step.Run) next).point()).shortId()),
        "Run the bisection again without --replay: it goes on from there.");
  }

  private void requireAsked(Ledger ledger, Entry.Ran ran, int line) {
    Step step = ledger.search().next();
    Optional<String> asked =
        step instanceof Step.Run run
            ? Optional.of(question.history().at(run.point()).id())
            : Optional.empty();
    if (asked.filter(ran.revision()::equals).isEmpty()) {
      throw new BadInput(
          "Line " + line + " of the log is a run that does not follow from those before it.",
          List.of("it ran " + ran.revision(), "asked for: " + asked.orElse("nothing more")),
          "The log was changed, or another version of nosplat wrote it.");
    }
  }
}
