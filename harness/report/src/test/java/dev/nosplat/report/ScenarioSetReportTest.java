// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Cause;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Golden;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Verdict;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class ScenarioSetReportTest {
  private static final ScenarioSet CHECK = Recorded.scenarios();
  private static final ScenarioSet GATE = Recorded.gatedScenarios();

  private final TerminalReport plain = new TerminalReport(TerminalReport.Colours.OFF);

  @Test
  void theTextsAndTheDocumentsReadAsTheGoldenFilesDo() throws IOException {
    Golden.matches("terminal/scenarios.txt", plain.of(CHECK));
    Golden.matches("terminal/scenarios-gate.txt", plain.of(GATE));
    Golden.matches("terminal/scenarios-pass.txt", plain.of(passed()));
    Golden.matches("terminal/scenarios-blind.txt", plain.of(blind()));
    Golden.matches("ktap/scenarios.ktap", Ktap.of(CHECK));
    Golden.matches("junit/scenarios.xml", JunitXml.of(CHECK));
    Golden.matches("github/scenarios.md", GithubReport.summary(GATE, GithubReport.MOST_SUMMARY));
  }

  @Test
  void theFirstLineSaysWhichScenarioDecided() {
    for (ScenarioSet each : List.of(CHECK, GATE)) {
      assertThat(plain.of(each)).startsWith("FAIL  scenario lru_exits: ");
      assertThat(MailReport.of(each))
          .startsWith("FAIL  scenario lru_exits: ")
          .doesNotContain("/runs/");
    }
    assertThat(plain.of(passed())).startsWith("PASS  each of 2 scenarios passes");
  }

  @Test
  void noScenarioIsAPassOfAnother() {
    assertThat(JunitXml.of(CHECK).split("<testsuite ", -1)).hasSize(3);
    assertThat(JunitXml.of(CHECK)).contains("failures=\"0\"", "failures=\"1\"");
    assertThat(Ktap.of(CHECK)).contains("1..3\n", "ok 1 exit_task_delete: ", "not ok 3 lru_exits");
    assertThat(JunitXml.of(blind())).contains("<failure type=\"INCONCLUSIVE\"");
    assertThat(Ktap.of(blind())).contains("\nnot ok 2 blind: ", "\nnot ok 3 blind: not run");
    assertThat(GithubReport.annotations(blind())).contains("INCONCLUSIVE blind");
  }

  @Test
  void thePageShowsEachWithItsEvidenceAndEveryPlaceOnceOnly() {
    for (ScenarioSet each : List.of(CHECK, GATE, blind(), hostile())) {
      Document page = Jsoup.parse(new HtmlReport().of(each));
      assertThat(page.select("script, link, img")).isEmpty();
      assertThat(page.select("h2").size()).isEqualTo(each.parts().size());
      List<String> ids = page.select("[id]").eachAttr("id");
      assertThat(ids).hasSameSizeAs(new HashSet<>(ids));
      assertThat(page.select("a[href^=#]").eachAttr("href"))
          .allSatisfy(href -> assertThat(ids).contains(href.substring(1)));
    }
    Document page = Jsoup.parse(new HtmlReport().of(CHECK));
    assertThat(page.expectFirst("h1").text()).startsWith("scenario lru_exits: ");
    assertThat(page.text()).contains("control lru_exits/control.patch on the base");
  }

  @Test
  void theListOfRunsHasOneLineForIt() {
    RunList list = new RunList(TerminalReport.Colours.OFF, 100);
    list.add(CHECK);
    assertThat(list.text(5))
        .contains("FAIL", "2 scenarios on debian:7.2: scenario lru_exits: ")
        .hasLineCount(1);
  }

  private static ScenarioSet passed() {
    ScenarioSet.Part part = CHECK.parts().get(0);
    return Recorded.scenarios(
        List.of(
            part,
            new ScenarioSet.Part(
                "lru_exits", part.verdict(), Optional.empty(), part.run(), Optional.empty())));
  }

  /** A scenario whose control was not seen: nothing was run for it. */
  private static ScenarioSet blind() {
    ControlRun unseen =
        new ControlRun(
            "srcu-wait-type",
            ControlRun.State.NOT_SEEN,
            "planted, and its splat was not seen: no forbidden report",
            false,
            Optional.of(Recorded.run("pass")));
    return Recorded.scenarios(
        List.of(
            CHECK.parts().get(0),
            new ScenarioSet.Part(
                "blind",
                new Verdict(
                    Outcome.INCONCLUSIVE,
                    Cause.CONTROL_NOT_SEEN,
                    "the control was not seen, so a silent run would prove nothing",
                    List.of(unseen.note()),
                    "see why the planted bug stays silent on this tree, or leave --control out"),
                Optional.of(unseen),
                Optional.empty(),
                Optional.empty())));
  }

  private static ScenarioSet hostile() {
    return Recorded.scenarios(
        List.of(
            ScenarioSet.Part.of(Optional.empty(), Recorded.run("hostile")),
            ScenarioSet.Part.of(Optional.empty(), Recorded.run("fail-two"))));
  }
}
