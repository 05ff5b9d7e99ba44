// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanCommandTest {
  private static final String QUIET = "[    0.000000] Linux version 7.3.4 (x)\n[    1.0] ok\n";
  private static final String SPLAT =
      """
      [   10.000001] ------------[ cut here ]------------
      [   10.000002] WARNING: kernel/thing.c:12 at do_thing+0x10/0x20, CPU#1: prog/77
      [   10.000003] CPU: 1 UID: 0 PID: 77 Comm: prog Not tainted 7.3.4 #1 PREEMPT(full)
      [   10.000004] RIP: 0010:do_thing+0x10/0x20
      [   10.000005] Call Trace:
      [   10.000006]  <TASK>
      [   10.000007]  run_thing+0x11/0x30
      [   10.000008]  </TASK>
      [   10.000009] ---[ end trace 0000000000000000 ]---
      """;

  @TempDir private Path directory;
  private final ScreenText screen = new ScreenText();
  private Path quiet = Path.of("");
  private Path loud = Path.of("");

  @BeforeEach
  void write() throws IOException {
    quiet = Files.writeString(directory.resolve("quiet.log"), QUIET);
    loud = Files.writeString(directory.resolve("loud.log"), QUIET + SPLAT);
  }

  @Test
  void aQuietLogIsCleanAndExitsWithZero() {
    assertThat(scan("", quiet.toString())).isZero();
    assertThat(screen.out()).isEqualTo(quiet + ": no splat in 2 lines\n");
  }

  @Test
  void aSplatIsToldWithItsPlaceAndItsFramesAndExitsWithOne() {
    assertThat(scan("", loud.toString())).isOne();
    assertThat(screen.out())
        .contains(loud + ": 1 splat in 11 lines")
        .contains("WARNING in do_thing")
        .contains(loud + ":3-11, CPU 1, task prog/77")
        .contains("run_thing+0x11/0x30")
        .contains("9 lines; --text shows them")
        .doesNotContain("cut here")
        .doesNotContain("message"); // this warning has none
  }

  @Test
  void whatTheReadmeShowsFirstIsWhatIsPrinted() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    String shown = readme.substring(readme.indexOf("```text\n  ") + 8);
    scan("", "../../examples/logs/invalid-wait-context.log");
    assertThat(screen.out().replace("../../", ""))
        .contains(shown.substring(0, shown.indexOf("```")));
  }

  @Test
  void theReportUnfoldsOnRequest() {
    scan("", "--text", loud.toString());
    assertThat(screen.out()).contains("| [   10.000001] ------------[ cut here ]------------");
  }

  @Test
  void whatTheReportMeansIsSaidOnRequest() {
    scan("", "--explain", loud.toString());
    assertThat(screen.out())
        .contains("    means      WARN() or one of its relatives: ")
        .contains("               Usual cures: read the condition at the file and line");
  }

  @Test
  void jsonIsOneObjectALogOnOneLine() throws IOException {
    assertThat(scan("", "--json", quiet.toString(), loud.toString())).isOne();
    List<String> lines = screen.out().lines().toList();
    assertThat(lines).hasSize(2);
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(lines.get(0)).path("splats").size()).isZero();
    JsonNode log = mapper.readTree(lines.get(1));
    assertThat(log.path("file").asText()).isEqualTo(loud.toString());
    assertThat(log.path("lines").asInt()).isEqualTo(11);
    JsonNode splat = log.path("splats").path(0);
    assertThat(splat.path("family").asText()).isEqualTo("warning");
    assertThat(splat.path("line").asInt()).isEqualTo(3);
    assertThat(splat.path("endLine").asInt()).isEqualTo(11);
    assertThat(splat.path("culprit").asText()).isEqualTo("do_thing");
    assertThat(splat.path("kernel").asText()).isEqualTo("7.3.4");
    assertThat(splat.path("frames").path(0).path("function").asText()).isEqualTo("do_thing");
    assertThat(splat.has("tainted")).isTrue();
    assertThat(splat.path("tainted").isNull()).isTrue();
  }

  @Test
  void githubAnnotationsEscapeWhatTheRunnerWouldInterpret() {
    scan("", "--github", loud.toString());
    assertThat(screen.out())
        .startsWith(
            "::error file="
                + loud
                + ",line=3,endLine=11,title=WARNING in do_thing at kernel/thing.c%3A12::")
        .contains("%0Arun_thing+0x11/0x30")
        .hasLineCount(1);
  }

  @Test
  void standardInputIsReadWhereNoFileIsNamed() {
    assertThat(scan(QUIET + SPLAT)).isOne();
    assertThat(screen.out()).startsWith("-: 1 splat in 11 lines");
  }

  @Test
  void aGzippedLogIsReadLikeAPlainOne() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write((QUIET + SPLAT).getBytes(StandardCharsets.UTF_8));
    }
    Path file = Files.write(directory.resolve("loud.log.gz"), packed.toByteArray());
    assertThat(scan("", file.toString())).isOne();
  }

  @Test
  void anEmptyLogIsNotClean() {
    assertThat(scan("")).isEqualTo(3);
    assertThat(screen.err())
        .isEqualTo(
            "- is empty, which says nothing about a kernel. --allow-empty counts it as clean\n");
    assertThat(scan("", "--allow-empty")).isZero();
  }

  @Test
  void aTextWithoutOneKernelLineIsNotClean() {
    assertThat(scan("Dear all,\nthe config is unchanged.\n")).isEqualTo(3);
    assertThat(screen.err())
        .isEqualTo(
            "- has 2 lines without one kernel line, which says nothing about a kernel."
                + " --allow-empty counts it as clean\n");
  }

  @Test
  void binaryDataIsNotClean() {
    assertThat(scan("\u0001\u0002\u0003\u0000\u0004x\u0005\u0006\n")).isEqualTo(3);
    assertThat(screen.err()).contains("- is binary data without one kernel line");
  }

  @Test
  void anArchiveThatNobodyOpensIsNotClean() throws IOException {
    Path zip = Files.writeString(directory.resolve("log.zip"), "PK\u0003\u0004rest");
    assertThat(scan("", zip.toString())).isEqualTo(3);
    assertThat(screen.err()).startsWith(zip + ": a ZIP archive, which scan does not open.");
  }

  @Test
  void aSplatCountsMoreThanAnEmptyLogBesideIt() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.log"), "");
    assertThat(scan("", empty.toString(), loud.toString())).isOne();
    assertThat(scan("", empty.toString(), quiet.toString())).isEqualTo(3);
  }

  @Test
  void aLogWithoutStampsIsAKernelsByWhatEveryBootSays() {
    assertThat(scan("usb 1-1: new high-speed USB device number 2 using xhci_hcd\n")).isZero();
  }

  @Test
  void jsonHasAFormatNumberAndSaysWhetherAnyLineWasAKernels() throws IOException {
    assertThat(scan("nothing\n", "--json")).isEqualTo(3);
    JsonNode log = new ObjectMapper().readTree(screen.out());
    assertThat(log.path("format").asInt()).isOne();
    assertThat(log.path("kernel").asBoolean(true)).isFalse();
  }

  @Test
  void aMissingFileIsBadInputAndTheOthersAreStillRead() {
    assertThat(scan("", directory.resolve("none.log").toString(), loud.toString())).isEqualTo(2);
    assertThat(screen.err()).contains("none.log does not exist.").contains("What to do: ");
    assertThat(screen.out()).contains("WARNING in do_thing");
  }

  @Test
  void aKnownIssueTakesASplatOutOfTheExitCodeAndSaysWhy() throws IOException {
    String known = known("2026-12-31");
    assertThat(scan("", "--known", known, loud.toString())).isZero();
    assertThat(screen.out())
        .contains("known: WARNING in do_thing")
        .contains("it is being fixed, https://example.org/1, until 2026-12-31");
  }

  @Test
  void anExpiredKnownIssueCountsAsAbsentAndSaysSo() throws IOException {
    String known = known("2026-01-31");
    assertThat(scan("", "--known", known, loud.toString())).isOne();
    assertThat(screen.out()).contains("was known").contains("expired on 2026-01-31");
  }

  @Test
  void aKnownIssueThatWasNotSeenIsListed() throws IOException {
    assertThat(scan("", "--known", known("2026-12-31"), quiet.toString())).isZero();
    assertThat(screen.out()).contains("known issue not seen: warning:do_thing:");
  }

  @Test
  void aKnownIssueWithoutAReasonIsBadInput() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("known.yaml"),
            "- signature: x\n  family: warning\n  expires: 2026-12-31\n");
    assertThat(scan("", "--known", file.toString(), quiet.toString())).isEqualTo(2);
    assertThat(screen.err()).contains("entry 1 of").contains("has no \"reason\"");
  }

  @Test
  void aSplatThatUserSpaceWroteIsListedAndNotCounted() {
    String record = "12,700,10000001,-;BUG: KASAN: use-after-free in fake+0x1/0x2\n";
    assertThat(scan(record)).isZero();
    assertThat(screen.out()).contains("written by user space");
  }

  private String known(String expires) throws IOException {
    ScreenText before = new ScreenText();
    scan(before, "", "--json", loud.toString());
    String signature =
        new ObjectMapper().readTree(before.out()).path("splats").path(0).path("signature").asText();
    return Files.writeString(
            directory.resolve("known.yaml"),
            """
            - signature: %s
              family: warning
              reason: it is being fixed
              link: https://example.org/1
              expires: %s
            """
                .formatted(signature, expires))
        .toString();
  }

  private int scan(String input, String... arguments) {
    return scan(screen, input, arguments);
  }

  private static int scan(ScreenText screen, String input, String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "scan";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Main.run(
        line,
        screen.terminal(),
        List.of(
            new ScanCommand(
                screen.terminal(),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC))));
  }
}
