// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that several machines wrote. */
class RunDirectoryTest {
  @TempDir private Path scratch;

  private void write(RunDirectory directory, String text) {
    directory.write(RunDirectory.CONSOLE, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isOneFileInTheOrderOfTheMachines() throws Exception {
    RunDirectory directory = new RunDirectory("id", scratch);
    write(directory, "one\ncut off");
    for (String next : new String[] {"two\n", "three\n"}) {
      directory.keepEarlier(RunDirectory.CONSOLE);
      write(directory, next);
      directory.joinEarlier(RunDirectory.CONSOLE, "[next]");
    }
    assertThat(directory.file(RunDirectory.CONSOLE))
        .hasContent("one\ncut off\n[next]\ntwo\n[next]\nthree\n");
    try (var files = Files.list(scratch)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void staysAsItIsWhereTheNextMachineNeverPrinted() {
    RunDirectory directory = new RunDirectory("id", scratch);
    write(directory, "one\n");
    directory.keepEarlier(RunDirectory.CONSOLE);
    directory.joinEarlier(RunDirectory.CONSOLE, "[next]");
    assertThat(directory.file(RunDirectory.CONSOLE)).hasContent("one\n");
  }
}
