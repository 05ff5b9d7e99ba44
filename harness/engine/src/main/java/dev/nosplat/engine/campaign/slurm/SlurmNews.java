// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what has become of cells since it was asked last, and how the queue stands. */
final class SlurmNews {
  private final Campaign campaign;
  private final CellResults results;
  private final Progress progress;
  private final Set<String> done;
  private final Map<String, Integer> tries;
  private String queue = "";
  private boolean silent;

  SlurmNews(Campaign campaign, CellResults results, Progress progress) {
    this.campaign = campaign;
    this.results = results;
    this.progress = progress;
    CellResults.Listing there = results.listing();
    this.done = new HashSet<>(there.done());
    this.tries = new HashMap<>(there.tries());
  }

  /** The controller does not answer: said once. */
  void silence() {
    if (!silent) {
      progress.say("Slurm's controller does not answer; asked again until it does");
    }
    silent = true;
  }

  void tell(CellResults.Listing there, Slurm.Queued now) {
    silent = false;
    Set<String> said = new HashSet<>();
    for (PlannedCell each : campaign.cells()) {
      String label = each.cell().label();
      int failed = there.tries().getOrDefault(each.key(), 0);
      if (there.done().contains(each.key()) && done.add(each.key())) {
        results
            .verdict(each.key())
            .ifPresent(result -> progress.say(result.verdict().outcome() + " " + label));
      } else if (failed > tries.getOrDefault(each.key(), 0) && said.add(each.key())) {
        progress.say(
            "%s %s (%d of %d)"
                .formatted(Outcome.INFRA_FAILED, label, failed, campaign.matrix().tries()));
        tries.put(each.key(), failed);
      }
    }
    String sentence = now.sentence().orElse("");
    if (!sentence.equals(queue) && !sentence.isEmpty()) {
      progress.say(sentence);
    }
    queue = sentence;
  }

  void submitted(long job, List<PlannedCell> cells) {
    progress.say(
        "Slurm job %d: %d %s".formatted(job, cells.size(), cells.size() == 1 ? "cell" : "cells"));
  }
}
