// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.record.CampaignPlan;
import dev.nosplat.record.CellResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what tasks that have ended mean for their cells. A worker leaves a verdict or a failed
 * attempt in the store; what was killed leaves nothing, and counts as a failed attempt too, so that
 * nothing is begun for ever.
 */
final class EndedTasks {
  /** Of nosplat's exit codes the one that says that the cell cannot be run. */
  private static final int BAD_INPUT = 2;

  private static final int LAST_EXIT_CODE = 6;

  /** How long a network file system may hide a file of another host: Linux' acdirmax, twice. */
  private static final Duration UNSEEN = Duration.ofSeconds(120);

  private static final int LINES = 5;
  private static final int LINE = 300;

  private final SlurmDirectory directory;
  private final CellResults results;
  private final Clock clock;
  private final Set<String> settled = new HashSet<>();
  private final Map<String, Instant> unseen = new HashMap<>();
  private final Map<String, Integer> expected = new HashMap<>();
  private final Map<String, Set<String>> nodes = new HashMap<>();
  private final Map<String, String> refused = new LinkedHashMap<>();

  EndedTasks(SlurmDirectory directory, CellResults results, Clock clock) {
    this.directory = directory;
    this.results = results;
    this.clock = clock;
  }

  /** What ended before anybody watched: its cells are begun again if they have no result. */
  void ignore(SlurmTask task) {
    settled.add(task.attempt());
  }

  /** From here on an attempt of the cell is to be seen as one try more than these. */
  void expect(String key, int tries) {
    expected.put(key, tries);
  }

  /** Why cells cannot be run, by their keys. */
  Map<String, String> refused() {
    return refused;
  }

  /** The nodes on which a cell has failed by us. */
  Set<String> nodes(String key) {
    return nodes.getOrDefault(key, Set.of());
  }

  /** Whether the task's result is known; false if it must still become visible here. */
  boolean settle(SlurmTask task) {
    if (settled.contains(task.attempt())) {
      return true;
    }
    boolean known =
        directory.cell(task).map(cell -> settle(task, cell)).orElse(true); // not one of ours
    if (known) {
      settled.add(task.attempt());
    }
    return known;
  }

  private boolean settle(SlurmTask task, CampaignPlan.Entry cell) {
    if (results.verdict(cell.key()).isPresent()) {
      return true;
    }
    if (task.exited(BAD_INPUT)) {
      String why = String.join("; ", tail(task));
      refused.put(cell.key(), cell.cell().label() + ": " + why);
      return true;
    }
    int tries = results.tries(cell.key()).size();
    if (tries > expected.getOrDefault(cell.key(), 0)) {
      failedOn(task, cell.key(), tries);
      return true;
    }
    boolean reported = byItself(task);
    Instant now = clock.instant();
    if (reported
        && unseen.computeIfAbsent(task.attempt(), attempt -> now).plus(UNSEEN).isAfter(now)) {
      return false;
    }
    results.keep(lost(task, cell, reported, now));
    failedOn(task, cell.key(), tries + 1);
    return true;
  }

  private static boolean byItself(SlurmTask task) {
    for (int code = 0; code <= LAST_EXIT_CODE; code++) {
      if (task.exited(code)) {
        return true;
      }
    }
    return false;
  }

  private void failedOn(SlurmTask task, String key, int tries) {
    expected.put(key, tries);
    if (!task.node().isEmpty()) {
      nodes.computeIfAbsent(key, k -> new HashSet<>()).add(task.node());
    }
  }

  private CellResult lost(SlurmTask task, CampaignPlan.Entry cell, boolean reported, Instant now) {
    String reason =
        reported
            ? "The worker has ended, and its result is not in the store of this host."
            : "Slurm has ended the worker before its cell had a result.";
    String advice =
        reported
            ? "Let NOSPLAT_DIR be a directory that all nodes share, at the same place."
            : "See why in the log; nosplat campaign resume tries again.";
    List<String> evidence = new ArrayList<>(List.of(task.ending()));
    evidence.addAll(tail(task));
    return CellResult.lost(
        cell.key(),
        cell.cell(),
        reason,
        evidence,
        advice,
        now,
        task.attempt(),
        directory.log(task).toString());
  }

  /** The last lines that a worker has printed. */
  private List<String> tail(SlurmTask task) {
    Path log = directory.log(task);
    try {
      // The log of a task is a few lines of progress: nothing in it comes from the guest.
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .map(line -> line.strip().substring(0, Math.min(LINE, line.strip().length())))
              .toList();
      return lines.isEmpty()
          ? List.of(log + " is empty")
          : lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    } catch (IOException e) {
      return List.of(log + " cannot be read");
    }
  }
}
