// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.series.input.SeriesVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KernelOptionsTest {
  private static CheckPlan plan(String... arguments) {
    return options(arguments).plan(List.of());
  }

  private static PlanOptions options(String... arguments) {
    PlanOptions options = new PlanOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("plan", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return options;
  }

  @Test
  void scenariosGetAPlanEachForOneKernel() {
    PlanOptions options = options("--tree", "x", "--scenario", "sweep", "--scenario", "lru_exits");
    PlanOptions usual = options("--tree", "x");
    try (Scratch scratch = new Scratch()) {
      assertThat(options.eachScenario(options.plan(List.of()), Path.of("."), scratch))
          .extracting(CheckPlan::scenario)
          .containsExactly("sweep", "lru_exits");
      assertThat(usual.eachScenario(usual.plan(List.of()), Path.of("."), scratch))
          .containsExactly(usual.plan(List.of()));
    }
    assertThat(usual.plan(List.of()).scenario()).isEqualTo(CheckPlan.DEFAULT_SCENARIO);
  }

  @Test
  void aSchedulerIsPutUnderEveryScenario(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("mine.c"), "");
    String scheduled =
        "--tree x --scheduler mine.c --scenario lru_exits --scenario exit_task_delete";
    PlanOptions options = options(scheduled.split(" "));
    try (Scratch scratch = new Scratch()) {
      assertThat(options.eachScenario(options.plan(List.of()), directory, scratch))
          .extracting(plan -> Scenario.recorded(plan.scenario(), directory))
          .containsExactly("lru_exits+mine", "exit_task_delete+mine");
    }
  }

  @Test
  void nothingIsTakenThatIsNotCommittedAndExactUnlessAskedFor() {
    assertThat(plan("--tree", "x").intake()).isEqualTo(CheckPlan.Intake.EXACT);
    assertThat(plan("--tree", "x", "--dirty", "--repair", "--fuzz", "2").intake())
        .isEqualTo(new CheckPlan.Intake(true, new SeriesApplier.Options(true, 2), Choice.NEWEST));
  }

  @Test
  void aKernelThatWasBuiltElsewhereIsTakenWithoutFragments() {
    CheckPlan plan = plan("--kernel", "/build");
    assertThat(plan.builtKernel()).contains(Path.of("/build"));
    assertThat(plan.fragments()).isEmpty();
  }

  @Test
  void theVersionAndTheRepliesOfAThreadAreChosen() {
    assertThat(plan("--tree", "x", "--version", "v2", "--reply", "3", "--reply", "a@b").intake())
        .extracting(CheckPlan.Intake::choice)
        .isEqualTo(new Choice(Optional.of(SeriesVersion.parse("2")), List.of("3", "a@b")));
    assertThatThrownBy(() -> plan("--version", "newest"))
        .isInstanceOf(BadInput.class)
        .hasMessage("--version takes a number.");
  }

  @Test
  void withoutATreeTheOneHereIsMeant() {
    assertThat(plan().tree()).isEqualTo(PlanTree.HERE);
  }

  @Test
  void aTreeAndAKernelExcludeEachOther() {
    assertThatThrownBy(() -> plan("--tree", "x", "--kernel", "y"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("exclude each other");
  }

  @Test
  void aKernelThatIsBuiltCannotBePatched() {
    assertThatThrownBy(() -> plan("--kernel", "/build", "--patch", "a.patch"))
        .isInstanceOf(BadInput.class)
        .hasMessage("--kernel takes a kernel as it is.");
  }
}
