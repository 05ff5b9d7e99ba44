// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;

/** Measures the search on generated histories, beside the machine's own {@code git bisect}. */
public final class SimulationTable {
  /** Every kind of history at every rate that the documentation shows. */
  public static final List<Kind> KINDS = kinds();

  private SimulationTable() {}

  /**
   * A kind of history.
   *
   * @param name what the table calls it
   * @param rate the share of runs in which the bug shows
   * @param testable whether every commit can be tested: then the answer is one commit, and git's
   *     own verdicts are the bound
   * @param make makes one
   */
  public record Kind(String name, double rate, boolean testable, Function<Random, Object> make) {
    GeneratedHistory history(Random random) {
      return (GeneratedHistory) make.apply(random);
    }
  }

  /**
   * What came of one kind.
   *
   * @param histories how many were searched
   * @param right answers that name the culprit
   * @param range answers that are a range with the culprit in it
   * @param wrong answers without the culprit
   * @param stopped searches that took an end for wrong
   * @param verdicts mean number of commits with a decisive run, the two ends included
   * @param skipped mean number of commits that could not be tested
   * @param runs mean number of runs
   * @param beside how many of the histories git bisected too; the rest is about those
   * @param gitVerdicts git's mean verdicts; it tests no end
   * @param ourVerdicts the search's on the same ones
   * @param gitSkipped git's mean skips
   * @param most by how many verdicts the search exceeded git at most
   * @param gitWrong git's wrong answers
   */
  public record Line(
      Kind kind,
      int histories,
      int right,
      int range,
      int wrong,
      int stopped,
      double verdicts,
      double skipped,
      double runs,
      int beside,
      OptionalDouble gitVerdicts,
      OptionalDouble ourVerdicts,
      OptionalDouble gitSkipped,
      int most,
      int gitWrong) {}

  private static List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (double rate : new double[] {1, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05}) {
      kinds.add(new Kind("linear", rate, true, r -> GeneratedHistory.linear(r, rate)));
      kinds.add(new Kind("merges", rate, true, r -> GeneratedHistory.merges(r, rate)));
      kinds.add(
          new Kind(
              "linear, broken stretches",
              rate,
              false,
              r -> GeneratedHistory.linear(r, rate).withBrokenStretches(r)));
      kinds.add(
          new Kind(
              "merges, broken stretches",
              rate,
              false,
              r -> GeneratedHistory.merges(r, rate).withBrokenStretches(r)));
      kinds.add(
          new Kind(
              "linear, a second bug",
              rate,
              false,
              r -> GeneratedHistory.linear(r, rate).withOtherBug(r)));
      kinds.add(
          new Kind(
              "merges, all of it",
              rate,
              false,
              r -> GeneratedHistory.merges(r, rate).withOtherBug(r).withBrokenStretches(r)));
    }
    return List.copyOf(kinds);
  }

  /**
   * Searches generated histories of one kind.
   *
   * @param histories how many
   * @param beside how many of them git bisects too
   * @param scratch where its repositories are made
   */
  public static Line measure(Kind kind, int histories, int beside, Path scratch) {
    int[] ends = new int[4];
    long verdicts = 0;
    long skipped = 0;
    long runs = 0;
    long gitVerdicts = 0;
    long ourVerdicts = 0;
    long gitSkipped = 0;
    int most = Integer.MIN_VALUE;
    int gitWrong = 0;
    for (int seed = 0; seed < histories; seed++) {
      Random random = new Random(seed * 1_000_003L + kind.name().hashCode());
      GeneratedHistory history = kind.history(random);
      SimulatedSearch.Result ours = SimulatedSearch.search(history, Policy.DEFAULT, random);
      ends[ours.right(history) ? 0 : ours.rangeHolds(history) ? 1 : ours.wrong(history) ? 2 : 3]++;
      verdicts += ours.verdicts();
      skipped += ours.skipped();
      runs += ours.runs();
      if (seed < beside) {
        GitBisect.Result theirs = gitsOwn(history, scratch, random);
        gitVerdicts += theirs.verdicts();
        ourVerdicts += ours.verdicts();
        gitSkipped += theirs.skipped();
        most = Math.max(most, ours.verdicts() - theirs.verdicts());
        gitWrong += theirs.culprit() >= 0 && theirs.culprit() != history.culprit() ? 1 : 0;
      }
    }
    return new Line(
        kind,
        histories,
        ends[0],
        ends[1],
        ends[2],
        ends[3],
        (double) verdicts / histories,
        (double) skipped / histories,
        (double) runs / histories,
        beside,
        mean(gitVerdicts, beside),
        mean(ourVerdicts, beside),
        mean(gitSkipped, beside),
        most,
        gitWrong);
  }

  /** The lines as a Markdown table. */
  public static String markdown(List<Line> lines) {
    StringBuilder table =
        new StringBuilder(
            "| history | bug shows in | histories | right | range | wrong | verdicts | skips | runs"
                + " | beside git: histories | git's verdicts | ours | at most more | git's skips"
                + " | git wrong |\n"
                + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Line line : lines) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f %% | %d | %d | %d | %d | %.1f | %.1f | %.1f | %s |%n",
              line.kind().name(),
              100 * line.kind().rate(),
              line.histories(),
              line.right(),
              line.range(),
              line.wrong() + line.stopped(),
              line.verdicts(),
              line.skipped(),
              line.runs(),
              line.beside() == 0
                  ? "| | | | |"
                  : String.format(
                      Locale.ROOT,
                      "%d | %.1f | %.1f | %d | %.1f | %d",
                      line.beside(),
                      line.gitVerdicts().orElse(0),
                      line.ourVerdicts().orElse(0),
                      line.most(),
                      line.gitSkipped().orElse(0),
                      line.gitWrong())));
    }
    return table.toString();
  }

  private static GitBisect.Result gitsOwn(GeneratedHistory history, Path scratch, Random random) {
    try (GitBisect git = new GitBisect(scratch, history)) {
      return git.run(random);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static OptionalDouble mean(long sum, int count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sum / count);
  }
}
