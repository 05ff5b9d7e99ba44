// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.engine.scenario.ScenarioFiles;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Sweep;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep of one callback: what may be done in it, and the bug that is there for it to find. */
class SweepIT {
  @TempDir private Path scratch;

  /**
   * Sweeps.
   *
   * @param operations those that are kept, as a regular expression
   * @param tasks how many come and go under each
   */
  private RunRecord sweep(String callback, String operations, int tasks, List<Path> patches)
      throws Exception {
    Path own = scratch.resolve("small");
    for (Map.Entry<String, ScenarioFiles.Content> each :
        Catalogue.files("sweep", scratch).files().entrySet()) {
      if (each.getKey().matches("operations/(?!(" + operations + ")\\.h).*")) {
        continue;
      }
      Path file = own.resolve(each.getKey());
      Files.createDirectories(file.getParent());
      String text = new String(each.getValue().bytes(), StandardCharsets.UTF_8);
      Files.writeString(
          file,
          text.replace(
              "sweep: {tasks: 150}",
              "sweep: {callbacks: [%s], tasks: %d}".formatted(callback, tasks)));
    }
    return new KernelChecker(Engine.open(Settings.ofProcess()))
        .check(
            CheckPlan.of("debian:newest").withPatches(patches).running(own.toString()),
            Progress.silent());
  }

  private static List<String> operations(RunRecord run, Sweep.Answer answer) {
    return run.sweep().orElseThrow().in("exit_task").stream()
        .filter(cell -> cell.answer() == answer)
        .map(Sweep.Cell::operation)
        .toList();
  }

  @Tag("vm")
  @Test
  void everyOperationHasItsAnswerInTheCallbackThatHoldsTheRunqueueLock() throws Exception {
    RunRecord run = sweep("exit_task", ".*", 150, List.of());
    assertThat(run.verdict().outcome()).as("%s", run.verdict()).isEqualTo(Outcome.PASS);
    assertThat(run.sweep().orElseThrow().cells())
        .hasSizeGreaterThan(25)
        .allMatch(cell -> cell.answer().answered());
    assertThat(operations(run, Sweep.Answer.DONE))
        .contains("task_storage", "lru_hash", "timer", "workqueue");
    // A signal reaches a task that is not yet gone, now and then.
    assertThat(operations(run, Sweep.Answer.FAILED))
        .contains("timer_cancel")
        .isSubsetOf("signal", "timer_cancel");
    assertThat(run.sweep().orElseThrow().notCovered())
        .extracting(Sweep.Call::name)
        .contains("scx_bpf_error_bstr", "user_ringbuf_drain")
        .doesNotContain("task_storage_get", "bpf_task_acquire", "scx_bpf_kick_cpu", "sys_bpf");
    assertThat(Files.readString(run.directory().resolve("output.log")))
        .containsPattern("exit_task x task_storage: done \\d+ times on 2 CPUs");
  }

  /** How often a bug shows itself is chance: a case that may miss it is none for a gate. */
  @Tag("vm-full")
  @Test
  void theBugThatTheProjectExistsForIsFoundInEachOfItsCellsAndInNoOther() throws Exception {
    Path control = Gates.written(scratch, "control.patch", Gates.control());
    RunRecord run =
        sweep("exit_task", "cgroup_storage|hash|object|task_storage|timer", 600, List.of(control));
    assertThat(run.verdict().outcome()).as("%s", run.verdict()).isEqualTo(Outcome.FAIL);
    assertThat(run.verdict().cause()).isEqualTo(Cause.SPLAT);
    assertThat(run.splats()).extracting(Splat::family).containsOnly(Family.INVALID_WAIT_CONTEXT);
    assertThat(run.verdict().evidence())
        .satisfiesExactly(
            first -> assertThat(first).endsWith("during cell exit_task x cgroup_storage"),
            second -> assertThat(second).endsWith("during cell exit_task x task_storage"));
    assertThat(operations(run, Sweep.Answer.DONE)).containsExactly("hash", "object", "timer");
    assertThat(operations(run, Sweep.Answer.SPLAT))
        .containsExactly("cgroup_storage", "task_storage");
    assertThat(run.counts()).containsEntry("machines", 3L);
    List<String> console = Files.readAllLines(run.directory().resolve("console.log"));
    assertThat(run.splats())
        .allSatisfy(
            splat ->
                assertThat(console.subList((int) splat.line() - 1, (int) splat.endLine()))
                    .anyMatch(line -> line.contains("BUG: Invalid wait context")));
  }
}
