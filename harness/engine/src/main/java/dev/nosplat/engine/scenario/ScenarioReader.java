// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.problem.BadInput;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Makes a scenario of its files. */
final class ScenarioReader {
  /** What lies below it comes to lie in the command's working directory. */
  static final String GUEST_FILES = "files";

  /** What the canary proves, and most of what a command may provoke. */
  private static final List<String> USUAL_DETECTORS =
      List.of("CONFIG_PROVE_LOCKING", "CONFIG_PROVE_RAW_LOCK_NESTING", "CONFIG_DEBUG_ATOMIC_SLEEP");

  private final ScenarioFiles files;

  ScenarioReader(ScenarioFiles files) {
    this.files = files;
  }

  /**
   * The scenario.
   *
   * @throws BadInput with line and column of what is wrong
   */
  Scenario read() {
    String text =
        files
            .text(ScenarioFiles.DESCRIPTION)
            .orElseThrow(
                () ->
                    new BadInput(
                        files.name() + " holds no scenario",
                        List.of("there is no " + ScenarioFiles.DESCRIPTION),
                        "see docs/scenarios.md for what a scenario's directory holds"));
    YamlField top = YamlField.parse(files.name() + "/" + ScenarioFiles.DESCRIPTION, text);
    top.allow("purpose", "detectors", "workload");
    top.required("purpose").text();
    Set<String> detectors =
        Set.copyOf(
            top.optional("detectors")
                .map(field -> field.words("CONFIG_[A-Za-z0-9_]+", "a symbol such as CONFIG_KASAN"))
                .orElse(USUAL_DETECTORS));
    YamlField workload = top.required("workload");
    workload.allow("command", "seconds");
    return new CommandScenario(
        files.name(),
        workload.required("command").words("[^\\x00]*", "a word of the command"),
        files.below(GUEST_FILES),
        Duration.ofSeconds(workload.required("seconds").count(1, 86_400)),
        detectors,
        files.digest().hex());
  }
}
