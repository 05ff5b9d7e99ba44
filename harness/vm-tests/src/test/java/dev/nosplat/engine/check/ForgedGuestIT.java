// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.guest.GuestImages;
import dev.nosplat.engine.machine.Accelerator;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.engine.scenario.ScenarioResult;
import dev.nosplat.engine.scenario.ScenarioRun;
import dev.nosplat.engine.verdict.Findings;
import dev.nosplat.engine.verdict.Judge;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sound kernel with a guest that only says what the harness wants to hear: it loads no scheduler
 * and makes no task. A further archive behind the guest image, which the kernel unpacks over it,
 * brings the forged programs, as a bundle from anyone could.
 */
@Tag("vm")
class ForgedGuestIT {
  private static final String EVIDENCE =
      """
      #!/bin/sh
      state=disabled
      [ -e /tmp/registered ] && [ ! -e /tmp/done ] && state=enabled
      echo "kernel=7.3.4
      cpus_online=0-1
      scx.state=$state
      scx.ops=exit_task_delete
      scx.enable_seq=1
      lockdep.lock-classes=1176
      lockdep.lock-classes.max=8192
      debug_locks=1"
      """;

  private static final String CHURN =
      """
      #!/bin/sh
      read -r n </tmp/churned || n=0
      echo $((n + 2600)) >/tmp/churned
      echo '{"tasks":2600,"first_error":null}'
      """;

  private static final String BPFTOOL =
      """
      #!/bin/sh
      case "$*" in
      *register*) touch /tmp/registered ;;
      *nosplat_exit*) touch /tmp/done; echo '[]' ;;
      *show*) echo '[]' ;;
      *)
        read -r n </tmp/churned || n=0
        n=$((n / 2))
        echo '[{"formatted":{"key":0,"values":['
        for cpu in 0 1; do
          [ $cpu = 1 ] && echo ,
          echo '{"cpu":'$cpu',"value":{"creates":'$n',"deletes":'$n',"deletes_enoent":0,'
          echo '"create_failures":0,"exits_cancelled":'$n',"last_error":0,'
          echo '"deletes_lock":0,"deletes_other":0}}'
        done
        echo ']}}]'
        ;;
      esac
      """;

  @TempDir Path scratch;

  @Test
  void aGuestThatOnlySaysWhatIsWantedDoesNotPass() throws Exception {
    Engine engine = Engine.open(Settings.ofProcess());
    CheckPlan plan = CheckPlan.of("debian:newest").onFreshBoot();
    RunDirectory directory = new RunDirectory("forged", scratch);
    Prepared sound =
        engine.prepare(plan, directory, new Timeline(engine.settings().clock()), Progress.silent());
    Prepared forged = withGuest(sound, forged(sound.image()));
    ScenarioResult result;
    Verdict verdict;
    try (Machine machine =
        engine.start(forged, plan, Accelerator.TCG, scratch, Progress.silent())) {
      result =
          new ScenarioRun(
                  forged.scenario(),
                  plan.profile(),
                  machine,
                  forged.programs(),
                  forged.kernel().symbols(),
                  forged.kernel().canary(),
                  forged.kernel().counted(),
                  0,
                  engine::nonce,
                  Progress.silent())
              .run(forged.kernel().noCanary(), Interlude.NONE);
      verdict =
          Judge.judge(
              new Findings(
                  result.splats(),
                  Map.of(),
                  List.of(),
                  result.evidence(),
                  machine.state(),
                  machine.reason(),
                  result.ejection(),
                  result.failures(),
                  result.trouble(),
                  result.troubleEvidence(),
                  machine.console().tail(),
                  machine.hostStarved()));
    }
    // All that the guest itself could say was believed; what lies in its memory was not forged.
    assertThat(result.evidence().unmet())
        .as("%s", result.evidence())
        .extracting(Requirement::name)
        .containsExactly("memory: tasks", "memory: scheduler");
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).isEqualTo(Cause.EVIDENCE_MISSING);
  }

  private static Prepared withGuest(Prepared sound, GuestImages.Image image) {
    return new Prepared(
        sound.subject(),
        sound.treeId(),
        sound.kernel(),
        sound.scenario(),
        sound.programs(),
        sound.instrument(),
        sound.changes(),
        image);
  }

  private GuestImages.Image forged(GuestImages.Image image) throws IOException {
    Path file = Files.copy(image.file(), scratch.resolve("forged.cpio"));
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      out.write(new byte[(int) (-Files.size(file) & 3)]); // archives begin on four bytes
      out.write(archive());
    }
    return new GuestImages.Image(file, image.tools(), image.key() + "-forged");
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(bytes)) {
      for (Map.Entry<String, String> program :
          Map.of(
                  "nosplat/evidence", EVIDENCE,
                  "nosplat/churn", CHURN,
                  "usr/sbin/bpftool", BPFTOOL)
              .entrySet()) {
        byte[] text = program.getValue().getBytes(StandardCharsets.UTF_8);
        CpioArchiveEntry entry = new CpioArchiveEntry(program.getKey(), text.length);
        entry.setMode(CpioConstants.C_ISREG | 0755);
        cpio.putArchiveEntry(entry);
        cpio.write(text);
        cpio.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
