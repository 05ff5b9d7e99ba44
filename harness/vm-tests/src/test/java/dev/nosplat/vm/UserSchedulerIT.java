// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.splat.Family;
import dev.nosplat.vm.CommandLine.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers of a user's, under a command and under the churn. */
class UserSchedulerIT {
  private static final String COUNTING =
      Path.of("../../examples/run/counting.bpf.c").toAbsolutePath().normalize().toString();

  private static final String HEAD =
      """
      #include "vmlinux.h"
      #include <bpf/bpf_helpers.h>
      #include <bpf/bpf_tracing.h>
      char _license[] SEC("license") = "GPL";
      """;

  @TempDir private Path directory;

  @Tag("vm")
  @Test
  void aCommandRunsUnderTheExampleAndItsCountersAreEvidence() throws Exception {
    RunRecord run = run(COUNTING, "for i in 1 2 3 4 5 6 7 8; do /bin/sleep 0 & done; wait");
    assertThat(run.verdict().outcome()).as("%s", run.verdict()).isEqualTo(Outcome.PASS);
    assertThat(run.scenario()).isEqualTo("command+counting");
    assertThat(row(run, "scheduler").observed()).contains("enabled counting, enable_seq 1");
    assertThat(row(run, "scheduler's counters").observed()).contains("exits ", "runs ");
    assertThat(run.counts().get("scheduler.exits")).isGreaterThanOrEqualTo(8);
  }

  @Tag("vm-full")
  @Test
  void theChurnRunsUnderOneThatCountsNothingWhichIsSaid() throws Exception {
    String silent =
        source(
            "silent", "SEC(\".struct_ops.link\") struct sched_ext_ops s = {.name = \"silent\"};");
    Ended ended =
        CommandLine.run("check", "--tree", "debian:newest", "--scheduler", silent, "--json");
    RunRecord run = RunRecordJson.read(ended.out());
    assertThat(run.verdict().outcome()).as("%s", run.verdict()).isEqualTo(Outcome.PASS);
    assertThat(run.scenario()).isEqualTo("exit_task_delete+silent");
    assertThat(row(run, "scheduler's counters").observed()).startsWith("none: it has no such map");
    assertThat(run.evidence().requirements())
        .extracting(Requirement::name)
        .contains("tasks churned", "memory: scheduler")
        .doesNotContain("deletes");
  }

  @Tag("vm-full")
  @Test
  void oneThatLeavesTasksAloneOrIsEjectedIsNoPass() throws Exception {
    String partial =
        source(
            "partial",
            "SEC(\".struct_ops.link\") struct sched_ext_ops p = {\n"
                + "  .flags = SCX_OPS_SWITCH_PARTIAL, .name = \"partial\"};");
    RunRecord alone = run(partial, "sleep 1");
    assertThat(alone.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(alone.evidence().unmet())
        .extracting(Requirement::name)
        .containsExactly("tasks under it");

    String failing =
        source(
            "failing",
            """
            static char why[] = "on purpose";
            SEC("struct_ops/exit_task")
            void BPF_PROG(eject_myself, struct task_struct *p, struct scx_exit_task_args *args)
            {
              unsigned long long none[1] = {};

              scx_bpf_error_bstr(why, none, sizeof(none));
            }
            SEC(".struct_ops.link")
            struct sched_ext_ops f = {.exit_task = (void *)eject_myself, .name = "failing"};
            """);
    RunRecord ejected = run(failing, "for i in 1 2 3 4; do /bin/sleep 0 & done; wait; sleep 1");
    assertThat(ejected.verdict().outcome()).isEqualTo(Outcome.FAIL);
    assertThat(ejected.verdict().cause()).isEqualTo(Cause.SPLAT);
    assertThat(ejected.splats().get(0).family()).isEqualTo(Family.SCHED_EXT_EJECTION);
    assertThat(row(ejected, "scheduler").met()).isFalse();
  }

  private String source(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name + ".bpf.c"), HEAD + text).toString();
  }

  private static RunRecord run(String scheduler, String script) throws Exception {
    Ended ended =
        CommandLine.run(
            "run",
            "--tree",
            "debian:newest",
            "--scheduler",
            scheduler,
            "--json",
            "--",
            "sh",
            "-c",
            script);
    assertThat(ended.out()).as(ended.err()).isNotEmpty();
    return RunRecordJson.read(ended.out());
  }

  private static Requirement row(RunRecord run, String name) {
    List<Requirement> rows =
        run.evidence().requirements().stream().filter(row -> row.name().equals(name)).toList();
    assertThat(rows).as(name).hasSize(1);
    return rows.get(0);
  }
}
