// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.PatchCheck;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.Checkpatch;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.toolchain.Toolchain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree's own checkpatch.pl takes no longer than it may, whatever the tree has made of it. */
@Tag("vm")
class CheckpatchIT {
  private static final Checkpatch.Bounds SHORT =
      new Checkpatch.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(3));

  @TempDir Path scratch;

  private List<String> notes(String script, int patches) throws Exception {
    Path tree = Files.createDirectories(scratch.resolve("linux"));
    Files.createDirectories(tree.resolve("scripts"));
    Files.writeString(tree.resolve("Makefile"), "VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\n");
    Files.writeString(tree.resolve("Kconfig"), "mainmenu \"stand-in\"\n");
    Files.writeString(tree.resolve("scripts/checkpatch.pl"), script);
    List<Path> files = new ArrayList<>();
    for (int i = 1; i <= patches; i++) {
      String diff = "--- /dev/null\n+++ b/" + i + ".txt\n@@ -0,0 +1 @@\n+text\n";
      files.add(Files.writeString(scratch.resolve(i + ".patch"), diff));
    }
    Settings own = Settings.ofProcess();
    Settings settings =
        new Settings(
            new Home(scratch.resolve("cache"), scratch.resolve("runs")),
            own.environment(),
            scratch,
            own.stdin(),
            own.clock(),
            own.random());
    PatchCheck.Result checked =
        new PatchCheck(settings)
            .check(
                new PatchCheck.Request(
                    tree.toString(),
                    false,
                    files,
                    Choice.NEWEST,
                    SeriesApplier.Options.STRICT,
                    false),
                Progress.silent());
    ObjectStore store =
        ObjectStore.open(
            settings.home().cache().resolve("sources"), new Git("git", own.environment()));
    Toolchain toolchain =
        Toolchain.connect(
            PackedResources.read("Dockerfile"), settings.home().cache(), own.environment());
    return new Checkpatch(store, toolchain, settings.clock(), SHORT)
        .notes(checked.tree().treeId(), checked.applied().series());
  }

  @Test
  void whatItSaysOfEachPatchIsANote() throws Exception {
    assertThat(notes("print \"$ARGV[-1]:1: WARNING:SPACING: too wide\\n\";", 2))
        .containsExactly("1/2: 1: WARNING:SPACING: too wide", "2/2: 1: WARNING:SPACING: too wide");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 1000;",
        "1 while 1;",
        "$SIG{TERM} = 'IGNORE'; 1 while 1;",
        "kill 'STOP', $$;",
      })
  void oneThatNeverEndsIsStoppedAndThatIsSaid(String script) throws Exception {
    assertThat(notes(script, 1)).containsExactly("1/1: checkpatch.pl was stopped after 1 s");
  }

  @Test
  void aSeriesIsBoundedToo() throws Exception {
    assertThat(notes("sleep 1000;", 9))
        .last()
        .asString()
        .endsWith("/9 and later: checkpatch.pl was not run, it took too long");
  }

  @Test
  void oneThatCannotRunSaysSo() throws Exception {
    assertThat(notes("this is no perl", 1).toString()).contains("syntax error");
  }
}
