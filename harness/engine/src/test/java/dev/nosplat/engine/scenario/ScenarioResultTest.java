// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Evidence;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Requirement.Kind;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What came of a scenario on several machines, as one. */
class ScenarioResultTest {
  private static Splat splat(long linesBefore) {
    List<Splat> found = new ArrayList<>();
    SplatReader reader = new SplatReader(found::add);
    byte[] printed =
        "[    1.000000][   T1] Kernel panic - not syncing: x\n".getBytes(StandardCharsets.UTF_8);
    reader.accept(printed, 0, printed.length);
    reader.finish();
    return found.get(0).after(linesBefore);
  }

  private static Requirement row(Kind kind, String name, String observed, boolean met) {
    return new Requirement(kind, name, "1", observed, met);
  }

  private static ScenarioResult result(
      Splat splat, String during, String trouble, Requirement... rows) {
    return new ScenarioResult(
        List.of(splat),
        Map.of(splat.line(), during),
        new Evidence(List.of(rows)),
        trouble,
        List.of(),
        "",
        List.of(),
        Optional.empty(),
        during,
        Map.of(),
        List.of(during),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void everyReportKeepsItsLineAndWhatWasGoingOn() {
    ScenarioResult both =
        result(splat(100), "cell b", "", new Requirement[0])
            .after(result(splat(0), "cell a", "ssh is gone", new Requirement[0]));
    assertThat(both.splats()).extracting(Splat::line).containsExactly(1L, 101L);
    assertThat(both.splats()).extracting(Splat::endLine).containsExactly(1L, 101L);
    assertThat(both.during()).isEqualTo(Map.of(1L, "cell a", 101L, "cell b"));
    assertThat(both.counters()).containsExactly("cell a", "cell b");
    assertThat(both.trouble()).isEqualTo("ssh is gone");
    assertThat(both.account()).isEqualTo("cell b");
  }

  @Test
  void theLastMachinesEvidenceCountsUnlessAnEarlierOneCouldNotBeBelieved() {
    ScenarioResult last =
        result(
            splat(100),
            "",
            "",
            row(Kind.CONSOLE, "console", "whole", true),
            row(Kind.LOCKDEP_ARMED, "debug_locks before", "1", true),
            row(Kind.LOCKDEP_ARMED, "debug_locks after", "1", true));
    ScenarioResult first =
        result(
            splat(0),
            "",
            "",
            row(Kind.CONSOLE, "console", "9 bytes lost in a flood", false),
            row(Kind.LOCKDEP_ARMED, "debug_locks before", "1", true),
            row(Kind.LOCKDEP_ARMED, "debug_locks after", "0", false));
    List<Requirement> expected =
        List.of(
            row(Kind.CONSOLE, "console", "on an earlier machine: 9 bytes lost in a flood", false),
            row(Kind.LOCKDEP_ARMED, "debug_locks before", "1", true),
            row(Kind.LOCKDEP_ARMED, "debug_locks after", "1", true));
    ScenarioResult two = last.after(first);
    assertThat(two.evidence().requirements()).isEqualTo(expected);
    assertThat(last.after(two).evidence().requirements()).isEqualTo(expected);
  }

  @Test
  void aRestThatNoMachineCouldDoIsSaid() {
    assertThat(result(splat(0), "", "").stopped("no room", List.of("full")).trouble())
        .isEqualTo("no room");
    assertThat(result(splat(0), "", "ssh").stopped("no room", List.of("full")).trouble())
        .isEqualTo("ssh");
  }
}
