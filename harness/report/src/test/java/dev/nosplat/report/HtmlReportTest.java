// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class HtmlReportTest {
  private final HtmlReport report = new HtmlReport();

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void aPageNeedsNothingButItself(String name) {
    assertSelfContained(Jsoup.parse(report.of(Recorded.run(name))));
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#GATES")
  void aGatesPageNeedsNothingButItself(String name) {
    assertSelfContained(Jsoup.parse(report.of(Recorded.gate(name))));
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void theVerdictAndItsReasonComeFirst(String name) {
    RunRecord run = Recorded.run(name);
    Document page = Jsoup.parse(report.of(run));
    assertThat(page.body().child(0).expectFirst(".badge").text())
        .isEqualTo(run.verdict().outcome().name());
    assertThat(page.expectFirst("h1").wholeText())
        .isEqualTo(Printable.line(run.verdict().reason()));
  }

  @Test
  void aSweepIsAGridOfCallbacksAndOperations() {
    Document page = Jsoup.parse(report.of(Recorded.run("sweep")));
    assertThat(page.select("table.grid thead th span").eachText())
        .containsExactlyElementsOf(Recorded.run("sweep").sweep().orElseThrow().operations());
    assertThat(page.select("table.grid tbody th").eachText())
        .containsExactly("enqueue", "dequeue", "exit_task");
    assertThat(page.select("table.grid td")).hasSize(18);
    assertThat(page.select("table.grid td.bad").eachText()).hasSize(3).containsOnly("splat");
    assertThat(page.select("table.grid td.bad").attr("title"))
        .startsWith("enqueue x cgroup_storage: splat: invalid wait context");
    assertThat(page.select("details tr:contains(scx_bpf_error_bstr) td").eachText())
        .containsExactly("kfunc", "scx_bpf_error_bstr", "all");
    assertThat(page.select("details tr:contains(scx_bpf_select_cpu_dfl) td").eachText())
        .containsExactly("kfunc", "scx_bpf_select_cpu_dfl", "enqueue");
  }

  @Test
  void whatAGuestWroteIsTextAndNothingElse() {
    Document page = Jsoup.parse(report.of(Recorded.run("hostile")));
    assertThat(page.select("script")).isEmpty();
    assertThat(page.expectFirst("h1").text()).contains("<script>alert('x')</script>");
    assertThat(page.select("a.pin"))
        .allSatisfy(a -> assertThat(a.attributes().size()).isEqualTo(4));
  }

  @Test
  void theConsoleShowsSplatsMarkedWithLinesThatCanBeLinkedTo(@TempDir Path directory)
      throws IOException {
    Document page = Jsoup.parse(report.of(withConsole(directory)));
    assertThat(page.select("#L412 + span.splat")).hasSize(1);
    assertThat(page.select("#L411 + span.plain")).hasSize(1);
    assertThat(page.select(".lines > span.splat")).hasSize(36);
    assertThat(page.expectFirst("#L412").attr("href")).isEqualTo("#L412");
    assertThat(page.expectFirst("#splat-1 a").attr("href")).isEqualTo("#L412");
    assertThat(page.expectFirst("span.gap").text()).isEqualTo("399 lines left out");
    assertThat(page.select("#L600")).hasSize(1);
    assertThat(page.select("#L500")).isEmpty();
  }

  @Test
  void aSplatIsPlacedOnTheTimelineByTheMarkerAtTheScenariosStart(@TempDir Path directory)
      throws IOException {
    RunRecord run = Recorded.run("fail");
    long scenario =
        run.timeline().stream()
            .filter(p -> p.name().equals("scenario"))
            .findFirst()
            .orElseThrow()
            .startMillis();
    long stamp = kernelMillis(run.splats().get(0).text());
    Files.writeString(
        directory.resolve("console.log"),
        "[%5d.%03d000][   T52] nosplat-marker: scenario-start 50a159d48eedb08a\r\n"
            .formatted((stamp - 500) / 1000, (stamp - 500) % 1000));
    Document page = Jsoup.parse(report.of(run.inDirectory(directory)));
    String share =
        String.format(
            java.util.Locale.ROOT, "%.2f", 100.0 * (scenario + 500) / run.durationMillis());
    assertThat(page.expectFirst("a.pin.bad").attr("style")).isEqualTo("left: " + share + "%");
  }

  private static long kernelMillis(String text) {
    java.util.regex.Matcher stamp =
        java.util.regex.Pattern.compile("^\\[\\s*(\\d+)\\.(\\d{3})").matcher(text);
    assertThat(stamp.find()).isTrue();
    return Long.parseLong(stamp.group(1)) * 1000 + Long.parseLong(stamp.group(2));
  }

  @Test
  void theLinesAroundTheBlamedOneAreShownWhereTheRunKeptThem(@TempDir Path directory)
      throws IOException {
    String file = "kernel/bpf/bpf_local_storage.c";
    Path kept = directory.resolve("sources").resolve(file);
    Files.createDirectories(kept.getParent());
    Files.write(kept, IntStream.rangeClosed(1, 500).mapToObj(i -> "line " + i).toList());
    RunRecord run = located(Recorded.run("fail-two")).inDirectory(directory);
    Document page = Jsoup.parse(report.of(run));
    assertThat(page.select("#splat-1 .lines span.splat").text()).isEqualTo("line 412");
    assertThat(page.select("#splat-1 .lines span")).hasSize(13);
  }

  @Test
  void aGateShowsBaseAndSeriesSideBySide() {
    GateRecord gate = Recorded.gate("gate-new");
    Document page = Jsoup.parse(report.of(gate));
    assertThat(page.select(".sides > section h3").eachText())
        .containsExactly("base FAIL", "with the series FAIL");
    assertThat(page.select("td.bad").eachText()).contains("new", "0, not met: 1");
    assertThat(page.select("tr:has(td:contains(debug_locks after)) td").eachText())
        .startsWith("debug_locks after")
        .hasSize(3);
  }

  private static void assertSelfContained(Document page) {
    assertThat(page.select("script, link, img, iframe, object, embed, form")).isEmpty();
    for (Element link : page.select("[href]")) {
      assertThat(link.attr("href")).startsWith("#");
    }
    for (Element each : page.getAllElements()) {
      assertThat(each.attributes().asList()).noneMatch(a -> a.getKey().startsWith("on"));
    }
  }

  private static RunRecord withConsole(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("console.log"),
        IntStream.rangeClosed(1, 600)
            .mapToObj(i -> "[ %d.0] line <%d>".formatted(i, i))
            .collect(Collectors.joining("\r\n", "", "\r\n")));
    return Recorded.run("fail").inDirectory(directory);
  }

  /** The same run with the first splat's blamed frame located, as symbolization leaves it. */
  private static RunRecord located(RunRecord run) {
    String json = dev.nosplat.record.RunRecordJson.write(run);
    String blamed = "\"function\" : \"bpf_selem_unlink\",";
    return dev.nosplat.record.RunRecordJson.read(
        json.replaceFirst(
                java.util.regex.Pattern.quote(blamed),
                blamed + " \"location\" : \"kernel/bpf/bpf_local_storage.c:412\",")
            .replace("\"artifacts\" : {", "\"artifacts\" : { \"sources\" : \"sources\","));
  }
}
