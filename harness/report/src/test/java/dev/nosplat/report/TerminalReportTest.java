// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Evidence;
import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.report.TerminalReport.Colours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TerminalReportTest {
  private final TerminalReport plain = new TerminalReport(Colours.OFF);

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void reportsReadAsTheGoldenFilesDo(String name) throws IOException {
    Golden.matches("terminal/" + name + ".txt", plain.of(Recorded.run(name)));
    assertThat(plain.of(Recorded.run(name)).lines()).hasSizeLessThanOrEqualTo(50);
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#GATES")
  void gatesReadAsTheGoldenFilesDo(String name) throws IOException {
    Golden.matches("terminal/" + name + ".txt", plain.of(Recorded.gate(name)));
    assertThat(plain.of(Recorded.gate(name)).lines())
        .hasSizeLessThanOrEqualTo(50)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void coloursAreInTheReportOnlyWhenAskedForAndChangeNoWord() throws IOException {
    String coloured = new TerminalReport(Colours.ON).of(Recorded.run("fail"));
    Golden.matches("terminal/fail-coloured.txt", coloured);
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(plain.of(Recorded.run("fail")));
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void theVerdictIsTheFirstWord(String name) {
    RunRecord run = Recorded.run(name);
    assertThat(plain.of(run)).startsWith(run.verdict().outcome().name() + "  ");
  }

  @Test
  void aPassNeverTakesMoreThanTwentyFourLinesHoweverMuchEvidenceItHas() {
    String report = plain.of(withEvidence("pass", 60));
    assertThat(report.lines()).hasSizeLessThanOrEqualTo(24);
    assertThat(report).containsPattern("and \\d+ more in run.json");
  }

  /** A pass is believed for its canary and its reach, so these are there before all else. */
  @Test
  void aPassShowsItsCanariesAndItsPatchHoweverMuchElseItHas() {
    List<Requirement> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(new Requirement(Requirement.Kind.WORKLOAD, "requirement " + i, "1", "1", true));
    }
    all.add(new Requirement(Requirement.Kind.PATCH_RAN, "patch ran", "1", "31 of 38 lines", true));
    all.add(
        new Requirement(
            Requirement.Kind.DETECTOR_PROOF, "canary: KASAN", "seen", "use-after-free", true));
    all.add(new Requirement(Requirement.Kind.CANARY, "canary", "seen", "circle, seen", true));
    assertThat(plain.of(with("pass", all)))
        .contains("canary     KASAN: use-after-free; circle, seen")
        .contains("patch      patch ran: 31 of 38 lines");
  }

  @Test
  void aFailureNeverTakesMoreThanOneScreenHoweverMuchWentWrong() {
    RunRecord many = withEvidence("fail-two", 60);
    RunRecord worse =
        new RunRecord(
            many.format(),
            many.id(),
            many.started(),
            many.durationMillis(),
            many.scenario(),
            many.subject(),
            many.machine(),
            many.timeline(),
            many.evidence(),
            Collections.nCopies(40, Recorded.run("fail").splats().get(0)),
            many.canary(),
            many.counts(),
            many.reach(),
            many.sweep(),
            many.verdict(),
            many.artifacts(),
            many.directory());
    String report = plain.of(worse);
    assertThat(report.lines()).hasSizeLessThanOrEqualTo(50);
    assertThat(report).contains("and 35 more splats");
  }

  @Test
  void whatWasNotMetIsNeverWhatIsLeftOut() {
    List<Requirement> many =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    new Requirement(
                        Requirement.Kind.WORKLOAD, "requirement " + i, "1", "1", i != 59))
            .toList();
    assertThat(plain.of(with("inconclusive", many))).contains("NO   requirement 59");
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void noLineIsWiderThanThePage(String name) {
    String directory = Recorded.run(name).directory().toString();
    assertThat(plain.of(Recorded.run(name)).lines())
        .allSatisfy(line -> assertThat(line.replace(directory, "")).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void nothingThatAGuestWroteReachesTheTerminalAsAControl() {
    assertThat(plain.of(Recorded.run("hostile")).replace("\n", ""))
        .matches(s -> s.codePoints().noneMatch(Character::isISOControl), "no control characters")
        .doesNotContain("\u202e");
  }

  private static RunRecord withEvidence(String name, int requirements) {
    return with(
        name,
        IntStream.range(0, requirements)
            .mapToObj(
                i -> new Requirement(Requirement.Kind.WORKLOAD, "requirement " + i, "1", "1", true))
            .toList());
  }

  private static RunRecord with(String name, List<Requirement> requirements) {
    RunRecord run = Recorded.run(name);
    return new RunRecord(
        run.format(),
        run.id(),
        run.started(),
        run.durationMillis(),
        run.scenario(),
        run.subject(),
        run.machine(),
        run.timeline(),
        new Evidence(requirements),
        run.splats(),
        run.canary(),
        run.counts(),
        run.reach(),
        run.sweep(),
        run.verdict(),
        run.artifacts(),
        run.directory());
  }
}
