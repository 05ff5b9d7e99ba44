// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Golden;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Surefire's own report parser reads every document back. */
class JunitXmlTest {

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void aRunIsOneCaseThatFailsUnlessItPassed(String name) throws Exception {
    RunRecord run = Recorded.run(name);
    ReportTestSuite suite = parse(JunitXml.of(run));
    assertThat(suite.getNumberOfTests()).isEqualTo(1);
    ReportTestCase only = suite.getTestCases().get(0);
    assertThat(only.isSuccessful()).isEqualTo(run.verdict().passed());
    assertThat(only.hasError()).isEqualTo(run.verdict().outcome() == Outcome.INFRA_FAILED);
    assertThat(only.hasSkipped()).isFalse();
    if (!run.verdict().passed()) {
      assertThat(only.getFailureType()).isEqualTo(run.verdict().outcome().name());
    }
  }

  @Test
  void theSplatIsTheFailuresBody() throws Exception {
    ReportTestCase only = parse(JunitXml.of(Recorded.run("fail"))).getTestCases().get(0);
    assertThat(only.getFailureDetail())
        .contains("[ BUG: Invalid wait context ]", "bpf_task_storage_delete+0x83/0x130");
  }

  @Test
  void aGateHasACaseForItsControlAndForEachPointOfTheSeries() throws Exception {
    assertThat(names(parse(JunitXml.of(Recorded.gate("gate-pass")))))
        .containsExactly("control srcu-wait-type on the base", "patch 1: change a");
    ReportTestSuite each = parse(JunitXml.of(Recorded.gate("gate-each-commit")));
    assertThat(each.getTestCases().stream().map(ReportTestCase::isSuccessful))
        .containsExactly(true, false, true);
  }

  @Test
  void documentsReadAsTheGoldenFilesDo() throws Exception {
    Golden.matches("junit/fail.xml", JunitXml.of(Recorded.run("fail")));
    Golden.matches("junit/hostile.xml", JunitXml.of(Recorded.run("hostile")));
    Golden.matches("junit/gate-new.xml", JunitXml.of(Recorded.gate("gate-new")));
  }

  private static List<String> names(ReportTestSuite suite) {
    return suite.getTestCases().stream().map(ReportTestCase::getName).toList();
  }

  private static ReportTestSuite parse(String xml) throws Exception {
    return new TestSuiteXmlParser(new NullConsoleLogger())
        .parse(
            new InputStreamReader(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8))
        .get(0);
  }
}
