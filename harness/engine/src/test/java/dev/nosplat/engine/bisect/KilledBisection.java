// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.ReleaseLine;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

/**
 * A process of its own that bisects a line of releases and is killed for good, with SIGKILL, in its
 * n-th run. Arguments: the state directory, a file that counts the runs, the run to be killed in.
 */
final class KilledBisection {
  static final int CULPRIT = 23;

  private KilledBisection() {}

  public static void main(String[] args) throws Exception {
    Path runs = Path.of(args[1]);
    int killedIn = Integer.parseInt(args[2]);
    int[] count = {0};
    Question question = question();
    SimulatedChecker checker =
        new SimulatedChecker(
            plan -> {
              try {
                Files.writeString(
                    runs, plan.tree() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                if (++count[0] == killedIn) {
                  String self = Long.toString(ProcessHandle.current().pid());
                  new ProcessBuilder("kill", "-9", self).start().waitFor();
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              int release = Integer.parseInt(plan.tree().substring(1));
              return release >= CULPRIT ? SimulatedChecker.shown() : SimulatedChecker.clean();
            });
    try (Journal journal = Journal.open(Path.of(args[0]))) {
      Report report =
          new Bisection(
                  question,
                  journal,
                  checker,
                  FixUps.none(),
                  Inquest.none(),
                  Lookahead.none(),
                  Progress.silent())
              .run();
      System.out.print(ReportJson.write(report));
    }
  }

  static Question question() {
    return new Question(
        ReleaseLine.of(IntStream.rangeClosed(0, 40).mapToObj(i -> "r" + i).toList()),
        true,
        Target.learnt(),
        CheckPlan.of(""),
        Policy.DEFAULT);
  }
}
