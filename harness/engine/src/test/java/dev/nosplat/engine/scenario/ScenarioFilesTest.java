// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioFilesTest {
  @TempDir private Path scratch;

  @Test
  void anArchiveGivesBackWhatTheDirectoryHeld() throws Exception {
    Path directory = Files.createDirectories(scratch.resolve("mine/files"));
    Files.writeString(scratch.resolve("mine/scenario.yaml"), "purpose: x");
    Files.writeString(directory.resolve("run.sh"), "#!/bin/sh\n");
    assertThat(directory.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    ScenarioFiles first = ScenarioFiles.read(scratch.resolve("mine"));
    Path archive = scratch.resolve("scenario.tar");
    Files.write(archive, first.archive());
    ScenarioFiles again = ScenarioFiles.read(archive);
    assertThat(again.name()).isEqualTo("mine");
    assertThat(again.archive()).isEqualTo(first.archive());
    assertThat(again.files())
        .extractingByKey("files/run.sh")
        .extracting(ScenarioFiles.Content::executable)
        .isEqualTo(true);
    assertThat(again.files())
        .extractingByKey("scenario.yaml")
        .extracting(ScenarioFiles.Content::executable)
        .isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "/etc/passwd", "a/../../x", "a//b", "./a", "a/.", "a\nb", "\u001b[2J"})
  void noFileLiesOutsideOrHasANameThatATerminalObeys(String path) {
    assertThatThrownBy(() -> files(path)).isInstanceOf(BadInput.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x/../../y", "../x/y", "x/a\nb", "x"})
  void anArchiveFromElsewhereIsHeldToTheSame(String path) throws Exception {
    TreeMap<String, ScenarioFiles.Content> all = new TreeMap<>();
    all.put(path, new ScenarioFiles.Content(new byte[1], false));
    Path archive = scratch.resolve("scenario.tar");
    Files.write(archive, ScenarioFiles.tar(all));
    assertThatThrownBy(() -> ScenarioFiles.read(archive)).isInstanceOf(BadInput.class);
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_FIFO,
        TarConstants.LF_GNUTYPE_SPARSE
      })
  void anArchiveHoldsPlainFilesOnly(byte kind) throws Exception {
    Path archive = scratch.resolve("scenario.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      tar.putArchiveEntry(new TarArchiveEntry("mine/x", kind));
      tar.closeArchiveEntry();
    }
    assertThatThrownBy(() -> ScenarioFiles.read(archive)).isInstanceOf(BadInput.class);
  }

  @Test
  void aLinkInADirectoryIsNotFollowed() throws Exception {
    Path directory = Files.createDirectories(scratch.resolve("mine"));
    Files.writeString(directory.resolve("scenario.yaml"), "purpose: x");
    Files.createSymbolicLink(directory.resolve("secret"), Path.of("/etc/hostname"));
    assertThatThrownBy(() -> ScenarioFiles.read(directory))
        .isInstanceOfSatisfying(
            BadInput.class,
            problem -> assertThat(problem.evidence()).contains("secret is no regular file"));
  }

  private static ScenarioFiles files(String path) {
    TreeMap<String, ScenarioFiles.Content> all = new TreeMap<>();
    all.put(path, new ScenarioFiles.Content("x".getBytes(StandardCharsets.UTF_8), false));
    return new ScenarioFiles("mine", all);
  }
}
