// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilesTest {
  @TempDir private Path scratch;
  private Path directory = Path.of("");
  private Path secret = Path.of("");
  private RunFiles files = RunFiles.of(Recorded.run("fail"));

  @BeforeEach
  void layOut() throws IOException {
    directory = Files.createDirectory(scratch.resolve("run"));
    secret = Files.writeString(scratch.resolve("secret"), "the secret");
    String json =
        Recorded.json("fail")
            .replace("\"artifacts\" : {", "\"artifacts\" : { \"sources\" : \"sources\",");
    files = RunFiles.of(RunRecordJson.read(json).inDirectory(directory));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../secret",
        "..",
        ".",
        "sources/../../secret",
        "a/b",
        "",
        "a\\\\b",
        "a\\u0000b",
        "a\\nb"
      })
  void aRecordWhoseArtifactIsNoNameOfAFileIsRefused(String name) {
    String hostile = Recorded.json("fail").replace("\"console.log\"", "\"" + name + "\"");
    assertThatThrownBy(() -> RunRecordJson.read(hostile))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("is no name of a file");
  }

  @Test
  void anArtifactIsTheFileOfThatNameInTheRunDirectory() throws IOException {
    Path console = Files.writeString(directory.resolve("console.log"), "[ 0.0] x\n");
    assertThat(files.artifact("console")).contains(console);
    assertThat(files.artifact("weather")).isEmpty();
  }

  @Test
  void aLinkInTheRunDirectoryIsNotFollowed() throws IOException {
    Files.createSymbolicLink(directory.resolve("console.log"), secret);
    assertThat(files.artifact("console")).isEmpty();
  }

  @Test
  void noDirectoryOnTheWayToASourceFileMayBeALink() throws IOException {
    Path elsewhere = Files.createDirectories(scratch.resolve("elsewhere/kernel"));
    Files.writeString(elsewhere.resolve("fork.c"), "secret");
    Files.createSymbolicLink(directory.resolve("sources"), scratch.resolve("elsewhere"));
    assertThat(files.below("sources", "kernel/fork.c")).isEmpty();

    Files.delete(directory.resolve("sources"));
    Files.createDirectory(directory.resolve("sources"));
    Files.createSymbolicLink(directory.resolve("sources/kernel"), elsewhere);
    assertThat(files.below("sources", "kernel/fork.c")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../secret", "/etc/passwd", "kernel/../../../secret", "a\0b"})
  void aFrameCannotNameAFileOutsideOfTheSources(String file) throws IOException {
    Files.createDirectories(directory.resolve("sources/kernel"));
    assertThat(files.below("sources", file)).isEmpty();
  }

  @Test
  void aRunDirectoryThatIsReachedThroughALinkOfTheUsersIsRead() throws IOException {
    Path console = Files.writeString(directory.resolve("console.log"), "x");
    Path link = Files.createSymbolicLink(scratch.resolve("last"), directory);
    RunFiles there = RunFiles.of(Recorded.run("fail").inDirectory(link));
    assertThat(there.artifact("console").orElseThrow()).hasSameBinaryContentAs(console);
  }
}
