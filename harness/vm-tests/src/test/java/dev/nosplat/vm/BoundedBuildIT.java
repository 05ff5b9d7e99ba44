// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.kernel.BuildLimits;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.vm.StandInTree.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build that takes without end is ended, and it is the build's own fault. */
@Tag("vm")
class BoundedBuildIT {
  private static final long GIB = 1L << 30;
  private static final BuildLimits SHORT =
      new BuildLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), GIB, 100_000);

  @TempDir Path scratch;
  private StandInTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new StandInTree(scratch);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 1000",
        "while :; do :; done",
        // Everything that it may signal; the process that keeps the container is not among it.
        "kill -STOP -1; sleep 1000",
        "sleep 1000 < /dev/null > /dev/null 2>&1 & wait",
      })
  void aBuildThatNeverEndsIsEnded(String never) {
    tree.within(SHORT);
    assertThat(refusal(never).what()).isEqualTo("The build did not end within 5 s");
  }

  @Test
  void aConfigurationThatNeverEndsIsEnded() throws Exception {
    tree.within(SHORT).at(Step.CONFIGURE, "sleep 1000");
    BuildFailed refused = catchThrowableOfType(BuildFailed.class, tree::build);
    assertThat(refused.what()).isEqualTo("The build did not end within 5 s");
  }

  /** The main process belongs to another user, whatever the build sends to whom. */
  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP", "TERM"})
  void nothingInsideCanSignalWhatKeepsTheContainer(String signal) {
    BuildFailed refused =
        refusal(
            "for p in /proc/[0-9]*; do p=${p#/proc/}; [ $p = $$ ] || [ $p = $PPID ] || case"
                + " $(cat /proc/$p/comm) in tini|timeout|flock) kill -"
                + signal
                + " $p && echo signalled $p;; esac; done; exit 1");
    assertThat(refused.what()).isEqualTo("the kernel does not compile");
    assertThat(refused.evidence()).noneMatch(line -> line.contains("signalled"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo 'x.c:1: error: Killed is undeclared'",
        "echo 'gcc: fatal error: Killed signal terminated program cc1'",
        "echo 'x.c:1: fatal error: x.o: No space left on device'",
        "sh -c 'kill -9 $$' || true",
      })
  void noWordOfTheBuildsMakesItsFailureOurs(String words) {
    assertThat(refusal(words + "; exit 1").what()).isEqualTo("the kernel does not compile");
  }

  @Test
  void aBuildThatFillsItsOwnMemoryFailsByItself() {
    assertThat(refusal("head -c 9G /dev/zero | tail > /dev/null").what())
        .contains("needs more than the 8192 MiB of memory");
  }

  @Test
  void aBuildThatFillsTheDiskIsEnded() {
    tree.within(new BuildLimits(Duration.ofMinutes(2), Duration.ofMinutes(2), GIB, 100_000));
    assertThat(refusal("head -c 8G /dev/zero > /build/big; sleep 100").what())
        .isEqualTo("The build wrote more than 1024 MiB");
  }

  @Test
  void aBuildThatMakesFilesWithoutEndIsEnded() {
    tree.within(new BuildLimits(Duration.ofMinutes(2), Duration.ofMinutes(2), GIB, 20_000));
    assertThat(refusal("cd /build; seq 1 200000 | xargs touch; sleep 100").what())
        .isEqualTo("The build wrote more than 20000 files");
  }

  @Test
  void whatABuildWritesElsewhereHasItsBound() throws Exception {
    refusal(
        "for d in / /etc /usr/bin /root /var /opt /run /nosplat /src; do touch $d/x && echo WROTE"
            + " $d; done; for f in /var/run/docker.sock /run/docker.sock /run/containerd"
            + " /run/podman "
            + Path.of("pom.xml").toAbsolutePath()
            + "; do [ ! -e $f ] || echo HOST $f; done; ls /root && echo READ; head -c 3G /dev/zero > /tmp/big || echo FULL tmp; head -c 1G /dev/zero >"
            + " /home/nosplat/big || echo FULL home; exit 1");
    assertThat(tree.log())
        .contains("FULL tmp", "FULL home")
        .doesNotContain("WROTE", "HOST", "READ");
  }

  @Test
  void aLineWithoutAnEndIsCut() throws Exception {
    tree.at(Step.COMPILE, "head -c 100M /dev/zero | tr '\\0' 'x'; echo; echo after");
    tree.build();
    assertThat(tree.log()).contains("bytes more in this line]\nafter\n").hasSizeLessThan(70_000);
  }

  @Test
  void aForkBombEndsWithItsBuild() {
    tree.within(SHORT);
    assertThat(refusal("bash -c ':(){ :|:& };:'; sleep 1000").what())
        .isEqualTo("The build did not end within 5 s");
  }

  @Test
  void whatABuildLeavesRunningIsGoneBeforeTheHarvest() throws Exception {
    tree.at(
        Step.CANARY,
        "cp /build/vmlinux /build/v; (setsid sh -c 'while :; do ln -sf /etc/passwd /build/l; mv -T"
            + " /build/l /build/vmlinux; cp /build/v /build/w; mv -T /build/w /build/vmlinux; done'"
            + " < /dev/null > /dev/null 2>&1 &); sleep 1");
    for (int i = 0; i < 3; i++) {
      try {
        assertThat(tree.build().vmlinux()).isRegularFile();
      } catch (BuildFailed e) {
        assertThat(e.evidence()).containsExactly("vmlinux is a symbolic link");
      }
    }
  }

  private BuildFailed refusal(String compiling) {
    BuildFailed refused =
        catchThrowableOfType(BuildFailed.class, () -> tree.at(Step.COMPILE, compiling).build());
    assertThat(refused).isNotNull();
    return refused;
  }
}
