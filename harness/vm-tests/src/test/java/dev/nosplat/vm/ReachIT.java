// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.verdict.InstrumentRule;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import dev.nosplat.record.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reach against the truth: patches of which it is known what runs. */
class ReachIT {
  private static final String STORAGE = "kernel/bpf/bpf_task_storage.c";

  private final KernelChecker checker;

  ReachIT() throws InterruptedException {
    checker = new KernelChecker(Engine.open(Settings.ofProcess()));
  }

  private RunRecord check(String series, String... fragments) throws InterruptedException {
    CheckPlan plan = CheckPlan.of("debian:newest");
    List<String> all = new ArrayList<>(plan.fragments());
    all.addAll(List.of(fragments));
    return checker.check(
        plan.withFragments(all)
            .under(InstrumentRule.ATTENDED.allowing(Optional.of("sched_ext's files are changed")))
            .withPatches(
                List.of(Path.of("src/test/resources/reach", series + ".mbox").toAbsolutePath())),
        Progress.silent());
  }

  private static ChangedFile file(Reach reach, String path) {
    return reach.files().stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
  }

  private static List<String> notRun(ChangedFile file) {
    return file.lines(State.NOT_RUN).stream().map(Line::text).toList();
  }

  /**
   * A new branch that is never taken, code on the hot path of an included source file, an init
   * function, an inlined header, a file that is not compiled, and a page of documentation.
   */
  @Tag("vm")
  @Test
  void eachKindOfChangeIsWhatItIs() throws Exception {
    RunRecord run = check("truth");
    assertThat(run.verdict().outcome()).as("%s", run.verdict()).isEqualTo(Outcome.PASS);
    Reach reach = run.reach().orElseThrow();

    ChangedFile storage = file(reach, STORAGE);
    assertThat(notRun(storage))
        .containsExactly("pr_warn_once(\"a task without a number\\n\");", "return -EINVAL;");
    assertThat(storage.lines(State.RAN)).isNotEmpty().allMatch(line -> line.patch() == 1);
    ChangedFile included = file(reach, "kernel/sched/ext/ext.c");
    assertThat(notRun(included)).isEmpty();
    assertThat(included.lines(State.RAN)).hasSize(2).allMatch(line -> line.patch() == 2);
    ChangedFile header = file(reach, "kernel/sched/ext/ext.h");
    assertThat(header.objects()).isGreaterThan(1);
    assertThat(header.lines(State.RAN)).isNotEmpty();
    assertThat(file(reach, "fs/ext4/hash.c").place()).isEqualTo(Place.ABSENT);
    assertThat(file(reach, "fs/ext4/hash.c").note()).contains("EXT4_FS").contains("BLOCK");
    assertThat(file(reach, "Documentation/scheduler/sched-ext.rst").place())
        .isEqualTo(Place.NO_CODE);
  }

  @Tag("vm-full")
  @Test
  void aFileThatIsNotInTheKernelIsNoPassAndAutoBringsItIn() throws Exception {
    RunRecord without = check("absent");
    assertThat(without.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(without.verdict().reason()).contains("fs/ext4/hash.c").contains("EXT4_FS");
    RunRecord with = check("absent", "auto");
    assertThat(with.verdict().outcome()).isEqualTo(Outcome.BUILD_FAILED);
    assertThat(with.verdict().evidence()).anyMatch(line -> line.contains("fs/ext4/hash.c"));
  }

  @Tag("vm-full")
  @Test
  void codeThatTheScenarioDoesNotReachIsNoPass() throws Exception {
    RunRecord run = check("not-run");
    assertThat(run.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(run.verdict().reason()).contains("none of its changed lines ran");
  }

  @Tag("vm-full")
  @Test
  void aSeriesWithoutCodePassesForThatReason() throws Exception {
    RunRecord run = check("no-code");
    assertThat(run.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(run.verdict().reason()).contains("changes no code");
  }
}
