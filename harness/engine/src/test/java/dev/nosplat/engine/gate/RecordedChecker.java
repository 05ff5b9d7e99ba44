// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Answers each plan with recorded runs, the last one again and again; a plan has a short name. */
final class RecordedChecker implements Checker {
  private final Map<String, Deque<String>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private Runnable onRun = () -> {};
  private UnaryOperator<RunRecord> onRecord = UnaryOperator.identity();

  /**
   * Answers a plan, named after its patches and controls ({@code base}, {@code a}, {@code a+b},
   * {@code base!srcu-wait-type}) without their directories, with these recorded runs. {@code
   * refuse} is a plan at fault.
   */
  RecordedChecker answer(String plan, String... runs) {
    answers.put(plan, new ArrayDeque<>(Arrays.asList(runs)));
    return this;
  }

  RecordedChecker onEachRun(Runnable action) {
    onRun = action;
    return this;
  }

  /** Gives back changed records. */
  void onEachRecord(UnaryOperator<RunRecord> change) {
    onRecord = change;
  }

  /** The plans in the order in which they were asked for. */
  List<String> asked() {
    return asked;
  }

  @Override
  public RunRecord check(CheckPlan plan, Progress progress) {
    String name = name(plan);
    asked.add(name);
    onRun.run();
    Deque<String> left = answers.get(name);
    if (left == null) {
      throw new AssertionError("no recorded run for " + name);
    }
    String run = left.size() > 1 ? left.remove() : left.element();
    if (run.equals("refuse")) {
      throw new BadInput("hunk 1 of srcutree.c does not apply.", List.of(), "Refresh the patch.");
    }
    return onRecord.apply(Recorded.run(run));
  }

  private static String name(CheckPlan plan) {
    List<String> patches =
        plan.patches().stream().map(patch -> String.valueOf(patch.getFileName())).toList();
    return (patches.isEmpty() ? "base" : String.join("+", patches))
        + (plan.controls().isEmpty() ? "" : "!" + String.join("!", plan.controls()));
  }
}
