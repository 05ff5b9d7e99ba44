// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path outer;
  private Path here = Path.of("");

  @BeforeEach
  void makeADirectoryToTypeIn() throws Exception {
    here = Files.createDirectories(outer.resolve("here"));
  }

  @Test
  void aBareNameIsAProgramOfTheGuestThoughAFileOfThatNameLiesHere() throws Exception {
    Files.writeString(here.resolve("uname"), "#!/bin/sh\n");
    CommandScenario command = command(List.of("uname", "-r"));
    assertThat(command.words()).containsExactly("uname", "-r");
    assertThat(command.files()).isEmpty();
  }

  @Test
  void aScriptComesAlongAndIsAProgramThereThoughItIsNoneHere() throws Exception {
    Files.createDirectories(here.resolve("tests"));
    Files.writeString(here.resolve("tests/loop.sh"), "#!/bin/sh\n");
    CommandScenario command = command(List.of("tests/loop.sh", "--with", "a b", "$(id)", ""));
    assertThat(command.words()).containsExactly("./tests/loop.sh", "--with", "a b", "$(id)", "");
    assertThat(command.files())
        .extractingByKey("tests/loop.sh")
        .extracting(ScenarioFiles.Content::executable)
        .isEqualTo(true);
  }

  @Test
  void aPathThatOnlyTheGuestMayHaveIsLeftToIt() throws Exception {
    assertThat(command(List.of("/nosplat/churn")).words()).containsExactly("/nosplat/churn");
  }

  @ParameterizedTest
  @ValueSource(strings = {"./absent.sh", "tests/", "../nothing"})
  void aProgramThatIsNotThereIsNamed(String word) {
    assertThatThrownBy(() -> command(List.of(word)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no program " + word);
  }

  @Test
  void whatComesAlongKeepsItsPathBelowHereAndItsNameFromElsewhere() throws Exception {
    Files.createDirectories(here.resolve("data/deep"));
    Files.writeString(here.resolve("data/deep/x"), "1");
    Files.createDirectories(outer.resolve("other/sub"));
    Files.writeString(outer.resolve("other/sub/y"), "2");
    Files.writeString(outer.resolve("z"), "3");
    CommandScenario command =
        command(List.of("true"), Path.of("data"), outer.resolve("other"), Path.of("../z"));
    assertThat(command.files()).containsOnlyKeys("data/deep/x", "other/sub/y", "z");
  }

  @Test
  void aFileToBringThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> command(List.of("true"), Path.of("absent")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no file absent");
  }

  @Test
  void aLinkedProgramBringsItsLoaderAndLibrariesAndLeavesTheGuestsAlone() throws Exception {
    CommandScenario command = command(List.of("/bin/sh", "-c", "true"));
    assertThat(command.words()).containsExactly("./sh", "-c", "true");
    assertThat(command.files().keySet())
        .contains("sh", ".nosplat/bin/sh", ".nosplat/lib/libc.so.6")
        .anyMatch(path -> path.startsWith(".nosplat/lib/ld-"));
    assertThat(text(command, "sh"))
        .startsWith("#!/bin/sh\nexec /tmp/run/.nosplat/lib/ld-")
        .endsWith(" --library-path /tmp/run/.nosplat/lib /tmp/run/.nosplat/bin/sh \"$@\"\n");
  }

  @Test
  void aProgramForAnotherMachineIsRefused() throws Exception {
    byte[] program = Files.readAllBytes(Path.of("/bin/sh"));
    program[18] = (byte) 183; // EM_AARCH64
    Files.write(here.resolve("arm"), program);
    assertThatThrownBy(() -> command(List.of("./arm")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no program for the guest");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 17, 63, 64, 70, 119, 200})
  void aProgramThatWasCutOffIsNoReasonToStumble(int length) throws Exception {
    byte[] program = Files.readAllBytes(Path.of("/bin/sh"));
    Files.write(here.resolve("cut"), java.util.Arrays.copyOf(program, length));
    assertThat(command(List.of("./cut")).files()).containsOnlyKeys("cut");
  }

  @Test
  void theLimitIsKept() throws Exception {
    assertThat(command(List.of("true")).limit()).isEqualTo(LIMIT);
  }

  private CommandScenario command(List<String> words, Path... with) throws Exception {
    ScenarioFiles files = HostCommand.scenario(words, List.of(with), LIMIT, here);
    return (CommandScenario) new ScenarioReader(files).read();
  }

  private static String text(CommandScenario command, String path) {
    return new String(
        Optional.ofNullable(command.files().get(path)).orElseThrow().bytes(),
        StandardCharsets.UTF_8);
  }
}
