// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.source.Git;
import dev.nosplat.vm.CommandLine.Ended;
import dev.nosplat.vm.CommandLine.Running;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bisections that do not go from a good commit to a bad one, with real builds and boots: for a fix,
 * over a series, over releases, by git itself.
 */
@Tag("vm-full")
class OtherBisectionsIT {
  private static final String CONTROL = "patches/controls/srcu-wait-type.patch";
  private static final String BUG = "invalid-wait-context:srcu_gp_start_if_needed";
  private static final String SRCU = "kernel/rcu/srcutree.c";

  @TempDir static Path scratch;
  private static KernelHistory history;

  @BeforeAll
  static void makeTheHistory() throws Exception {
    history =
        KernelHistory.begin(scratch.resolve("history.git"))
            .append("lib: add a comment", "lib/ctype.c", "/* 1 */\n")
            .plantControl("srcu: plant a sleeping wait type", UnaryOperator.identity())
            .append("lib: add another", "lib/ctype.c", "/* 2 */\n")
            .restore("srcu: back to a raw wait type", SRCU)
            .append("lib: add a third", "lib/ctype.c", "/* 3 */\n");
  }

  @AfterAll
  static void forgetTheHistory() throws Exception {
    history.forget();
  }

  @Test
  void findsTheCommitThatRemovedTheSplatThoughItIsKilledOnTheWay() throws Exception {
    String[] command = {
      "bisect",
      "--tree",
      history.repository().toString(),
      "--bad",
      history.commit(2),
      "--good",
      history.tip(),
      "--find-fix",
      "--state",
      scratch.resolve("fix").toString()
    };
    Running running = CommandLine.start(Map.of(), command);
    assertThat(running.awaitWords(history.tip().substring(0, 12) + " clean")).isTrue();
    assertThat(running.awaitWords(history.commit(4).substring(0, 12))).isTrue();
    running.signal("KILL");
    running.await();

    Ended ended = CommandLine.run(command);
    String fix = history.commit(4).substring(0, 12);
    assertThat(ended.err()).contains("going on after ");
    assertThat(ended.out())
        .as(ended.err())
        .startsWith("FOUND  " + fix + " removed the splat.")
        .contains("srcu: back to a raw wait type");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void findsThePatchOfASeriesThatBringsTheSplat() throws Exception {
    Path series = scratch.resolve("series.mbox");
    Files.writeString(
        series,
        history
            .git()
            .reading(history.repository())
            .get("format-patch", "--stdout", history.commit(0) + ".." + history.commit(3)));
    Ended ended =
        CommandLine.run(
            "bisect",
            "--tree",
            "debian:newest",
            "--series",
            series.toString(),
            "--state",
            scratch.resolve("series").toString());
    assertThat(ended.out())
        .as(ended.err())
        .startsWith("FOUND  patch 2/3 brought the splat.")
        .contains("srcu: plant a sleeping wait type");
    assertThat(ended.exitCode()).isZero();
  }

  /** The fix-up fits the younger release alone, so that one of two point releases has the bug. */
  @Test
  void findsThePointReleaseThatBroughtTheSplat() throws Exception {
    Path control = scratch.resolve("only-in-7.2.9.patch");
    Files.writeString(
        control,
        new String(PackedResources.read(CONTROL), StandardCharsets.UTF_8)
            + """
            diff --git a/Makefile b/Makefile
            --- a/Makefile
            +++ b/Makefile
            @@ -1,5 +1,6 @@
             # SPDX-License-Identifier: GPL-2.0
             VERSION = 7
             PATCHLEVEL = 2
             SUBLEVEL = 9
            +# The release with the planted bug.
             EXTRAVERSION =
            """);
    Ended ended =
        CommandLine.run(
            "bisect",
            "--release",
            "debian:7.2.6",
            "--release",
            "debian:7.2.9",
            "--patch-always",
            control.toString(),
            "--state",
            scratch.resolve("releases").toString());
    assertThat(ended.out()).as(ended.err()).startsWith("FOUND  debian:7.2.9 brought the splat.");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void isThePredicateOfGitsOwnBisection() throws Exception {
    Path clone = scratch.resolve("clone");
    Git.Call here = history.checkOut(clone, history.commit(3));
    here.get("bisect", "start", history.commit(3), history.commit(0));
    String said =
        here.get(
            "bisect",
            "run",
            Path.of("../../nosplat").toAbsolutePath().normalize().toString(),
            "check",
            "--tree",
            ".",
            "--bisect-exit",
            "--signature",
            BUG);
    assertThat(said).contains(history.commit(2) + " is the first bad commit");
    assertThat(here.get("status", "--porcelain")).isEmpty();
  }
}
