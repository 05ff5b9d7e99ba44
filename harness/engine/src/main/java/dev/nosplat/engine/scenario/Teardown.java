// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Requirement.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the scheduler went.
 *
 * @param state sched_ext's state at the end
 * @param left what it left: programs and maps that were not there before
 * @param settling what the kernel still did for it
 * @param limit how long it had
 */
record Teardown(String state, List<String> left, Settling settling, Duration limit) {
  private static final List<String> UNKNOWN = List.of("bpftool cannot say what is left");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  Teardown {
    left = List.copyOf(left);
  }

  static Teardown none() {
    return new Teardown(GuestFacts.NOT_OBSERVED, List.of(), Settling.none(), Duration.ZERO);
  }

  /**
   * Waits until all is gone, or the time is over.
   *
   * @param before the programs and maps that were there before the scheduler
   */
  static Teardown await(Stage stage, BpfObjects before) throws ShellLost, InterruptedException {
    Duration limit = stage.scale(LIMIT);
    long deadline = System.nanoTime() + limit.toNanos();
    String state;
    BpfObjects now;
    do {
      state = GuestFacts.read(stage.machine()).get("scx.state");
      now = BpfObjects.read(stage);
    } while (!gone(state, now, before) && System.nanoTime() < deadline);
    Settling settling = Settling.await(stage, false);
    return new Teardown(
        state,
        now.observed() && before.observed() ? List.copyOf(now.since(before)) : UNKNOWN,
        settling,
        limit);
  }

  private static boolean gone(String state, BpfObjects now, BpfObjects before) {
    return state.equals("disabled") && now.observed() && now.since(before).isEmpty();
  }

  Requirement row() {
    List<String> unfinished = new ArrayList<>();
    if (!state.equals("disabled")) {
      unfinished.add("scheduler " + state);
    }
    unfinished.addAll(left);
    boolean kernelsDoing = !unfinished.isEmpty() && !left.equals(UNKNOWN) || settling.unfinished();
    if (!settling.settled()) {
      unfinished.add(settling.told());
    }
    return new Requirement(
        kernelsDoing && settling.observed() ? Kind.TEARDOWN : Kind.WORKLOAD,
        "teardown",
        "all gone and settled" + (limit.isZero() ? "" : " in " + limit.toSeconds() + " s"),
        !settling.observed()
            ? GuestFacts.NOT_OBSERVED
            : unfinished.isEmpty() ? "all gone and settled" : String.join("; ", unfinished),
        unfinished.isEmpty());
  }
}
