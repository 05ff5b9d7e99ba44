// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.vm.CommandLine.Ended;
import dev.nosplat.vm.CommandLine.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad input and trouble, as a user of the command line meets them: a clear sentence, the right exit
 * code, and nothing left running.
 */
@Tag("vm")
class TroubleIT {
  private static final String TREE = "debian:newest";
  private static final int FAIL = 1;
  private static final int BAD_INPUT = 2;
  private static final int INCONCLUSIVE = 3;
  private static final int BUILD_FAILED = 4;
  private static final int BOOT_FAILED = 5;
  private static final int INFRA_FAILED = 6;

  private Set<String> before = Set.of();

  @BeforeEach
  void lookAtTheContainers() throws Exception {
    before = CommandLine.containers();
  }

  @AfterEach
  void nothingIsLeftRunning() {
    Awaitility.await("containers left over by the command")
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(CommandLine.containers()).isSubsetOf(before));
  }

  @Test
  void aPathThatIsNoKernelTreeIsBadInput(@TempDir Path empty) throws Exception {
    Files.writeString(empty.resolve("README"), "not a kernel\n");
    Ended ended = CommandLine.run("check", "--tree", empty.toString());
    assertThat(ended.exitCode()).isEqualTo(BAD_INPUT);
    assertThat(ended.err()).contains("error: ").contains(empty.toString());
  }

  @Test
  void aPatchThatDoesNotApplyNamesFileAndHunk() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--patch", CommandLine.resource("does-not-apply.patch"));
    assertThat(ended.exitCode()).isEqualTo(BAD_INPUT);
    assertThat(ended.err()).contains("lib/ctype.c").contains("nosplat_never_was.h");
  }

  @Test
  void aPatchThatDoesNotCompileShowsTheCompilersOwnLines() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--patch", CommandLine.resource("does-not-compile.patch"));
    assertThat(ended.exitCode()).isEqualTo(BUILD_FAILED);
    assertThat(ended.out())
        .startsWith("BUILD_FAILED")
        .contains("undeclared_here", "\n  series ")
        .doesNotContain("unpatched");
  }

  @Test
  void aSymbolThatDoesNotSurviveStopsTheRunByName() throws Exception {
    Ended ended =
        CommandLine.run("check", "--tree", TREE, "--config", CommandLine.resource("unmet.config"));
    assertThat(ended.exitCode()).isEqualTo(BUILD_FAILED);
    assertThat(ended.out()).startsWith("BUILD_FAILED").contains("CONFIG_SCSI_VIRTIO");
    assertThat(ended.out().replaceAll("\\s+", " "))
        .contains("needs BLOCK, which is off because nobody asks for it");
  }

  @Test
  void fragmentsThatExcludeEachOtherAreRefusedByName() throws Exception {
    Ended ended =
        CommandLine.run("check", "--tree", TREE, "--config", "kasan", "--config", "kcsan");
    assertThat(ended.exitCode()).isEqualTo(BAD_INPUT);
    assertThat(ended.err())
        .contains("kcsan and kasan exclude each other")
        .contains("needs !KASAN, but KASAN is y, asked for by kasan");
  }

  @Test
  void noContainerEngineIsOurTroubleAndSaysWhatToRun() throws Exception {
    Ended ended =
        CommandLine.run(
            Map.of("DOCKER_HOST", "unix:///nonexistent/docker.sock"), "check", "--tree", TREE);
    assertThat(ended.exitCode()).isEqualTo(INFRA_FAILED);
    assertThat(ended.err()).contains("no container engine answers").contains("./nosplat doctor");
  }

  @Test
  void aKernelThatPanicsAtBootIsABootFailureWithItsPanic() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--append", "rdinit=/no/init", "--append", "init=/no/init");
    assertThat(ended.exitCode()).isEqualTo(BOOT_FAILED);
    assertThat(ended.out())
        .startsWith("BOOT_FAILED")
        .contains("panic: Requested init /no/init failed");
  }

  @Test
  void aKernelThatHangsBeforeInitIsABootFailure() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--patch", CommandLine.resource("hangs-before-init.patch"));
    assertThat(ended.exitCode()).isEqualTo(BOOT_FAILED);
    assertThat(ended.out()).startsWith("BOOT_FAILED").contains("did not reach user space");
  }

  @Test
  void aKernelThatResetsTheMachineBeforeItsFirstWordIsABootFailure() throws Exception {
    Ended ended =
        CommandLine.run(
            "check",
            "--tree",
            TREE,
            "--patch",
            CommandLine.resource("resets-before-its-console.patch"));
    assertThat(ended.exitCode()).isEqualTo(BOOT_FAILED);
    assertThat(ended.out())
        .startsWith("BOOT_FAILED  the kernel reset the machine before it printed anything");
  }

  @Test
  void anSshThatNeverAnswersIsOurTroubleAndNoVerdict() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--append", "initcall_blacklist=virtio_net_driver_init");
    assertThat(ended.exitCode()).isEqualTo(INFRA_FAILED);
    assertThat(ended.out()).startsWith("INFRA_FAILED").contains("SSH");
  }

  @Test
  void aSchedulerThatTheVerifierRejectsShowsItsLog() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--scenario", CommandLine.resource("rejected.bpf.c"));
    assertThat(ended.exitCode()).isEqualTo(INCONCLUSIVE);
    assertThat(ended.out())
        .startsWith("INCONCLUSIVE")
        .contains("refused the scheduler rejected")
        .contains("rejected_init_task");
  }

  @Test
  void aSchedulerThatTheKernelEjectsFails() throws Exception {
    Ended ended =
        CommandLine.run(
            "check", "--tree", TREE, "--scenario", CommandLine.resource("ejected.bpf.c"));
    assertThat(ended.exitCode()).isEqualTo(FAIL);
    assertThat(ended.out()).startsWith("FAIL").contains("thrown out on purpose");
  }

  @ParameterizedTest
  @CsvSource({"INT, booting", "TERM, booting", "INT, churning", "TERM, churning"})
  void aSignalStopsTheRunAtOnceAndLeavesNothing(String signal, String stage) throws Exception {
    Running running = CommandLine.start(Map.of(), "check", "--tree", TREE);
    assertThat(running.awaitWords(stage)).isTrue();
    running.signal(signal);
    Ended ended = running.await();
    assertThat(ended.exitCode()).isIn(130, 143);
    assertThat(ended.err()).doesNotContain("Exception");
  }

  @Test
  void aSignalDuringTheImportLeavesNoProcessAndNoScratch(@TempDir Path home) throws Exception {
    Running running =
        CommandLine.start(Map.of("NOSPLAT_DIR", home.toString()), "check", "--tree", TREE);
    assertThat(running.awaitWords("importing")).isTrue();
    running.signal("INT");
    assertThat(running.await().exitCode()).isEqualTo(130);
    Awaitility.await("the import's processes")
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(CommandLine.processesAbout(home)).isEmpty());
    assertThat(home.resolve("cache/sources/tmp")).isEmptyDirectory();
    // the file whose bytes are the runs' locks stays, as a lock file must
    assertThat(home.resolve("runs")).isDirectoryNotContaining("glob:**/[!.]*");
  }

  @Test
  void aSignalDuringTheBuildStopsTheCompilersAndTheNextBuildIsWhole(@TempDir Path directory)
      throws Exception {
    String patch = neverBuilt(directory).toString();
    Running running = CommandLine.start(Map.of(), "check", "--tree", TREE, "--patch", patch);
    Awaitility.await("the build's container")
        .atMost(Duration.ofMinutes(10))
        .until(() -> !CommandLine.containers("build").isEmpty() || !running.isAlive());
    running.signal("TERM");
    assertThat(running.await().exitCode()).isEqualTo(143);
    nothingIsLeftRunning();
    Ended whole = CommandLine.run("check", "--tree", TREE, "--patch", patch);
    assertThat(whole.out()).startsWith("PASS");
  }

  /** A patch that no store holds a kernel of. */
  private static Path neverBuilt(Path directory) throws Exception {
    String patch = Files.readString(Path.of(CommandLine.resource("one-comment.patch")));
    return Files.writeString(
        directory.resolve("one-comment.patch"),
        patch.replace("makes the compiler run", "makes the compiler run: " + UUID.randomUUID()));
  }
}
