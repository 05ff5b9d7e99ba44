// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import dev.nosplat.engine.bisect.search.Step.Stop;
import dev.nosplat.engine.bisect.search.Step.Why;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * A search for the commit that brought a bug, or for the one that removed it.
 *
 * <p>Labels are never stored: each is read off the {@linkplain Posterior posterior} of all runs, so
 * a label that later runs contradict withdraws itself and the search goes back. Not thread-safe.
 */
public final class Search {
  private final CommitGraph graph;
  private final Policy policy;
  private final Posterior posterior;
  private final Halving halving;
  private final Ends ends;
  private final Map<Point, Tally> tallies = new LinkedHashMap<>();
  private final BitSet blocked = new BitSet();
  private int skipsInARow;
  private int runs;

  /**
   * Starts a search.
   *
   * @param bugIsNew true to find the commit that brought the bug (the new end shows it), false to
   *     find the one that fixed it (the old end shows it)
   * @param olds how many revisions must lie before the change: the old end and the merge bases
   */
  public Search(CommitGraph graph, boolean bugIsNew, int olds, Policy policy) {
    if (olds < 1) {
      throw new IllegalArgumentException("a search needs an old end");
    }
    this.graph = graph;
    this.policy = policy;
    this.posterior = new Posterior(graph, bugIsNew, policy.falseSplat(), policy.wrongEnd());
    this.halving = new Halving(graph);
    Point old = new Point.Old(0);
    Point tip = new Point.Commit(graph.tip());
    this.ends = new Ends(bugIsNew ? tip : old, bugIsNew ? old : tip, olds, policy, this::tally);
  }

  /** Takes what one run said. */
  public void record(Point point, Reading reading) {
    runs++;
    Tally tally = tally(point).with(reading);
    tallies.put(point, tally);
    if (reading.decisive()) {
      skipsInARow = 0;
    }
    if (point instanceof Point.Commit commit) {
      if (reading.decisive()) {
        posterior.observe(commit.index(), reading == Reading.SHOWN);
      }
      if (tally.blocked() && !blocked.get(commit.index())) {
        skipsInARow++;
      }
      blocked.set(commit.index(), tally.blocked());
    } else if (reading.decisive() && point.equals(new Point.Old(0))) {
      posterior.observeOldEnd(reading == Reading.SHOWN);
    }
  }

  /** What to do now. Asking changes nothing. */
  public Step next() {
    double cleanEndIsWrong =
        ends.clean() instanceof Point.Old ? posterior.before() : posterior.never();
    Optional<Step> verification = ends.next(cleanEndIsWrong, posterior.rate());
    if (verification.isPresent()) {
      return verification.get();
    }
    BitSet live = live();
    if (runs >= policy.runs()) {
      return answer(live, Stop.OUT_OF_RUNS);
    }
    Optional<Point> open = mostOpen();
    if (open.isPresent()) {
      return new Step.Run(open.get(), Why.DECIDE);
    }
    if (skipsInARow >= policy.skipsInARow()) {
      return answer(live, Stop.TOO_MANY_SKIPS);
    }
    OptionalInt half = halving.pick(live, weights(live), blocked);
    if (half.isPresent()) {
      return new Step.Run(new Point.Commit(half.getAsInt()), Why.HALVE);
    }
    if (1 - probability(live) > policy.doubt()) {
      Optional<Point> doubtful = mostDoubtful();
      if (doubtful.isPresent()) {
        return new Step.Run(doubtful.get(), Why.CONFIRM);
      }
    }
    return answer(live, Stop.NOTHING_LEFT_TO_TEST);
  }

  /** The commits that would be run next if this one turned out new, and if it turned out old. */
  public List<Integer> after(int commit) {
    BitSet behind = posterior.behind(commit);
    BitSet ifNew = live();
    ifNew.and(behind);
    BitSet ifOld = live();
    ifOld.andNot(behind);
    return Stream.of(ifNew, ifOld)
        .map(live -> halving.pick(live, weights(live), blocked))
        .flatMapToInt(OptionalInt::stream)
        .boxed()
        .toList();
  }

  /** What the runs of this point said so far. */
  public Tally tally(Point point) {
    return tallies.getOrDefault(point, Tally.NONE);
  }

  /** Everything that was run, in the order of the first runs. */
  public Map<Point, Tally> tallies() {
    return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tallies));
  }

  /** The label of a point, {@link Label#OPEN} where no decisive run is known. */
  public Label label(Point point) {
    if (tally(point).decisive() == 0) {
      return Label.OPEN;
    }
    double changed =
        point instanceof Point.Commit commit
            ? posterior.changed(commit.index())
            : posterior.before();
    if (changed >= 1 - policy.labelError()) {
      return Label.NEW;
    }
    return changed <= policy.labelError() ? Label.OLD : Label.OPEN;
  }

  /** The expected share of runs in which a kernel with the bug shows it, 0 to 1. */
  public double rate() {
    return posterior.rate();
  }

  /** The probability that this commit brought the change. */
  public double probability(int commit) {
    return posterior.culprit(commit);
  }

  /** How many commits may still have brought the change. */
  public int remaining() {
    return live().cardinality();
  }

  /** How many points have at least one decisive run. */
  public int verdicts() {
    return (int) tallies.values().stream().filter(each -> each.decisive() > 0).count();
  }

  private BitSet live() {
    BitSet live = new BitSet(graph.size());
    live.set(0, graph.size());
    for (Point point : tallies.keySet()) {
      if (point instanceof Point.Commit commit) {
        switch (label(point)) {
          case NEW -> live.and(posterior.behind(commit.index()));
          case OLD -> live.andNot(posterior.behind(commit.index()));
          case OPEN -> {}
        }
      }
    }
    return live;
  }

  /** Scaled so that equally probable commits weigh exactly one each. */
  private double[] weights(BitSet live) {
    double highest = live.stream().mapToDouble(posterior::culprit).max().orElse(1);
    double[] weights = new double[graph.size()];
    live.stream().forEach(i -> weights[i] = highest > 0 ? posterior.culprit(i) / highest : 1);
    return weights;
  }

  private double probability(BitSet commits) {
    return commits.stream().mapToDouble(posterior::culprit).sum();
  }

  private Step answer(BitSet live, Stop stop) {
    double probability = probability(live);
    return live.cardinality() == 1 && stop != Stop.OUT_OF_RUNS
        ? new Step.Found(live.nextSetBit(0), probability)
        : new Step.Range(live.stream().boxed().toList(), probability, stop);
  }

  /** The commit that was run, is not decided, and is nearest to even odds. */
  private Optional<Point> mostOpen() {
    return highest(commit -> label(new Point.Commit(commit)) == Label.OPEN ? doubt(commit) : 0);
  }

  /**
   * The point whose label carries the most of the remaining doubt, unless so little of it that the
   * doubt must lie with commits that cannot be run again.
   */
  private Optional<Point> mostDoubtful() {
    Point old = new Point.Old(0);
    Optional<Point> commit = highest(this::doubt);
    double most = commit.map(each -> doubt(((Point.Commit) each).index())).orElse(0.0);
    boolean oldEnd = posterior.before() > most && !tally(old).blocked();
    double worth = policy.doubt() / 10;
    return (oldEnd ? posterior.before() : most) > worth
        ? Optional.of(oldEnd ? old : commit.orElseThrow())
        : Optional.empty();
  }

  private double doubt(int commit) {
    double changed = posterior.changed(commit);
    return Math.min(changed, 1 - changed);
  }

  private Optional<Point> highest(IntToDoubleFunction measure) {
    Optional<Point> best = Optional.empty();
    double bestValue = 0;
    for (Map.Entry<Point, Tally> each : tallies.entrySet()) {
      if (each.getKey() instanceof Point.Commit commit
          && each.getValue().decisive() > 0
          && !each.getValue().blocked()) {
        double value = measure.applyAsDouble(commit.index());
        if (value > bestValue) {
          bestValue = value;
          best = Optional.of(commit);
        }
      }
    }
    return best;
  }
}
