// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Puts recordings where the engine would be: a plan's tree names the recorded run that it ends
 * with. What is asked of it is written to the file that the property {@value #LOG} names.
 */
final class RecordedRuns implements Runs, BeforeAllCallback {
  static final String LOG = "recorded.log";

  private Path log = Path.of("");

  @Override
  public void beforeAll(ExtensionContext context) {
    log = Path.of(context.getConfigurationParameter(LOG).orElseThrow());
    context.getRoot().getStore(KernelTestExtension.NAMESPACE).put(Runs.class, this);
  }

  @Override
  public Set<Class<?>> onStage() {
    return Set.of(RecordedStage.class);
  }

  @Override
  public RunRecord check(CheckPlan plan, Interlude interlude, Progress progress)
      throws InterruptedException {
    note("check " + plan.tree() + " " + plan.controls() + " " + plan.patches());
    if (plan.tree().equals("no-such-tree")) {
      throw new BadInput(
          "There is no kernel tree at no-such-tree.", List.of("no Makefile"), "Name another.");
    }
    RecordedStage stage = new RecordedStage();
    try {
      RunRecord run = Recorded.run(plan.tree());
      if (run.machine().isPresent()) {
        interlude.on(stage);
      }
      return stage.splats().isEmpty() ? run : Recorded.run("fail");
    } finally {
      note("closed");
    }
  }

  private void note(String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
