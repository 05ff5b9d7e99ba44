// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A command of the user's; what it prints goes to the progress as it comes. */
final class CommandWorkload implements Workload {
  /** Where the command's files lie, and where it runs. */
  static final String DIRECTORY = "/tmp/run";

  /** What the row of the evidence is called. */
  private static final String COMMAND = "command";

  /** As the guest's shell reports a program that is not there. */
  private static final int NOT_FOUND = 127;

  /** So long must the whole archive take at most, on hardware. */
  private static final Duration UNPACKING = Duration.ofSeconds(60);

  private static final int SHOWN = 10;

  private final CommandScenario scenario;
  private final LoadedPrograms programs;
  private final EvidenceReader evidence;
  private final Deque<String> last = new ArrayDeque<>();
  private OptionalInt status = OptionalInt.empty();
  private long millis;

  CommandWorkload(CommandScenario scenario, List<BpfProgram> programs) {
    this.scenario = scenario;
    this.programs = new LoadedPrograms(programs, scenario.loaded(), scenario.leftOut());
    this.evidence = new EvidenceReader(scenario.evidence());
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    if (!bring(stage) || !programs.load(stage)) {
      return;
    }
    interlude.on(machine);
    evidence.before(stage);
    run(stage);
    if (stage.splatted()) {
      return; // what follows would only ask a broken machine
    }
    evidence.after(stage);
    programs.unload(stage);
  }

  private void run(Stage stage) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    stage.progress().begin("running " + brief());
    // The shell stays: it turns a program's end by a signal into 128 and the signal's number.
    String script = "cd " + DIRECTORY + " && " + ShellWord.join(scenario.words()) + "\nexit $?";
    long began = System.nanoTime();
    OptionalInt ended =
        machine
            .shell()
            .follow(
                script,
                scenario.limit(),
                (line, error) -> {
                  remember(line);
                  evidence.printed(line);
                  stage.progress().printed(line, error);
                });
    millis = (System.nanoTime() - began) / 1_000_000;
    status = ended;
    if (ended.isEmpty()) {
      stage
          .gathered()
          .trouble(
              "the command did not end within " + scenario.limit().toSeconds() + " s",
              List.copyOf(last));
    }
  }

  private boolean bring(Stage stage) throws ShellLost, InterruptedException {
    ShellResult result =
        stage
            .machine()
            .shell()
            .script(
                "mkdir -p " + DIRECTORY + " && tar -x -f - -C " + DIRECTORY,
                ScenarioFiles.tar(scenario.files()),
                stage.scale(UNPACKING));
    if (!result.ok()) {
      stage
          .gathered()
          .trouble(
              "the guest could not take the command's files",
              (result.out() + result.err()).lines().limit(SHOWN).toList());
    }
    return result.ok();
  }

  private void remember(String line) {
    if (last.size() == SHOWN) {
      last.removeFirst();
    }
    last.addLast(line);
  }

  private String brief() {
    return GuestText.brief(ShellWord.join(scenario.words()));
  }

  @Override
  public List<Requirement> evidence(List<Splat> splats) {
    List<Requirement> all = new ArrayList<>(programs.evidence());
    all.add(
        new Requirement(
            Requirement.Kind.COMMAND,
            COMMAND,
            "ends with exit status 0",
            status.isEmpty() ? GuestFacts.NOT_OBSERVED : told(status.getAsInt()),
            status.isPresent() && status.getAsInt() == 0));
    all.addAll(evidence.requirements());
    return all;
  }

  private static String told(int code) {
    return "exit status "
        + code
        + (code == NOT_FOUND
            ? ": the guest lacks that program, or the one that its first line names"
            : "");
  }

  @Override
  public String account() {
    return brief()
        + (status.isPresent() ? " ended with " + status.getAsInt() : " did not end")
        + " after "
        + millis
        + " ms";
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>(programs.counts());
    if (status.isPresent()) {
      all.put("exitStatus", (long) status.getAsInt());
      all.put("commandMillis", millis);
    }
    return all;
  }

  @Override
  public boolean expects(Splat splat) {
    return scenario.expected().contains(splat.family());
  }

  @Override
  public String during(Splat splat) {
    return "";
  }

  @Override
  public String ejection() {
    return "";
  }

  /** Where the command failed: its exit status, and its last words. */
  @Override
  public List<String> failures() {
    List<String> all = new ArrayList<>();
    if (status.isPresent() && status.getAsInt() != 0) {
      all.add(told(status.getAsInt()));
      all.addAll(last);
    }
    return all;
  }
}
