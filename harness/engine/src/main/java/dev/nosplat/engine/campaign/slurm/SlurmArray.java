// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.PlannedCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Cells that are handed to Slurm as one array job, a task each.
 *
 * @param cells the cells, by their task's number
 * @param needs what each of its tasks takes
 */
record SlurmArray(List<PlannedCell> cells, Needs needs) {
  SlurmArray {
    cells = List.copyOf(cells);
  }

  /**
   * What a task takes.
   *
   * @param cpus processors: as many as the guest has
   * @param memoryMiB memory: of the guest, of what its machine needs beside it, and the worker's
   * @param minutes how long it may take at most; empty where no like of it ever ran, so that the
   *     partition's own limit holds
   * @param not nodes on which one of the cells has failed by us
   */
  record Needs(int cpus, int memoryMiB, Optional<Long> minutes, Set<String> not) {
    Needs {
      not = Set.copyOf(not);
    }

    /** The same on whichever node. */
    Needs anywhere() {
      return new Needs(cpus, memoryMiB, minutes, Set.of());
    }
  }

  /**
   * What all arrays of a campaign have in common.
   *
   * @param prefix how their names begin
   * @param directory the campaign's own directory, on every node the same
   * @param project the directory that a worker runs in
   * @param worker the command of a worker, but for {@code --plan} and {@code --cell}
   * @param atOnce how many tasks run at once
   * @param constraint features that a node must have, as sbatch takes them
   */
  record Common(
      String prefix,
      Path directory,
      Path project,
      List<String> worker,
      int atOnce,
      Optional<String> constraint) {
    Common {
      worker = List.copyOf(worker);
    }
  }

  /** The document that workers and later coordinators read. */
  String plan(Campaign campaign) {
    return campaign.plan(cells).json();
  }

  /** Its name, which says which plan its tasks' numbers count in. */
  static String name(Common common, String plan) {
    return common.prefix() + Digest.of(plan).hex().substring(0, 16);
  }

  /**
   * The options of sbatch.
   *
   * @param after the array job that has to end first, however it ends
   */
  List<String> options(Common common, String name, OptionalLong after) {
    List<String> options = new ArrayList<>();
    options.add("--job-name=" + name);
    options.add("--array=0-" + (cells.size() - 1) + "%" + common.atOnce());
    options.add("--requeue");
    options.add("--nodes=1");
    options.add("--ntasks=1");
    options.add("--cpus-per-task=" + needs.cpus());
    options.add("--mem=" + needs.memoryMiB() + "M");
    needs.minutes().ifPresent(minutes -> options.add("--time=" + minutes));
    common.constraint().ifPresent(features -> options.add("--constraint=" + features));
    if (!needs.not().isEmpty()) {
      options.add("--exclude=" + String.join(",", needs.not().stream().sorted().toList()));
    }
    // afterok would wait for ever for a task that failed once and then passed elsewhere.
    after.ifPresent(job -> options.add("--dependency=afterany:" + job));
    options.add("--export=ALL");
    options.add("--chdir=" + common.project());
    options.add("--open-mode=append");
    options.add("--output=" + common.directory().toString().replace("%", "%%") + "/%A_%a.log");
    return options;
  }

  /** The batch script: its own list of keys, and the worker that becomes its process. */
  String script(Common common, Path plan) {
    List<String> words = new ArrayList<>(common.worker());
    words.add("--plan");
    words.add(plan.toString());
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    script.append("key=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" <<'KEYS'\n");
    cells.forEach(cell -> script.append(cell.key()).append('\n'));
    script.append("KEYS\n)\n").append("exec");
    words.forEach(word -> script.append(" '").append(word.replace("'", "'\\''")).append('\''));
    return script.append(" --cell \"$key\"\n").toString();
  }
}
