// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.files.Trees;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How long planning 10,000 cells takes: their keys, what is done already, and the order. Run its
 * main method by hand; nothing asserts a time.
 */
public final class CampaignBench {
  /** Ten trees, five profiles, four scenarios and fifty repetitions. */
  static final String TEN_THOUSAND =
      "trees: [a, b, c, d, e, f, g, h, i, j], profiles: [lockdep, leaks, memory, hangs, races],"
          + " scenarios: [exit_task_delete, lru_exits, sched_ext-selftests, sweep], repeats: 50";

  private CampaignBench() {}

  /** Prints a line for each of five rounds. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("nosplat-campaign-bench");
    try {
      CellResults results = new CellResults(directory.resolve("cells"));
      for (int round = 0; round < 5; round++) {
        long begun = System.nanoTime();
        long worked = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Campaign campaign = new Described(directory).campaign(TEN_THOUSAND);
        int waiting = campaign.waiting(results, new History(List.of())).size();
        System.out.printf(
            Locale.ROOT,
            "%d cells planned, %d of them to run: %d ms, of which %d ms at work%n",
            campaign.cells().size(),
            waiting,
            (System.nanoTime() - begun) / 1_000_000,
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - worked) / 1_000_000);
        for (PlannedCell cell : campaign.cells().subList(round * 500, (round + 1) * 500)) {
          results.keep(Described.result(cell, "pass"));
        }
      }
    } finally {
      Trees.delete(directory);
    }
  }
}
