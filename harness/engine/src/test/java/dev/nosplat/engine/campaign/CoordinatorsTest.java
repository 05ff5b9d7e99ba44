// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CampaignIT stops a real one. */
class CoordinatorsTest {
  @TempDir private Path directory;

  @Test
  void whereNobodyEverRanNobodyIsAsked() {
    assertThat(new Coordinators(directory.resolve("none")).stop()).isZero();
  }

  @Test
  void whoHasEndedIsForgotten() throws Exception {
    Coordinators coordinators = new Coordinators(directory);
    coordinators.enter(12).close();
    assertThat(directory.resolve("12")).doesNotExist();
    Files.createFile(directory.resolve("13")); // it was killed
    assertThat(coordinators.stop()).isZero();
    assertThat(directory.resolve("13")).doesNotExist();
  }

  /** The numbers of another container's processes are others here. */
  @Test
  void aProcessThatHasNotTheFileOpenIsNeverAskedToStop() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try (FileLock held =
        FileLock.acquire(directory.resolve(String.valueOf(bystander.pid())), () -> {})) {
      assertThat(new Coordinators(directory).stop()).isZero();
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void aFileOfAnyOtherNameIsNoProcess() throws Exception {
    try (FileLock held = FileLock.acquire(directory.resolve("-1"), () -> {})) {
      assertThat(new Coordinators(directory).stop()).isZero();
    }
  }
}
