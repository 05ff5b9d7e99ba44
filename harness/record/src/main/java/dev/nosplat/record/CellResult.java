// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.time.Instant;
import java.util.List;

/**
 * What became of one cell of a campaign: enough to order, count and show it; its run directory
 * holds the rest.
 *
 * @param format version of this document's shape
 * @param key the cell's key: the digest of everything that went into it
 * @param cell which combination it is
 * @param verdict the decision
 * @param splats titles of the splats, in the console's order
 * @param started when its run began, UTC
 * @param durationMillis how long its run took in all
 * @param buildMillis how much of that went into the kernel
 * @param run the run's name; the name of its directory
 * @param directory where its directory was made
 */
public record CellResult(
    int format,
    String key,
    Cell cell,
    Verdict verdict,
    List<String> splats,
    Instant started,
    long durationMillis,
    long buildMillis,
    String run,
    String directory) {
  /** The current {@link #format}. */
  public static final int FORMAT = 1;

  private static final int MOST_SPLATS = 20;

  public CellResult {
    splats = List.copyOf(splats);
  }

  /**
   * One combination.
   *
   * @param tree the tree specification, without credentials
   * @param profile the profile's name
   * @param scenario the scenario's name or place
   * @param machine the machine's name
   * @param repeat which repetition, from 1
   */
  public record Cell(String tree, String profile, String scenario, String machine, int repeat) {
    public Cell {
      tree = UrlCredentials.hidden(tree);
    }

    /** Another repetition of it. */
    public Cell repeated(int other) {
      return new Cell(tree, profile, scenario, machine, other);
    }

    /** All of it on one line. */
    public String label() {
      return String.join(" / ", tree, profile, scenario, machine, "#" + repeat);
    }
  }

  /** What a run says of its cell. */
  public static CellResult of(String key, Cell cell, RunRecord run) {
    return new CellResult(
        FORMAT,
        key,
        cell,
        run.verdict(),
        run.splats().stream().map(splat -> splat.title()).distinct().limit(MOST_SPLATS).toList(),
        run.started(),
        run.durationMillis(),
        run.timeline().stream()
            .filter(phase -> phase.name().equals("build"))
            .mapToLong(Phase::durationMillis)
            .sum(),
        run.id(),
        run.directory().toString());
  }

  /**
   * What is said of a cell that was begun and left no run behind: INFRA_FAILED.
   *
   * @param at when that was seen
   * @param attempt a name for this attempt, so that nobody counts it twice
   * @param directory where more about it lies
   */
  public static CellResult lost(
      String key,
      Cell cell,
      String reason,
      List<String> evidence,
      String advice,
      Instant at,
      String attempt,
      String directory) {
    Verdict verdict =
        new Verdict(Outcome.INFRA_FAILED, Cause.INFRASTRUCTURE, reason, evidence, advice);
    return new CellResult(FORMAT, key, cell, verdict, List.of(), at, 0, 0, attempt, directory);
  }

  /** The same result for a cell that has the same kernel, which failed to build. */
  public CellResult ofSameKernel(String otherKey, Cell other) {
    return new CellResult(
        format,
        otherKey,
        other,
        verdict.because(verdict.reason() + " (seen in " + cell.label() + ", not built again)"),
        splats,
        started,
        0,
        0,
        run,
        directory);
  }

  /** The document on one line, without a newline. */
  public String json() {
    return Documents.line(this);
  }

  /**
   * Reads a document.
   *
   * @throws UnreadableRecord if it is none, or of a format that this version does not know
   */
  public static CellResult read(String json) {
    return Documents.read(json, CellResult.class, "cell result", FORMAT);
  }
}
