// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A CommonMark parser with GitHub's tables reads every summary back. */
class GithubReportTest {
  private final Parser parser =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();
  private final HtmlRenderer renderer =
      HtmlRenderer.builder().extensions(List.of(TablesExtension.create())).build();

  @Test
  void summariesReadAsTheGoldenFilesDo() throws IOException {
    Golden.matches(
        "github/fail.md", GithubReport.summary(Recorded.run("fail"), GithubReport.MOST_SUMMARY));
    Golden.matches(
        "github/hostile.md",
        GithubReport.summary(Recorded.run("hostile"), GithubReport.MOST_SUMMARY));
    Golden.matches(
        "github/gate-new.md",
        GithubReport.summary(Recorded.gate("gate-new"), GithubReport.MOST_SUMMARY));
  }

  @Test
  void annotationsReadAsTheGoldenFilesDo() throws IOException {
    Golden.matches(
        "github/annotations.txt",
        GithubReport.annotations(Recorded.run("pass"))
            + GithubReport.annotations(Recorded.run("fail"))
            + GithubReport.annotations(Recorded.run("hostile"))
            + GithubReport.annotations(Recorded.gate("gate-base-off")));
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void nothingUntrustedIsFormattedOrLinkedOrRun(String name) {
    parser
        .parse(GithubReport.summary(Recorded.run(name), GithubReport.MOST_SUMMARY))
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Emphasis node) {
                throw new AssertionError("emphasis: " + node);
              }

              @Override
              public void visit(Link node) {
                throw new AssertionError("link: " + node);
              }

              @Override
              public void visit(Image node) {
                throw new AssertionError("image: " + node);
              }

              @Override
              public void visit(HtmlInline node) {
                throw new AssertionError("HTML: " + node.getLiteral());
              }

              @Override
              public void visit(HtmlBlock node) {
                assertThat(node.getLiteral())
                    .matches("(<details><summary>[^<>]*</summary>|</details>)");
              }
            });
  }

  @Test
  void aReaderSeesWhatTheConsoleSaid() {
    String html =
        renderer.render(
            parser.parse(GithubReport.summary(Recorded.run("hostile"), GithubReport.MOST_SUMMARY)));
    assertThat(Jsoup.parse(html).text())
        .contains("evil\\x1b[31m\\x1b]0;title\\x07<script>alert('x')</script>\\r\\n::error::not");
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void everyAnnotationIsOneLineAndNoneIsForged(String name) {
    assertThat(GithubReport.annotations(Recorded.run(name)).lines())
        .hasSize(Recorded.run(name).verdict().passed() ? 0 : 1)
        .allSatisfy(line -> assertThat(line).matches("::(error|warning) .*title=[^:,]*::.*"));
  }

  @Test
  void aSummaryOfMoreSplatsThanGithubShowsKeepsTheFirstAndCountsTheRest() throws IOException {
    RunRecord run = withSplats(1500);
    String summary = GithubReport.summary(run, GithubReport.MOST_SUMMARY);
    assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isLessThan(1 << 20);
    assertThat(summary).contains("1480 more splats.");
    assertThat(summary.indexOf("<details><summary>invalid wait context"))
        .isBetween(0, summary.indexOf("<summary>Evidence"));
  }

  @Test
  void whatHasNoRoomIsLeftOutByWholeSectionsTheLeastFirst() {
    RunRecord run = withSplats(30);
    String whole = GithubReport.summary(run, GithubReport.MOST_SUMMARY);
    for (int most : new int[] {0, 100, 3_000, 9_000, 40_000}) {
      String summary = GithubReport.summary(run, most);
      assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
      assertThat(summary.split("<details>", -1)).hasSameSizeAs(summary.split("</details>", -1));
      assertThat(whole).startsWith(summary.split("\nGitHub shows", -1)[0].split("\n<details>")[0]);
    }
    assertThat(GithubReport.summary(run, 3_000)).contains("sections are left out");
  }

  @Test
  void ofManyFailuresTenAreAnnotatedTheLastWithTheirNumber() {
    GateRecord gate = Recorded.gate("gate-each-commit");
    Step broken = gate.firstBroken().orElseThrow();
    GateRecord many =
        new GateRecord(
            gate.format(),
            gate.id(),
            gate.started(),
            gate.durationMillis(),
            gate.tree(),
            gate.scenario(),
            gate.control(),
            gate.waiver(),
            gate.base(),
            Collections.nCopies(25, broken),
            gate.sensitivity(),
            gate.verdict(),
            gate.notes(),
            gate.directory());
    assertThat(GithubReport.annotations(many).lines())
        .hasSize(10)
        .last()
        .isEqualTo("::error title=and 16 more::The summary has them all");
  }

  private static RunRecord withSplats(int count) {
    RunRecord run = Recorded.run("fail");
    return new RunRecord(
        run.format(),
        run.id(),
        run.started(),
        run.durationMillis(),
        run.scenario(),
        run.subject(),
        run.machine(),
        run.timeline(),
        run.evidence(),
        Collections.nCopies(count, run.splats().get(0)),
        run.canary(),
        run.counts(),
        run.reach(),
        run.sweep(),
        run.verdict(),
        run.artifacts(),
        run.directory());
  }
}
