// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioPlansTest {
  private static final CheckPlan PLAN = CheckPlan.of("debian:7.3");

  @TempDir private Path directory;

  private void scenario(String path, String more) throws IOException {
    Path place = Files.createDirectories(directory.resolve(path));
    Files.writeString(
        place.resolve("scenario.yaml"),
        "purpose: a test\nworkload: {command: [uname], seconds: 9}\n" + more);
  }

  @Test
  void oneKernelHasWhatAnyOfTheScenariosNeeds() throws IOException {
    scenario("a", "fragments: [kasan]\n");
    scenario("b", "fragments: [lockdep, kmemleak, kasan]\n");
    List<CheckPlan> plans = ScenarioPlans.of(PLAN, List.of("a", "b", "sweep"), directory);
    assertThat(plans).extracting(CheckPlan::scenario).containsExactly("a", "b", "sweep");
    assertThat(plans)
        .extracting(CheckPlan::fragments)
        .containsOnly(List.of("base", "lockdep", "sched_ext", "kasan", "kmemleak"));
  }

  @Test
  void oneScenarioChangesNothingOfThePlan() throws IOException {
    scenario("a", "fragments: [kasan]\n");
    assertThat(ScenarioPlans.of(PLAN, List.of("a"), directory)).containsExactly(PLAN.running("a"));
  }

  @Test
  void aKernelThatWasBuiltElsewhereIsTakenAsItIs() throws IOException {
    scenario("a", "fragments: [kasan]\n");
    CheckPlan built = CheckPlan.ofKernel(directory);
    assertThat(ScenarioPlans.of(built, List.of("a", "sweep"), directory))
        .extracting(CheckPlan::fragments)
        .containsOnly(List.of());
  }

  @Test
  void whatIsWrongWithAnyIsSaidBeforeTheFirstRuns() throws IOException {
    scenario("large", "machine: {cpus: 16}\n");
    assertThatThrownBy(() -> ScenarioPlans.of(PLAN, List.of("sweep", "nosuch"), directory))
        .isInstanceOf(BadInput.class)
        .hasMessage("there is no scenario nosuch");
    assertThatThrownBy(() -> ScenarioPlans.of(PLAN, List.of("sweep", "large"), directory))
        .isInstanceOf(BadInput.class)
        .hasMessage("the scenario large does not fit on this machine");
  }

  @Test
  void twoOfOneNameAreRefusedSinceAVerdictCouldNotTellThemApart() throws IOException {
    scenario("x/a", "");
    scenario("y/a", "");
    for (List<String> twice : List.of(List.of("sweep", "sweep"), List.of("x/a", "y/a"))) {
      assertThatThrownBy(() -> ScenarioPlans.of(PLAN, twice, directory))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("two scenarios are called ");
    }
  }
}
