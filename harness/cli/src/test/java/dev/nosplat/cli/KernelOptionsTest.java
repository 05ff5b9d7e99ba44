// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.SeriesApplier;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KernelOptionsTest {
  private static CheckPlan plan(String... arguments) {
    PlanOptions options = new PlanOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("plan", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return options.plan();
  }

  @Test
  void nothingIsTakenThatIsNotCommittedAndExactUnlessAskedFor() {
    assertThat(plan("--tree", "x").intake()).isEqualTo(CheckPlan.Intake.EXACT);
    assertThat(plan("--tree", "x", "--dirty", "--repair", "--fuzz", "2").intake())
        .isEqualTo(new CheckPlan.Intake(true, new SeriesApplier.Options(true, 2)));
  }

  @Test
  void aKernelThatWasBuiltElsewhereIsTakenWithoutFragments() {
    CheckPlan plan = plan("--kernel", "/build");
    assertThat(plan.builtKernel()).contains(Path.of("/build"));
    assertThat(plan.fragments()).isEmpty();
  }

  @Test
  void aTreeAndAKernelExcludeEachOtherAndOneOfThemIsNeeded() {
    assertThatThrownBy(() -> plan("--tree", "x", "--kernel", "y"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("exclude each other");
    assertThatThrownBy(KernelOptionsTest::plan)
        .isInstanceOf(BadInput.class)
        .hasMessage("There is no kernel.");
  }

  @Test
  void aKernelThatIsBuiltCannotBePatched() {
    assertThatThrownBy(() -> plan("--kernel", "/build", "--patch", "a.patch"))
        .isInstanceOf(BadInput.class)
        .hasMessage("--kernel takes a kernel as it is.");
  }
}
