// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.kernel.BuildLimits;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.UntrustedBuilds;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.vm.StandInTree.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one build may leave to another: a trusted one its objects, an untrusted one nothing. */
@Tag("vm")
class UntrustedBuildIT {
  /** Compiles the scheduler as kbuild would, unless make finds it made. */
  private static final String COMPILE =
      """
      cd /build
      echo 'const char word[] = "THE REAL SCHEDULER";' > sched.c
      [ -e sched.o ] || ccache gcc -c sched.c -o sched.o
      cat sched.o >> vmlinux
      """;

  /** Everything that the review's attackers tried to leave for the next. */
  private static final String POISON =
      """
      cd /build
      echo 'const char word[] = "LOCKDEP IS OFF"; /* the same length */' > forged.c
      gcc -c forged.c -o sched.o
      touch -d tomorrow sched.o
      printf '#!/bin/sh\\nexit 1\\n' > /build/evil; chmod +x /build/evil
      echo 'prefix_command = /build/evil' > /ccache/ccache.conf || true
      for cached in $(find /ccache -type f -name '*R' -o -type f -name '*M'); do
        cp /dev/null "$cached" || true
      done
      cat sched.o >> vmlinux
      """;

  @TempDir Path scratch;
  private StandInTree tree;
  private Path untrustedHome;

  @BeforeEach
  void plant() throws IOException {
    tree = new StandInTree(scratch);
    untrustedHome = scratch.resolve("cache").resolve("untrusted");
  }

  @Test
  void anUntrustedBuildLeavesNothingToATrustedOne() throws Exception {
    tree.at(Step.COMPILE, COMPILE);
    assertThat(text(tree.build())).contains("THE REAL SCHEDULER");
    tree.at(Step.COMPILE, POISON);
    assertThat(built("series")).contains("LOCKDEP IS OFF");
    tree.at(Step.COMPILE, "rm -f /build/sched.o\n" + COMPILE);
    assertThat(text(tree.build())).contains("THE REAL SCHEDULER").doesNotContain("LOCKDEP IS OFF");
    tree.at(Step.COMPILE, COMPILE);
    assertThat(text(tree.build())).doesNotContain("LOCKDEP IS OFF");
    assertThat(scratch.resolve("cache/ccache/ccache.conf")).doesNotExist();
  }

  @Test
  void nothingOfOneSeriesReachesAnother() throws Exception {
    tree.at(Step.COMPILE, POISON);
    built("one");
    tree.at(Step.COMPILE, COMPILE);
    assertThat(built("other")).contains("THE REAL SCHEDULER").doesNotContain("LOCKDEP IS OFF");
  }

  @Test
  void theCommitsOfASeriesShareACopyInOrderAndItGoesWithThem() throws Exception {
    try (UntrustedBuilds builds = new UntrustedBuilds(untrustedHome)) {
      tree.at(Step.COMPILE, "echo first > /build/made-by-the-first");
      tree.build(Optional.of("series"), builds);
      tree.at(Step.COMPILE, "cat /build/made-by-the-first >> /build/vmlinux");
      assertThat(text(tree.build(Optional.of("series"), builds))).endsWith("first\n");
    }
    assertThat(untrustedHome).isEmptyDirectory();
  }

  @Test
  void anUntrustedBuildStartsWithTheBasesObjectsAndTakesHitsFromItsCache() throws Exception {
    tree.at(Step.COMPILE, COMPILE);
    tree.build();
    tree.at(
        Step.COMPILE,
        """
        cd /build
        ls -l --time-style=+%s sched.o > before
        rm -f sched.o
        CCACHE_LOGFILE=/tmp/log ccache gcc -c sched.c -o sched.o
        grep -o 'Succeeded getting cached result' /tmp/log >> before
        cat before >> vmlinux
        """);
    assertThat(built("series")).contains("sched.o").contains("Succeeded getting cached result");
  }

  @Test
  void theBaseIsReadOnlyThere() throws Exception {
    tree.at(Step.COMPILE, COMPILE);
    tree.build();
    tree.at(
        Step.COMPILE,
        """
        for place in /base /ccache; do
          if touch $place/here 2>> /build/said; then echo "$place was written" >> /build/said; fi
        done
        cat /build/said >> /build/vmlinux
        """);
    assertThat(built("series"))
        .contains("'/base/here': Read-only file system")
        .contains("'/ccache/here': Read-only file system")
        .doesNotContain("was written");
  }

  @Test
  void aConfigurationThatATrustedBuildLeftInTheCompilersCacheHasNoSay() throws Exception {
    tree.at(Step.COMPILE, POISON);
    tree.build();
    assertThat(scratch.resolve("cache/ccache/ccache.conf")).exists();
    tree.at(Step.COMPILE, "rm -f /build/sched.o\n" + COMPILE);
    assertThat(text(tree.build())).contains("THE REAL SCHEDULER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mkdir -m 000 /build/closed", "ln -s / /build/root", "mkfifo /build/fifo"})
  void whatAnUntrustedBuildLeavesIsRemovedAndNothingElse(String left) throws Exception {
    tree.at(Step.COMPILE, left);
    built("series");
    assertThat(untrustedHome).isEmptyDirectory();
    assertThat(scratch.resolve("tree")).isNotEmptyDirectory();
  }

  /**
   * All in one build directory, which the next build copies, the cache measures, and all remove.
   */
  @Test
  void whateverNamesAndKindsOfFilesABuildLeavesTheNextIsBuiltAndAllGoes() throws Exception {
    tree.at(
        Step.COMPILE,
        """
        cd /build
        touch -- "$(printf 'a\\nb\\033[2J')" -rf --target-directory=x "$(printf 'CASE')" case
        touch "$(head -c 255 /dev/zero | tr '\\0' n)"
        python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('socket')"
        mkfifo pipe
        truncate -s 1T holes
        mknod device c 1 3 2> /dev/null && echo DEVICE
        setfattr -n user.nosplat -v x vmlinux 2> /dev/null || true
        ln vmlinux second-name
        chmod 6777 vmlinux
        """);
    Kernel kernel = tree.build();
    assertThat(tree.log()).doesNotContain("DEVICE");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kernel.vmlinux())))
        .isEqualTo("rw-r--r--");
    assertThat(
            Files.getFileAttributeView(kernel.vmlinux(), UserDefinedFileAttributeView.class).list())
        .isEmpty();
    tree.at(Step.COMPILE, "ls -q /build | grep -c . >> /build/vmlinux");
    assertThat(built("series")).isNotEmpty();
    assertThat(untrustedHome).isEmptyDirectory();
    assertThat(tree.build().vmlinux()).isRegularFile();
  }

  @Test
  void anObjectThatATrustedBuildForgedIsSeenWhereTheKernelIsBuiltTwice() throws Exception {
    tree.at(Step.COMPILE, POISON);
    tree.build();
    tree.at(Step.COMPILE, COMPILE);
    assertThatThrownBy(() -> tree.buildTwice(Progress.silent()))
        .isInstanceOfSatisfying(
            InfraFailed.class,
            failed ->
                assertThat(failed.evidence()).singleElement().asString().startsWith("vmlinux: "));
    assertThat(untrustedHome).isEmptyDirectory();
  }

  /** Each is a part of what makes a module in the patched tree, or of what its build leaves. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "scripts/at-CANARY.sh <echo FORGED >> $(ls -d /tmp/canary /build/nosplat/vm-images/canary"
            + " 2> /dev/null)/nosplat_canary.ko",
        "scripts/modpost.c <echo FORGED",
        "arch/x86/Makefile <flags = FORGED",
        "scripts/at-COMPILE.sh <echo echo FORGED > /build/scripts/modpost",
        "scripts/at-COMPILE.sh <echo 'flags = FORGED' > /build/include/config/auto.conf",
      })
  void whatMakesAModuleInThePatchedTreeHasNoSayInTheCanary(String part) throws Exception {
    String[] words = part.split(" <", 2);
    Files.writeString(tree.top().resolve(words[0]), words[1] + "\n");
    Files.writeString(tree.top().resolve("include/header.h"), "a patched header\n");
    assertThat(canary(tree.build())).as("where somebody vouches for the tree").contains("FORGED");
    try (UntrustedBuilds builds = new UntrustedBuilds(untrustedHome)) {
      assertThat(canary(tree.build(Optional.of("series"), builds)))
          .contains("MODULE_LICENSE", "a patched header", "of the architecture y")
          .contains("checked by modpost")
          .doesNotContain("FORGED");
    }
  }

  @Test
  void aPatchedHeaderThatNeverEndsIsThePatchsFault() throws Exception {
    Files.delete(tree.top().resolve("include/header.h"));
    Files.createSymbolicLink(tree.top().resolve("include/header.h"), Path.of("/dev/random"));
    tree.within(new BuildLimits(Duration.ofSeconds(3), Duration.ofMinutes(1), 1L << 30, 100_000));
    try (UntrustedBuilds builds = new UntrustedBuilds(untrustedHome)) {
      assertThatThrownBy(() -> tree.build(Optional.of("series"), builds))
          .isInstanceOf(BuildFailed.class)
          .hasMessageContaining("canary");
    }
  }

  private static String canary(Kernel kernel) throws IOException {
    return Files.readString(kernel.canary().orElseThrow(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void anHonestKernelIsTheSameWhenItIsBuiltTwiceAndNotBuiltAThirdTime() throws Exception {
    tree.at(Step.COMPILE, COMPILE + "ls /ccache | wc -l\n");
    tree.buildTwice(Progress.silent());
    assertThat(untrustedHome).isEmptyDirectory();
    assertThat(tree.log().lines().filter("0"::equals)).as("an empty cache").hasSize(1);
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNext() throws Exception {
    Path dead = Files.createDirectories(untrustedHome.resolve("gate-of-a-killed-process/build"));
    Files.writeString(dead.resolve("object.o"), "forged");
    built("series");
    assertThat(dead).doesNotExist();
  }

  @Test
  void aSeriesThatIsAtWorkIsLeftAlone() throws Exception {
    try (UntrustedBuilds mine = new UntrustedBuilds(untrustedHome)) {
      tree.build(Optional.of("mine"), mine);
      built("other");
      try (Stream<Path> there = Files.list(untrustedHome.resolve("mine/build"))) {
        assertThat(there).isNotEmpty();
      }
    }
  }

  private static String text(Kernel kernel) throws IOException {
    return Files.readString(kernel.vmlinux(), StandardCharsets.ISO_8859_1);
  }

  /** The text of a vmlinux that an untrusted build made, whose directory is gone again. */
  private String built(String series) throws Exception {
    try (UntrustedBuilds builds = new UntrustedBuilds(untrustedHome)) {
      return text(tree.build(Optional.of(series), builds));
    }
  }
}
