// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.record.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRunsTest {
  private static final CheckPlan PLAN = CheckPlan.of("debian:7.2");

  @TempDir Path directory;

  @Test
  void whatWasRememberedIsRecalledByAnotherMemoryOldestFirst() throws Exception {
    StoredRuns memory = memory();
    memory.remember(PLAN, Recorded.run("base-fail"));
    memory.remember(PLAN, Recorded.run("base-pass"));
    assertThat(memory().recall(PLAN))
        .containsExactly(Recorded.run("base-pass"), Recorded.run("base-fail"));
  }

  @Test
  void anotherTreeHasOtherRuns() throws Exception {
    memory().remember(PLAN, Recorded.run("base-pass"));
    assertThat(memory().recall(PLAN.onTree("debian:7.3"))).isEmpty();
  }

  @Test
  void aFileThatIsNoRecordIsForgotten() throws Exception {
    memory().remember(PLAN, Recorded.run("base-pass"));
    Files.writeString(onlyFile(), "{\"format\": 99}");
    assertThat(memory().recall(PLAN)).isEmpty();
    try (Stream<Path> left = Files.walk(directory)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private StoredRuns memory() {
    return new StoredRuns(directory, plan -> Key.of("run", Map.of("tree", plan.tree())));
  }
}
