// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed with SIGKILL. */
class KillTest {
  private static final int KILLED = 128 + 9;
  private static final int NEVER = -1;

  @TempDir Path scratch;

  @Test
  void aBisectionKilledInEveryThirdRunGivesTheSameAnswerAndRepeatsOnlyTheRunsInFlight()
      throws Exception {
    Ended undisturbed = bisect("undisturbed", NEVER);
    assertThat(undisturbed.exit).isZero();

    List<Ended> all = new ArrayList<>();
    do {
      all.add(bisect("killed", 3));
    } while (all.get(all.size() - 1).exit == KILLED && all.size() < 50);
    Ended last = all.get(all.size() - 1);
    int kills = all.size() - 1;
    assertThat(kills).isGreaterThan(2);
    assertThat(last.exit).isZero();
    assertThat(stable(last)).isEqualTo(stable(undisturbed));
    assertThat(runs("killed")).hasSize(runs("undisturbed").size() + kills);
  }

  @Test
  void halfALineThatAKilledProcessLeftIsDroppedAndTheRestIsKept() throws Exception {
    bisect("torn", 4);
    Path log = scratch.resolve("torn").resolve(Journal.FILE);
    String whole = Files.readString(log);
    Files.writeString(log, "{\"event\":\"ran\",\"revi", StandardOpenOption.APPEND);
    Ended ended = bisect("torn", NEVER);
    assertThat(ended.exit).isZero();
    assertThat(Files.readString(log)).startsWith(whole).doesNotContain("\"revi{");
    assertThat(Journal.read(log)).hasSizeGreaterThan(4);
  }

  private List<String> runs(String name) throws Exception {
    return Files.readAllLines(scratch.resolve(name + ".runs"));
  }

  /** Which process ran what shows in the run directories and in the place of the log. */
  private static String stable(Ended ended) {
    return ended.output.replaceAll("/runs/run-[0-9]+|/[a-z0-9/-]*/bisect.jsonl", "");
  }

  private record Ended(int exit, String output) {}

  private Ended bisect(String name, int killedIn) throws Exception {
    Path output = scratch.resolve(name + ".out");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledBisection.class.getName(),
                scratch.resolve(name).toString(),
                scratch.resolve(name + ".runs").toString(),
                Integer.toString(killedIn))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    return new Ended(exit, Files.readString(output, StandardCharsets.UTF_8));
  }
}
