// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import java.util.List;
import java.util.Optional;

/**
 * What one gate is to do.
 *
 * @param base the tree without the series; patches in it are applied to both sides
 * @param changes the points of the series to judge, in order; the last is the whole series
 * @param repetition how often each of them runs
 * @param baseRuns the most runs of the base that may be spent on telling new from old, at least 1
 * @param control the bug to plant before a pass is believed, where one is wanted
 * @param waiver why a control that cannot be planted on this tree is accepted
 * @param sensitivity how many faults are planted beside the lines of a series that passes; 0 for
 *     none
 */
public record GatePlan(
    CheckPlan base,
    List<Change> changes,
    Repetition repetition,
    int baseRuns,
    Optional<Control> control,
    Optional<String> waiver,
    int sensitivity) {

  /** Enough to call a splat new that every run shows. */
  public static final int DEFAULT_BASE_RUNS = 3;

  public GatePlan {
    base = base.onFreshBoot();
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a gate judges at least one change");
    }
    if (baseRuns < 1) {
      throw new IllegalArgumentException("the base runs at least once, not " + baseRuns + " times");
    }
  }

  /** A plan that plants no faults. */
  public GatePlan(
      CheckPlan base,
      List<Change> changes,
      Repetition repetition,
      int baseRuns,
      Optional<Control> control,
      Optional<String> waiver) {
    this(base, changes, repetition, baseRuns, control, waiver, 0);
  }

  /**
   * One point of the series.
   *
   * @param number how many of the series' patches are applied
   * @param subject the last one's subject, or what the whole is called
   * @param plan the base's plan with these patches added
   */
  public record Change(int number, String subject, CheckPlan plan) {
    public Change {
      plan = plan.onFreshBoot();
    }
  }
}
