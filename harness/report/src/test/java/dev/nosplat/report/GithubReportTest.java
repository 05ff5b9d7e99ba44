// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import java.io.IOException;
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
    Golden.matches("github/fail.md", GithubReport.summary(Recorded.run("fail")));
    Golden.matches("github/hostile.md", GithubReport.summary(Recorded.run("hostile")));
    Golden.matches("github/gate-new.md", GithubReport.summary(Recorded.gate("gate-new")));
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
        .parse(GithubReport.summary(Recorded.run(name)))
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
    String html = renderer.render(parser.parse(GithubReport.summary(Recorded.run("hostile"))));
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
}
