// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.vm.CommandLine.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two scenarios on one kernel: one passes, and the other's failure is the verdict. */
@Tag("vm")
class SeveralScenariosIT {
  @Test
  void theWorstDecidesAndEachHasItsOwnEvidence(@TempDir Path directory) throws Exception {
    Path failing = Files.createDirectories(directory.resolve("one_short"));
    Files.writeString(
        failing.resolve("scenario.yaml"),
        """
        purpose: It falls short of its own evidence.
        workload: {command: [sh, -c, "echo rounds=1"], seconds: 60}
        evidence:
          - {name: rounds, output: rounds, least: 2}
        """);
    Path junit = directory.resolve("report.xml");
    Ended ended =
        CommandLine.run(
            "check",
            "--tree",
            "debian:newest",
            "--scenario",
            "lru_exits",
            "--scenario",
            failing.toString(),
            "--junit",
            junit.toString(),
            "--json");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(Outcome.INCONCLUSIVE.exitCode());
    ScenarioSet set = ScenarioSet.read(ended.out());
    assertThat(set.verdict().reason()).startsWith("scenario one_short: ");
    assertThat(set.verdict().cause()).isEqualTo(Cause.EVIDENCE_MISSING);
    RunRecord passed = set.parts().get(0).run().orElseThrow();
    assertThat(passed.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(passed.evidence().requirements()).extracting(Requirement::name).contains("updates");
    RunRecord other = set.parts().get(1).run().orElseThrow();
    assertThat(other.evidence().unmet()).extracting(Requirement::name).containsExactly("rounds");
    assertThat(other.subject().kernelKey()).isEqualTo(passed.subject().kernelKey());
    assertThat(junit)
        .content()
        .contains("<testsuite name=\"nosplat lru_exits on debian:newest\"", "nosplat one_short on");
    assertThat(CommandLine.run("report", set.id()).out())
        .startsWith("INCONCLUSIVE  scenario one_short: ");
  }
}
