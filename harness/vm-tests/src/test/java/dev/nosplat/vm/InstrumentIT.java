// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.Instrument;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The list of what a verdict rests on, held against the newest kernel's own files. */
@Tag("vm")
class InstrumentIT {

  @Test
  void everyLineOfTheListNamesFilesOfTheNewestKernel() throws Exception {
    Settings settings = Settings.ofProcess();
    Engine engine = Engine.open(settings);
    String tree = engine.tree(CheckPlan.of("debian:newest"), Progress.silent());
    Git git = new Git("git", settings.environment());
    List<String> files =
        ObjectStore.open(settings.home().cache().resolve("sources"), git)
            .git()
            .run("ls-tree", "-r", "-z", "--name-only", tree)
            .records();
    assertThat(files).contains("kernel/locking/lockdep.c");
    Instrument instrument = Instrument.ofNosplat();
    for (Instrument.Part part : instrument.parts()) {
      if (!part.reason().contains("(until ") && !part.reason().contains("(not of a release)")) {
        assertThat(files).as(part.pattern()).anyMatch(file -> part.paths().matcher(file).matches());
      }
    }
  }
}
