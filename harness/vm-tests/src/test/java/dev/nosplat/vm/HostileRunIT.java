// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.BenchPatch;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.report.GithubReport;
import dev.nosplat.report.HtmlReport;
import dev.nosplat.report.JunitXml;
import dev.nosplat.report.Ktap;
import dev.nosplat.report.TerminalReport;
import dev.nosplat.vm.CommandLine.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in which everything that others name or print is meant for a shell or a terminal. */
@Tag("vm-full")
class HostileRunIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SHELL = "$(touch pwned) `touch pwned`; touch pwned #";
  private static final String TERMINAL = "\u001b[2J\u001b]0;pwned\u0007\u202e";
  private static final String PAGE = "<script>alert('pwned')</script> ]]> ::error::pwned";
  private static final String WORDS = SHELL + " " + TERMINAL + " " + PAGE;

  @TempDir Path scratch;

  @Test
  void nothingOfItReachesAShellATerminalOrAPage() throws Exception {
    Path patch = scratch.resolve("a " + SHELL + ".patch");
    Files.writeString(
        patch,
        BenchPatch.ofSource("hostile").replace("lib/ctype: Add a comment", "x: " + WORDS),
        StandardCharsets.UTF_8);
    Interlude speak =
        machine -> {
          try {
            byte[] said = ("<4>" + WORDS + "\n").getBytes(StandardCharsets.UTF_8);
            machine.shell().write("/tmp/words", said, LIMIT);
            machine.shell().script("cat /tmp/words > /dev/kmsg", new byte[0], LIMIT);
          } catch (ShellLost e) {
            throw new AssertionError("the words could not be said", e);
          }
        };
    RunRecord run =
        new KernelChecker(Engine.open(Settings.ofProcess()))
            .check(
                CheckPlan.of("debian:newest").withPatches(List.of(patch)),
                speak,
                Progress.silent());

    assertThat(run.verdict().outcome()).as("%s", run.verdict()).isEqualTo(Outcome.PASS);
    assertThat(run.subject().patches()).singleElement().asString().contains(SHELL);
    assertThat(Files.readString(run.directory().resolve("console.log"))).contains(SHELL);
    List<String> shown =
        List.of(
            new TerminalReport(TerminalReport.Colours.OFF).of(run),
            new HtmlReport().of(run),
            JunitXml.of(run),
            Ktap.of(run),
            GithubReport.summary(run, GithubReport.MOST_SUMMARY),
            GithubReport.annotations(run),
            RunRecordJson.writeLine(run));
    assertThat(shown)
        .allSatisfy(text -> assertThat(text).doesNotContain("\u001b", "\u0007", "\u202e"));
    assertThat(shown.get(1)).contains("pwned").doesNotContain("<script>alert");
    assertThat(GithubReport.annotations(run).lines())
        .noneMatch(l -> l.startsWith("::error::pwned"));
    seeThatNoShellWasReached(run.directory());
  }

  @Test
  void whatTheCommandLineNamesIsPrintedAsItIsReadable() throws Exception {
    for (String option : List.of("--scenario", "--tree", "--config", "--patch")) {
      Ended ended =
          option.equals("--tree")
              ? CommandLine.run("check", "--tree", scratch + "/" + WORDS + "@" + SHELL)
              : CommandLine.run("check", "--tree", "debian:newest", option, WORDS);
      assertThat(ended.exitCode()).as("%s: %s", option, ended.err()).isEqualTo(2);
      assertThat(ended.err()).contains("pwned").doesNotContain("\u001b", "\u0007", "\u202e");
    }
    seeThatNoShellWasReached(scratch);
  }

  @Test
  void neitherDoesWhatIsSaidWhileItRuns() throws Exception {
    Path patch = scratch.resolve("hostile.patch");
    Files.writeString(
        patch, BenchPatch.ofSource("said").replace("lib/ctype: Add a comment", "x: " + WORDS));
    Ended ended = CommandLine.run("patch", "check", "--tree", "debian:newest", patch.toString());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains(SHELL);
    assertThat(ended.err()).contains("applying x: " + SHELL);
    assertThat(ended.out() + ended.err()).doesNotContain("\u001b", "\u0007", "\u202e");
  }

  private void seeThatNoShellWasReached(Path directory) {
    Path cache = Settings.ofProcess().home().cache();
    assertThat(List.of(directory, scratch, cache, Path.of("").toAbsolutePath(), Path.of("../..")))
        .allSatisfy(place -> assertThat(place.resolve("pwned")).doesNotExist());
  }
}
