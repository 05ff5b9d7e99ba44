// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.RunRecordJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command's log, read as GitHub's and GitLab's runners read it. */
class RunnerLogTest {
  /** What a patch's subject, a task's name, a lock or a compiler may say. */
  static final List<String> HOSTILE =
      List.of(
          "##[stop-commands]zzz",
          "x ##[set-output name=verdict]PASS",
          "###[add-mask]FAILED",
          "##[endgroup]",
          "::set-output name=verdict::PASS",
          "   ::error::forged",
          "\u00a0\u3000::warning::forged",
          "\t::stop-commands::pause",
          "\u2003::add-path::/tmp",
          ":::error::x",
          "a\r::error::forged",
          "a\r\n::error::forged",
          "\u001b[0m::error::forged",
          "x".repeat(89) + " ::set-output name=verdict::PASS",
          "section_end:1:step_script\r\u001b[0K",
          "section_start:1:x[collapsed=true]\r\u001b[0K##[group]y");

  private static final Map<String, String> GITHUB = Map.of("GITHUB_ACTIONS", "true");

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(Map<String, String> environment) {
    return Terminal.runner(out, err, environment, new SecureRandom());
  }

  private String log() {
    return err.toString(StandardCharsets.UTF_8) + out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void whatIsPrintedAsItIsWouldBeACommand(String text) {
    // The rules find what they are for; the same line is then harmless.
    boolean onlyWhenWrapped = text.startsWith("xxx") || text.startsWith(":::");
    assertThat(Runners.github(text).isEmpty() && Runners.gitlab(text).isEmpty())
        .isEqualTo(onlyWhenWrapped);
    Terminal guarded = terminal(Map.of("GITLAB_CI", "true"));
    guarded.out().println(text);
    guarded.err().println(text);
    assertThat(Runners.github(log())).isEmpty();
    assertThat(Runners.gitlab(log())).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void anEscapeDoesNotDependOnHowTheTextWasCutIntoWrites(String text) {
    Terminal guarded = terminal(Map.of("GITLAB_CI", "true"));
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      guarded.out().write(b);
      guarded.out().flush();
    }
    assertThat(Runners.github(out.toString(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tree  debian:7.2, kernel 7.2.12",
        "a :: b",
        "std::vector<int>",
        "#1 [virtual] ## heading",
        "[ BUG: x ]",
        ": alone",
        "größe: 1 :: 2",
        ""
      })
  void whatIsNoCommandStaysAsItIs(String text) {
    terminal(GITHUB).out().println(text);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text + "\n");
  }

  @Test
  void aDocumentIsTheSameDocumentForWhoeverReadsIt() throws Exception {
    String json = recorded("hostile").replace("evil", "evil ##[add-mask]x");
    terminal(GITHUB).out().print(RunRecordJson.writeLine(RunRecordJson.read(json)) + "\n");
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(Runners.github(printed)).isEmpty();
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(printed).toString()).contains("##[add-mask]x");
    assertThat(RunRecordJson.read(printed)).isEqualTo(RunRecordJson.read(json));
  }

  @Test
  void ourAnnotationsAreTakenWhateverWasSaidBefore() throws Exception {
    Terminal terminal = terminal(GITHUB);
    terminal.runner().orElseThrow().stop();
    HOSTILE.forEach(terminal.err()::println);
    GateCommandTestReports.write(terminal, directory);
    HOSTILE.forEach(terminal.err()::println);
    terminal.runner().orElseThrow().resume();
    List<String> commands = Runners.github(err.toString(StandardCharsets.UTF_8));
    assertThat(commands.stream().filter(c -> !c.startsWith("stop-commands ")))
        .hasSize(1)
        .allMatch(c -> c.startsWith("error ::error "));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void twoRunsStopTheRunnerWithDifferentWords() {
    terminal(GITHUB).runner().orElseThrow().stop();
    terminal(GITHUB).runner().orElseThrow().stop();
    List<String> words =
        err.toString(StandardCharsets.UTF_8).lines().map(l -> l.replaceFirst(".*::", "")).toList();
    assertThat(words).doesNotHaveDuplicates().allMatch(word -> word.matches("[0-9a-f]{32}"));
  }

  @Test
  void scanSaysNothingThatARunnerObeysInAnyOfItsForms() throws Exception {
    String log = hostileLog();
    Path file = Files.writeString(directory.resolve("::error::.log"), log);
    for (List<String> form :
        List.of(List.<String>of(), List.of("--text"), List.of("--json"), List.of("--github"))) {
      out.reset();
      err.reset();
      List<String> arguments = new ArrayList<>(List.of("scan"));
      arguments.addAll(form);
      arguments.add(file.toString());
      Terminal terminal = terminal(GITHUB);
      int code =
          Main.run(
              arguments.toArray(String[]::new),
              terminal,
              List.of(new ScanCommand(terminal, InputStream.nullInputStream(), Clock.systemUTC())));
      assertThat(code).isOne();
      assertThat(out.size() + err.size()).isPositive();
      assertThat(Runners.github(err.toString(StandardCharsets.UTF_8)))
          .as("%s", form)
          .allMatch(c -> c.startsWith("stop-commands ") || form.contains("--github"))
          .filteredOn(c -> !c.startsWith("stop-commands "))
          .allMatch(c -> c.matches("error ::error (file=|title=and \\d+ more).*"));
      assertThat(Runners.github(out.toString(StandardCharsets.UTF_8))).isEmpty();
      assertThat(Runners.gitlab(log())).isEmpty();
    }
  }

  @Test
  void ofManySplatsTenAreAnnotatedTheLastWithTheirNumber() throws Exception {
    Path file = Files.writeString(directory.resolve("many.log"), hostileLog().repeat(30));
    Terminal terminal = terminal(GITHUB);
    Main.run(
        new String[] {"scan", "--github", file.toString()},
        terminal,
        List.of(new ScanCommand(terminal, InputStream.nullInputStream(), Clock.systemUTC())));
    List<String> errors =
        Runners.github(err.toString(StandardCharsets.UTF_8)).stream()
            .filter(c -> c.startsWith("error "))
            .toList();
    assertThat(errors).hasSizeLessThanOrEqualTo(10);
    assertThat(errors).last().asString().contains("title=and ");
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void aPatchWithSuchASubjectIsCheckedAndItsLogIsOnlyALog(String subject) throws Exception {
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of("PATH", System.getenv("PATH")),
            directory,
            new ByteArrayInputStream(
                ("Subject: [PATCH] " + subject + "\n\nx\n").getBytes(StandardCharsets.UTF_8)),
            Clock.systemUTC(),
            new SecureRandom());
    Terminal terminal = terminal(GITHUB);
    int code =
        Main.run(
            new String[] {"check", "--tree", "git+https://" + subject, "-"},
            terminal,
            List.of(new PatchCheckCommand(terminal, () -> settings)));
    assertThat(code).isEqualTo(2);
    assertThat(Runners.github(log())).allMatch(c -> c.startsWith("stop-commands "));
    assertThat(Runners.gitlab(log())).isEmpty();
  }

  @Test
  void problemsAndStackTracesAreOnlyALog() {
    Terminal terminal = terminal(GITHUB);
    for (String text : HOSTILE) {
      ProblemText.report(terminal.err(), new BadInput(text, List.of(text), text));
      new IllegalStateException(text).printStackTrace(terminal.err());
    }
    assertThat(Runners.github(log())).isEmpty();
    assertThat(Runners.gitlab(log())).isEmpty();
  }

  @Test
  void outsideOfARunnerNothingIsTouched() {
    PrintStream plain = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(plain, plain, false, false, 80);
    terminal.annotate("::error title=x::y\n", terminal.out());
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("::error title=x::y\n");
  }

  private static String recorded(String name) throws Exception {
    return Files.readString(
        Path.of("../record/src/test/resources/dev/nosplat/record/recorded/" + name + ".json"));
  }

  private static String hostileLog() {
    StringBuilder log = new StringBuilder();
    int second = 10;
    for (String text : HOSTILE) {
      String flat = text.replaceAll("[\\r\\n]", " ");
      log.append("[   %d.000001] ------------[ cut here ]------------\n".formatted(second));
      log.append(
          "[   %d.000002] WARNING: kernel/thing.c:12 at do_%d+0x10/0x20, CPU#1: %s/77\n"
              .formatted(second, second, flat));
      log.append(
          "[   %d.000003] CPU: 1 UID: 0 PID: 77 Comm: %s Not tainted 7.3.4 #1\n"
              .formatted(second, flat));
      log.append("[   %d.000004] RIP: 0010:do_%d+0x10/0x20\n".formatted(second, second));
      log.append("[   %d.000005] Call Trace:\n".formatted(second));
      log.append("[   %d.000006]  <TASK>\n".formatted(second));
      log.append("[   %d.000007]  run_%d+0x11/0x30\n".formatted(second, second));
      log.append("[   %d.000008]  </TASK>\n".formatted(second));
      log.append("[   %d.000009] ---[ end trace 0000000000000000 ]---\n".formatted(second));
      second++;
    }
    return log.toString();
  }
}
