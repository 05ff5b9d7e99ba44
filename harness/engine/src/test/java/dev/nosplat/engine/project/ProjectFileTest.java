// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFileTest {
  private static final String TEXT = "defaults: {tree: debian:newest}\n";

  @TempDir private Path top;

  @Test
  void theNearestOneHolds() throws IOException {
    Path inner = Files.createDirectories(top.resolve("a/b/c"));
    Path outer = Files.writeString(top.resolve(ProjectFile.NAME), TEXT);
    assertThat(ProjectFile.find(inner)).map(Project::file).contains(outer);
    Path nearer = Files.writeString(top.resolve("a").resolve(ProjectFile.NAME), TEXT);
    assertThat(ProjectFile.find(inner)).map(Project::file).contains(nearer);
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Files.writeString(top.resolve("other"), TEXT);
    Files.createSymbolicLink(top.resolve(ProjectFile.NAME), Path.of("other"));
    refused("it is no regular file");
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    Files.createDirectory(top.resolve(ProjectFile.NAME));
    refused("it is no regular file");
  }

  @Test
  void aNamedPipeIsNotOpened() throws Exception {
    Process made = new ProcessBuilder("mkfifo", top.resolve(ProjectFile.NAME).toString()).start();
    assertThat(made.waitFor()).isZero();
    refused("it is no regular file");
  }

  @Test
  void whatEveryUserMayWriteIsNotTaken() throws IOException {
    Path file = Files.writeString(top.resolve(ProjectFile.NAME), TEXT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    refused("every user may write it");
  }

  @Test
  void whatAnotherUserHasPutThereIsNotTaken() throws IOException {
    Path file = Files.writeString(top.resolve(ProjectFile.NAME), TEXT);
    assumeThat((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root gives files away")
        .isZero();
    Files.setAttribute(file, "unix:uid", 12_345);
    refused("it belongs to user 12345, and you are user 0");
  }

  @Test
  void aFileWithoutEndIsNotRead() throws IOException {
    Path file = Files.writeString(top.resolve(ProjectFile.NAME), TEXT);
    try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.position(1L << 40);
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]));
    }
    refused("it is longer than 1 MiB");
  }

  private void refused(String why) {
    assertThatThrownBy(() -> ProjectFile.find(top))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.what()).isEqualTo(top.resolve(ProjectFile.NAME) + " is not taken.");
              assertThat(e.evidence()).containsExactly(why);
              assertThat(e.advice()).contains("--no-config");
            });
  }
}
