// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.record.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * One way in which a run can be spoilt, and how it has to end.
 *
 * @param name what happens
 * @param plan what is checked while it happens
 * @param interlude what the guest does to itself, while the scheduler is enabled
 * @param progress what is done to the run from outside when it gets to some stage
 * @param outcome the right verdict
 * @param words that the record must hold: the right reason
 */
record Fault(
    String name,
    CheckPlan plan,
    Interlude interlude,
    Progress progress,
    Outcome outcome,
    List<String> words) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final CheckPlan PLAN = CheckPlan.of("debian:newest");

  /** Something that can be done to a run. */
  @FunctionalInterface
  interface Deed {
    void act() throws Exception;
  }

  /** Something that can be done to a machine. */
  @FunctionalInterface
  interface MachineDeed {
    void act(Machine machine) throws Exception;
  }

  /** A shell script that runs in the guest beside the workload, two seconds into it. */
  static Fault inGuest(String name, String script, Outcome outcome, String... words) {
    return onMachine(name, machine -> inBackground(machine, "sleep 2; " + script), outcome, words);
  }

  /** Something that happens to the machine before the workload. */
  static Fault onMachine(String name, MachineDeed deed, Outcome outcome, String... words) {
    Interlude interlude =
        machine -> {
          try {
            deed.act(machine);
          } catch (InterruptedException e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError("the fault could not be brought about", e);
          }
        };
    return new Fault(name, PLAN, interlude, Progress.silent(), outcome, List.of(words));
  }

  /** Something that is done from outside each time, or only the first time, a stage is reached. */
  static Fault fromOutside(
      String name, String stage, boolean again, Deed deed, Outcome outcome, String... words) {
    return new Fault(
        name, PLAN, Interlude.NONE, new Saboteur(stage, again, deed), outcome, List.of(words));
  }

  Fault with(CheckPlan other) {
    return new Fault(name, other, interlude, progress, outcome, words);
  }

  private static void inBackground(Machine machine, String script)
      throws ShellLost, InterruptedException {
    machine
        .shell()
        .write("/tmp/fault", script.getBytes(java.nio.charset.StandardCharsets.UTF_8), LIMIT);
    machine.shell().script("sh /tmp/fault </dev/null >/dev/null 2>&1 &", new byte[0], LIMIT);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Waits for a stage, or for the first unit of work that is counted, and strikes. */
  private static final class Saboteur implements Progress {
    private final String stage;
    private final boolean again;
    private final Deed deed;
    private boolean struck;

    Saboteur(String stage, boolean again, Deed deed) {
      this.stage = stage;
      this.again = again;
      this.deed = deed;
    }

    @Override
    public synchronized void begin(String phase) {
      if (phase.startsWith(stage)) {
        strike();
      }
    }

    private void strike() {
      if (struck && !again) {
        return;
      }
      struck = true;
      try {
        deed.act();
      } catch (Exception e) {
        throw new AssertionError("the fault could not be brought about", e);
      }
    }

    @Override
    public synchronized void advance(long done, long expected, String unit) {
      if (unit.equals(stage)) {
        strike();
      }
    }

    @Override
    public void say(String line) {}
  }
}
