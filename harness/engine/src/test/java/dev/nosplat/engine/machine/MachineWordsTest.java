// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.files.BoundedLog;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineWordsTest {
  private static final MachineSpec SPEC =
      new MachineSpec(
          Path.of("/k"),
          Path.of("/i"),
          Path.of("/t"),
          250,
          2,
          1024,
          Accelerator.TCG,
          Root.INITRAMFS,
          false,
          List.of("one=1"),
          "image",
          Optional.empty());

  @Test
  void aShellReadsNothingIntoAQuotedWord() throws Exception {
    for (String word : List.of("plain", "a b", "$(id)", "it's", "`x`", "-n", "", "a\nb", "\\")) {
      Process echo = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.quote(word)).start();
      assertThat(new String(echo.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(word);
    }
  }

  @Test
  void aNulIsNoWord() {
    assertThatThrownBy(() -> ShellWord.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theKernelIsNeverQuietAndOursComeBeforeTheUsersParameters() {
    assertThat(QemuCommand.parameters(SPEC))
        .contains("ignore_loglevel")
        .contains(" rdinit=/init ")
        .endsWith(" one=1");
    assertThatThrownBy(
            () ->
                new MachineSpec(
                    Path.of("/k"),
                    Path.of("/i"),
                    Path.of("/t"),
                    250,
                    2,
                    1024,
                    Accelerator.TCG,
                    Root.INITRAMFS,
                    false,
                    List.of("quiet"),
                    "image",
                    Optional.empty()))
        .hasMessageContaining("hides");
  }

  @Test
  void whatStandsStillIsReportedAfterTwiceTheTimeUnderEmulation() {
    assertThat(QemuCommand.parameters(SPEC))
        .contains(
            " watchdog_thresh=20 workqueue.watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120"
                + " rcupdate.rcu_task_stall_timeout=30000 ");
    assertThat(QemuCommand.parameters(SPEC.under(Accelerator.KVM)))
        .contains(
            " watchdog_thresh=10 workqueue.watchdog_thresh=30 rcupdate.rcu_cpu_stall_timeout=60"
                + " rcupdate.rcu_task_stall_timeout=15000 ");
  }

  @Test
  void aParameterCannotSmuggleAnotherOneIn() {
    assertThatThrownBy(() -> SPEC.with(List.of("a=1 quiet")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theGuestHasNoWayOut() {
    assertThat(String.join(" ", QemuCommand.inContainer(SPEC))).contains("restrict=on");
    assertThat(QemuCommand.script(SPEC, "/k", "/i", "image")).contains("restrict=on");
  }

  @Test
  void aSharedRootIsReadOnlyAndNeverTheRootOfAHost() {
    MachineSpec shared =
        new MachineSpec(
            SPEC.kernel(),
            SPEC.initramfs(),
            SPEC.tools(),
            SPEC.tickHz(),
            SPEC.cpus(),
            SPEC.memoryMiB(),
            SPEC.accelerator(),
            Root.VIRTME,
            SPEC.debugged(),
            SPEC.parameters(),
            SPEC.content(),
            SPEC.symbols());
    assertThat(String.join(" ", QemuCommand.inContainer(shared)))
        .contains("path=/,security_model=none,readonly=on");
    assertThat(QemuCommand.script(shared, "/k", "/i", "image"))
        .doesNotContain("command -v qemu-system-x86_64")
        .contains("docker run");
    assertThat(QemuCommand.parameters(shared)).contains(" nosplat_virtme ", " virtme.exec=`");
  }

  @Test
  void aFloodKeepsItsHeadAndItsTailAndSaysWhatIsMissing(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("log");
    BoundedLog log = new BoundedLog(file, 10, 10);
    byte[] bytes = "0123456789abcdefghijABCDEFGHIJ".getBytes(StandardCharsets.UTF_8);
    log.write(bytes, bytes.length);
    assertThat(log.lost()).isEqualTo(10);
    log.close();
    assertThat(Files.readString(file))
        .isEqualTo("0123456789\n[nosplat: 10 bytes of a flood are left out here]\nABCDEFGHIJ");
  }

  @Test
  void whatFitsIsKeptWhole(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("log");
    BoundedLog log = new BoundedLog(file, 10, 10);
    byte[] bytes = "0123456789abcdefghi".getBytes(StandardCharsets.UTF_8);
    log.write(bytes, bytes.length);
    log.close();
    assertThat(Files.readString(file)).isEqualTo("0123456789abcdefghi");
  }

  @Test
  void aMarkerIsFoundByItsNonceAlone(@TempDir Path directory) throws Exception {
    try (Console console = new Console(directory.resolve("log"), Clock.systemUTC())) {
      console.drain(
          new ByteArrayInputStream(
              "boot\r\n[    1.0] nosplat-marker: start aaaa\r\nlast"
                  .getBytes(StandardCharsets.UTF_8)));
      assertThat(console.await(new Marker("start", "aaaa"), Duration.ZERO)).hasValue(2);
      assertThat(console.await(new Marker("start", "bbbb"), Duration.ZERO)).isEmpty();
      assertThat(console.tail()).endsWith("last");
      assertThat(console.ended()).isTrue();
    }
  }
}
