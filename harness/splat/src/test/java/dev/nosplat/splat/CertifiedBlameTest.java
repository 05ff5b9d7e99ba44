// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whom the certification's list of faults expects to be blamed is blamed in the live logs. */
class CertifiedBlameTest {
  private static final Path LIST =
      Path.of("../vm-tests/src/test/resources/certification/faults.tsv");

  private static final Pattern LIVE =
      Pattern.compile("# provenance: seen live in CertificationIT, (\\S+)");

  @Test
  void theLiveLogsBlameWhomTheListExpects() throws IOException {
    Map<String, String> expected = new HashMap<>();
    for (String line : Files.readAllLines(LIST)) {
      String[] parts = line.split("\t", 5);
      if (!line.startsWith("#") && !parts[0].contains("-")) {
        expected.put(parts[1] + ' ' + parts[2], parts[3]);
      }
    }
    int compared = 0;
    for (GoldenLog log : GoldenLog.all()) {
      Matcher live = LIVE.matcher(log.provenance().get(0));
      if (!log.toString().startsWith("live-") || !live.matches()) {
        continue;
      }
      List<Splat> own =
          log.read().stream()
              .filter(s -> expected.containsKey(live.group(1) + ' ' + s.family().id()))
              .toList();
      for (Splat splat : own) {
        String culprit = expected.get(live.group(1) + ' ' + splat.family().id());
        // Of a task that runs on another CPU the unwinder only guesses who called whom.
        boolean guessed = splat.frames().stream().noneMatch(CertifiedBlameTest::canBeToBlame);
        assertThat(splat.culprit().orElse(guessed ? culprit : "nobody"))
            .as("%s:%d", log, splat.line())
            .isEqualTo(culprit);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(80);
  }

  private static boolean canBeToBlame(Frame frame) {
    return frame.reliable() && !Machinery.of(frame).machinery();
  }
}
