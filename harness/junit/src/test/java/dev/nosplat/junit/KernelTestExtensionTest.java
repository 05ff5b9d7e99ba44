// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class KernelTestExtensionTest {
  @TempDir private Path scratch;
  private final Map<String, String> properties = new HashMap<>();

  @ParameterizedTest
  @ValueSource(
      classes = {
        Fixtures.Passes.class,
        Fixtures.ByMetaAnnotation.class,
        Fixtures.ByHand.class,
        Fixtures.WantsTheSplat.class,
        Fixtures.WantsTheSplatLive.class
      })
  void theExpectedVerdictLetsTheTestsPass(Class<?> fixture) {
    FixtureRun results = run(fixture);
    assertThat(results.testFailures()).isEmpty();
    assertThat(results.classFailures()).isEmpty();
    assertThat(results.passed()).isPositive();
  }

  @Test
  void aSplatFailsATestThatNeverLooked() throws IOException {
    Throwable failure = run(Fixtures.Splats.class).failedTest();
    assertThat(failure).isInstanceOf(VerdictFailure.class);
    Golden.matches("dev/nosplat/junit/splat.txt", String.valueOf(failure.getMessage()));
  }

  @Test
  void theSplatIsTheFailureAndTheAuthorsOwnIsUnderIt() {
    Throwable failure = run(Fixtures.SplatsAndTheAuthorFails.class).failedTest();
    assertThat(failure).isInstanceOf(VerdictFailure.class).hasMessageStartingWith("FAIL: ");
    assertThat(failure.getSuppressed())
        .singleElement()
        .hasToString("java.lang.IllegalStateException: ssh: connection reset");
  }

  @Test
  void anAssumptionDoesNotHideASplat() {
    FixtureRun results = run(Fixtures.SplatsAndTheAuthorGivesUp.class);
    assertThat(results.failedTest()).isInstanceOf(VerdictFailure.class);
  }

  @Test
  void aClassWhoseTestsNeverRunFailsAsAWhole() {
    FixtureRun results = run(Fixtures.SplatsAndNothingRuns.class);
    assertThat(results.failedClass()).isInstanceOf(VerdictFailure.class);
  }

  @Test
  void inconclusiveIsAFailure() {
    assertThat(run(Fixtures.ProvesNothing.class).failedTest())
        .hasMessageStartingWith("INCONCLUSIVE: ");
    assertThat(run(Fixtures.ProvesNothingLive.class).failedClass())
        .hasMessageStartingWith("INCONCLUSIVE: ");
  }

  @Test
  void aPassWhereAFailureIsExpectedIsAFailure() {
    assertThat(run(Fixtures.MissesTheSplat.class).failedTest())
        .hasMessageStartingWith("PASS where FAIL is expected: ");
  }

  @Test
  void theRunRecordIsPublishedWithTheClass() throws IOException {
    Path published = run(Fixtures.Splats.class).published().get(0);
    assertThat(published).hasFileName("run.json");
    assertThat(RunRecordJson.read(Files.readString(published))).isEqualTo(Recorded.run("fail"));
  }

  @Test
  void theOpenTestReportHasTheRunRecordAttachedToItsClass() throws Exception {
    properties.put("junit.platform.reporting.open.xml.enabled", "true");
    run(Fixtures.Splats.class);
    Path report;
    try (Stream<Path> files = Files.walk(scratch.resolve("out"))) {
      report =
          files
              .filter(file -> file.getFileName().toString().startsWith("open-test-report"))
              .findFirst()
              .orElseThrow();
    }
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    NodeList files = document.getElementsByTagName("file");
    assertThat(files.getLength()).isEqualTo(1);
    String path = ((Element) files.item(0)).getAttribute("path");
    assertThat(RunRecordJson.read(Files.readString(report.resolveSibling(path))))
        .isEqualTo(Recorded.run("fail"));
    assertThat(Files.readString(report)).contains("FAIL: invalid wait context");
  }

  @Test
  void theBuilderAndPropertiesSayWhatIsChecked() throws IOException {
    properties.put("nosplat.patch", "b.patch, c.mbox");
    properties.put("nosplat.directory", "/patches");
    run(Fixtures.ByHand.class);
    assertThat(log())
        .containsExactly(
            "check pass [faithful] [a.patch, /patches/b.patch, /patches/c.mbox]", "closed");
  }

  @Test
  void theTreePropertyReplacesTheAnnotationsTree() throws IOException {
    properties.put("nosplat.tree", "fail");
    assertThat(run(Fixtures.Passes.class).testFailures()).hasSize(2);
    assertThat(log()).first().isEqualTo("check fail [] []");
  }

  @Test
  void aMatrixRunsTheClassOncePerCellUnderNamesThatSayTheCell() {
    FixtureRun results = run(Fixtures.InFourCells.class);
    assertThat(results.cells())
        .containsExactly("pass, as it is", "pass, +kasan+rt", "fail, as it is", "fail, +kasan+rt");
    assertThat(results.passed()).isEqualTo(2);
    assertThat(results.testFailures())
        .extracting(failure -> String.valueOf(failure.getMessage()).lines().findFirst().orElse(""))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("[fail, base+lockdep+sched_ext, exit_task_delete]"),
            second ->
                assertThat(second)
                    .endsWith("[fail, base+lockdep+sched_ext+kasan+rt, exit_task_delete]"));
  }

  @Test
  void aCellHasOneRunThatItsNestedClassesShare() throws IOException {
    FixtureRun results = run(Fixtures.OnTwoCompilersAndMachines.class);
    assertThat(results.cells())
        .containsExactly(
            "gcc, exit_task_delete, 1 CPU",
            "gcc, exit_task_delete, 4 CPUs",
            "clang, exit_task_delete, 1 CPU",
            "clang, exit_task_delete, 4 CPUs");
    assertThat(results.passed()).isEqualTo(8);
    assertThat(log()).filteredOn(line -> line.startsWith("check")).hasSize(4);
  }

  @Test
  void theTreePropertyTakesThePlaceOfTheMatrixTrees() {
    properties.put("nosplat.tree", "pass");
    FixtureRun results = run(Fixtures.InFourCells.class);
    assertThat(results.cells()).containsExactly("as it is", "+kasan+rt");
    assertThat(results.passed()).isEqualTo(2);
  }

  @Test
  void aTemplateWithoutAMatrixHasOneCellNamedByItsConfiguration() {
    assertThat(run(Fixtures.InOneCell.class).cells())
        .containsExactly("pass, base+lockdep+sched_ext, exit_task_delete");
  }

  @Test
  void aMatrixWithoutATemplateIsRefused() {
    assertThat(run(Fixtures.InNoCell.class).failedClass())
        .hasMessageContaining("InNoCell has a matrix; annotate it with @ClassTemplate too");
  }

  @Test
  void aNestedClassSharesItsOuterClassesRun() throws IOException {
    FixtureRun results = run(Fixtures.Outer.class);
    assertThat(results.passed()).isEqualTo(2);
    assertThat(log()).containsExactly("check pass [] []", "closed");
  }

  @Test
  void badInputIsToldInThreeParts() {
    assertThat(run(Fixtures.AsksForNonsense.class).failedClass())
        .hasMessage(
            "There is no kernel tree at no-such-tree.\n  no Makefile\nWhat to do: Name another.\n");
  }

  @Test
  void annotationAndBuilderTogetherAreRefused() {
    assertThat(run(Fixtures.ByBoth.class).failedClass())
        .hasMessageContaining("ByBoth has @KernelTest and a registered KernelTestExtension");
  }

  @Test
  void theExtensionWithoutAPlanIsRefused() {
    assertThat(run(Fixtures.ByNeither.class).failedClass())
        .hasMessageContaining("ByNeither has no @KernelTest");
  }

  @Test
  void theRunningMachineAndTheFinishedRecordAreRefusedTogether() {
    assertThat(run(Fixtures.WantsBoth.class).failedClass())
        .hasMessage(
            "drives takes the running machine and looksBack the finished run's record;"
                + " a class takes one or the other");
  }

  @Test
  void aSplatFailsTheTestThatItFellInto() throws IOException {
    FixtureRun results = run(Fixtures.SplatsInTheSecondTest.class);
    Throwable failure = results.failedTest();
    assertThat(results.passed()).isEqualTo(2);
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(log()).containsExactly("check pass [] []", "closed");
    Golden.matches("dev/nosplat/junit/splat-live.txt", String.valueOf(failure.getMessage()));
  }

  @Test
  void aSplatBeforeTheTestComesBeforeWhatTheSetUpSays() {
    Throwable failure = run(Fixtures.SplatsBeforeTheTest.class).failedTest();
    assertThat(failure).isInstanceOf(VerdictFailure.class);
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  @Test
  void aSplatAfterTheLastTestFailsTheClass() {
    FixtureRun results = run(Fixtures.SplatsAfterTheLastTest.class);
    assertThat(results.failedClass()).hasMessageStartingWith("FAIL: ");
  }

  @Test
  void aDeadGuestProvesNothingAndItsMachineIsClosed() throws IOException {
    Throwable failure = run(Fixtures.TheGuestDies.class).failedTest();
    assertThat(failure)
        .hasMessageStartingWith("INCONCLUSIVE: the guest no longer answers after dies(");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(log()).endsWith("closed");
  }

  @Test
  void aKernelThatDoesNotBuildFailsTheClassBeforeItsFirstTest() {
    FixtureRun results = run(Fixtures.DoesNotBuildLive.class);
    assertThat(results.failedClass()).hasMessageStartingWith("BUILD_FAILED: ");
    assertThat(results.passed()).isZero();
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(scratch.resolve("log"));
  }

  private FixtureRun run(Class<?> fixture) {
    return FixtureRun.of(fixture, properties, scratch);
  }
}
