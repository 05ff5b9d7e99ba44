// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.profile.Detector;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.record.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A gate under several profiles: in which order, and what all of it says together. */
final class ProfileSweep {
  private final List<Step> steps;
  private final List<Kept> records = new ArrayList<>();

  /**
   * One profile.
   *
   * @param plans one for each scenario, all of them for one kernel
   * @param built whether the base's kernel for it lies in the store
   */
  record Step(List<CheckPlan> plans, boolean built) {
    Step {
      plans = List.copyOf(plans);
    }

    private Profile profile() {
      return plans.get(0).profile();
    }
  }

  /** Cheapest first: those whose base is built, and else in the order given. */
  ProfileSweep(List<Step> given) {
    List<Step> ordered = new ArrayList<>(given.stream().filter(Step::built).toList());
    given.stream().filter(step -> !step.built()).forEach(ordered::add);
    steps = List.copyOf(ordered);
  }

  List<Step> steps() {
    return steps;
  }

  /**
   * What it will cost, before anything runs.
   *
   * @param slowest how long the slowest build that is kept here took; empty if none is
   */
  List<String> estimate(Optional<Duration> slowest) {
    long cold = steps.stream().filter(step -> !step.built()).count();
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      lines.add(
          step.profile().name()
              + ": "
              + (step.built()
                  ? "the base's kernel is built"
                  : "the base's kernel has to be compiled, all of it where there was none before"));
    }
    lines.add(
        cold
            + " of "
            + steps.size()
            + " profiles need a kernel that is not built yet"
            + (cold == 0 ? "" : ", " + compiling(cold, slowest)));
    return lines;
  }

  private static String compiling(long cold, Optional<Duration> slowest) {
    return slowest
        .map(
            each ->
                "which takes %d min if each is as slow as the slowest build that is kept here"
                    .formatted(Math.max(1, each.multipliedBy(cold).toMinutes())))
        .orElse("and none was built here from which its time could be told");
  }

  /** Takes the next step's result. */
  void add(Kept record) {
    records.add(record);
  }

  /** Whether the series has failed under a profile. */
  boolean failed() {
    return records.stream().anyMatch(r -> r.verdict().outcome() == Outcome.FAIL);
  }

  /** The result that decides: the worst one, of equals the first. */
  Kept decisive() {
    return Outcome.worst(records.stream().map(r -> r.verdict().outcome()))
        .flatMap(worst -> records.stream().filter(r -> r.verdict().outcome() == worst).findFirst())
        .orElseThrow();
  }

  /** One row a profile: its verdict, and the detectors that it adds to what ran before it. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append(row("profile", "verdict", "detectors that are covered by a PASS"));
    List<Detector> covered = new ArrayList<>();
    List<Detector> open = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Optional<Outcome> outcome =
          i < records.size() ? Optional.of(records.get(i).verdict().outcome()) : Optional.empty();
      List<Detector> own = new ArrayList<>(steps.get(i).profile().detectors());
      own.removeAll(covered);
      boolean passed = outcome.filter(Outcome.PASS::equals).isPresent();
      (passed ? covered : open).addAll(own);
      text.append(
          row(
              steps.get(i).profile().name(),
              outcome.map(Outcome::name).orElse("not run"),
              names(own)));
    }
    open.removeAll(covered);
    text.append("  covered      ")
        .append(covered.isEmpty() ? "nothing" : names(covered))
        .append('\n');
    if (!open.isEmpty()) {
      text.append("  not covered  ").append(names(open)).append('\n');
    }
    return text.toString();
  }

  private static String names(List<Detector> detectors) {
    return detectors.stream().map(Detector::name).distinct().collect(Collectors.joining(", "));
  }

  private static String row(String profile, String verdict, String detectors) {
    return "  %-11s  %-12s  %s".formatted(profile, verdict, detectors).stripTrailing() + "\n";
  }
}
