// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.problem.InfraFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One task of an array job, as {@code squeue} shows it.
 *
 * @param job the array's job number
 * @param index which of its tasks
 * @param state the state in Slurm's word, for example {@code RUNNING}
 * @param status how it ended, as wait(2) gives it; 0 while it has not
 * @param restarts how often Slurm has begun it again
 * @param reason why it waits, or why it ended, in Slurm's word
 * @param name the job's name
 * @param node where it runs or ran; empty if nowhere yet
 */
record SlurmTask(
    long job,
    int index,
    String state,
    int status,
    int restarts,
    String reason,
    String name,
    String node) {

  /** What is asked of squeue; the name is of our making, so nothing in a line has a bar. */
  static final String FORMAT =
      "ArrayJobID:20|,ArrayTaskID:12|,State:20|,exit_code:12|,RestartCnt:12|,Reason:60|,Name:80|,"
          + "NodeList:80|";

  /**
   * The states after which nothing more comes: JOB STATE CODES in squeue(1) of Slurm 22.05. What is
   * not here counts as alive, so that a word of a newer Slurm makes nobody run a cell twice.
   */
  private static final Set<String> ENDED =
      Set.of(
          "BOOT_FAIL",
          "CANCELLED",
          "COMPLETED",
          "DEADLINE",
          "FAILED",
          "NODE_FAIL",
          "OUT_OF_MEMORY",
          "PREEMPTED",
          "REVOKED",
          "TIMEOUT");

  private static final Pattern LINE =
      Pattern.compile(
          "(\\d+) *\\|(\\d+) *\\|([A-Z_]+) *\\|(\\d+) *\\|(\\d+) *\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|\\s*");

  /**
   * Reads what {@code squeue --array --noheader --Format} has printed.
   *
   * @throws InfraFailed if that is something else
   */
  static List<SlurmTask> read(String out) {
    List<SlurmTask> tasks = new ArrayList<>();
    for (String line : out.lines().filter(each -> !each.isBlank()).toList()) {
      Matcher fields = LINE.matcher(line);
      if (!fields.matches()) {
        throw new InfraFailed(
            "squeue has printed what nosplat does not understand.",
            List.of(line.strip()),
            "See what squeue --Format=" + FORMAT + " prints; Slurm 20.11 or newer is needed.");
      }
      tasks.add(
          new SlurmTask(
              Long.parseLong(fields.group(1)),
              Integer.parseInt(fields.group(2)),
              fields.group(3),
              (int) Long.parseLong(fields.group(4)),
              Integer.parseInt(fields.group(5)),
              fields.group(6).strip(),
              fields.group(7).strip(),
              fields.group(8).strip()));
    }
    return tasks;
  }

  /** Whether it waits, runs, or will do so again. */
  boolean alive() {
    return !ENDED.contains(state);
  }

  /** Whether a worker is at it now. */
  boolean running() {
    return alive() && !node.isEmpty();
  }

  /** Whether its program ended by itself, with this exit code. */
  boolean exited(int code) {
    return (state.equals("FAILED") || state.equals("COMPLETED")) && status == code << 8;
  }

  /** A name for this attempt that no other one has in this queue. */
  String attempt() {
    return "slurm-" + job + "_" + index + "-" + restarts;
  }

  /** How it ended, in a few words. */
  String ending() {
    int signal = status & 0x7f;
    String how =
        signal != 0 ? ", signal " + signal : status == 0 ? "" : ", exit code " + (status >> 8);
    return "Slurm job %d_%d: %s (%s)%s%s"
        .formatted(job, index, state, reason, how, node.isEmpty() ? "" : " on " + node);
  }
}
