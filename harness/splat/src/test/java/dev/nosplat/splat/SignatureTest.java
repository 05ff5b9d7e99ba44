// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private final List<GoldenLog> logs = GoldenLog.all();

  @Test
  void anotherBuildWithOtherOffsetsIsTheSameBug() {
    // What is at a function's very beginning or end is not in it, on any build.
    same(
        log ->
            log.replaceAll("\\+0x(?!0/)([0-9a-f]+)/0x(?!\\1\\b)[0-9a-f]+", "+0x123/0x456")
                .replaceAll("\\+0x([0-9a-f]+)/0x\\1\\b", "+0x456/0x456"));
  }

  @Test
  void compilerSuffixesComeAndGo() {
    same(log -> log.replaceAll("(probe_\\w+)\\+0x", "$1.isra.0.cold+0x"));
    same(log -> log.replaceAll("(probe_\\w+)\\+0x", "$1.constprop.0.part.3+0x"));
  }

  @Test
  void anotherMachineTaskAndCpuIsTheSameBug() {
    same(log -> log.replaceAll("(?<=Hardware name: ).*", "Some Other Machine"));
    same(log -> log.replaceAll("\\b213\\b", "99871").replaceAll("\\bprog\\b", "other-task"));
    same(log -> log.replaceAll("CPU: 1 ", "CPU: 14 ").replaceAll("CPU#1\\b", "CPU#14"));
  }

  @Test
  void otherAddressesAreTheSameBug() {
    same(log -> log.replaceAll("ffff888[0-9a-f]{9}", "ffff9a5e7ae3d018"));
  }

  @Test
  void bpfTagsDependOnTheBuildAndDoNotCount() {
    same(log -> log.replace("bpf_prog_0123456789abcdef_", "bpf_prog_fedcba9876543210_"));
  }

  @Test
  void theSameFaultOfAnotherKernelSeriesIsTheSameBug() {
    Map<String, GoldenLog> newer = new HashMap<>();
    logs.forEach(log -> newer.put(log.file().getFileName().toString(), log));
    int compared = 0;
    for (GoldenLog log : logs) {
      String name = log.file().getFileName().toString();
      GoldenLog other = newer.get(name.replace("-6.12.log", "-7.3.log"));
      // What overflows the buffer is strncpy() in 6.12 and strscpy() in 7.3.
      if (!name.startsWith("live-") || other == null || other == log || name.contains("fortify")) {
        continue;
      }
      assertThat(log.provenance()).as(name).isEqualTo(other.provenance());
      assertThat(signatures(log)).as(name).containsAnyElementsOf(signatures(other));
      compared++;
    }
    assertThat(compared).isGreaterThan(40);
  }

  private static List<String> signatures(GoldenLog log) {
    return log.read().stream().map(Splat::signature).toList();
  }

  @Test
  void whoeverCalledTheCulpritOfALockdepReportItIsTheSameBug() {
    for (GoldenLog log : logs) {
      String text = text(log);
      for (Splat splat : log.read()) {
        List<String> stack = Bug.of(splat).functions();
        int culprit = stack.indexOf(splat.culprit().orElse(""));
        if (!splat.family().byLockdep() || culprit < 0 || culprit + 1 == stack.size()) {
          continue;
        }
        String caller = stack.get(culprit + 1);
        String other = text.replaceAll(" " + caller + "(?=[+.])", " another_caller");
        assertThat(GoldenLog.read(other.getBytes(StandardCharsets.ISO_8859_1)))
            .as("%s with another caller", log)
            .extracting(Splat::signature)
            .contains(splat.signature());
      }
    }
  }

  @Test
  void anotherFunctionToBlameIsAnotherBug() {
    for (GoldenLog log : logs) {
      String text = text(log);
      for (Splat splat : log.read()) {
        if (splat.culprit().filter(c -> c.startsWith("probe_")).isPresent()) {
          String other = text.replace(splat.culprit().orElseThrow(), "another_function");
          assertThat(GoldenLog.read(other.getBytes(StandardCharsets.ISO_8859_1)))
              .as("%s with another culprit", log)
              .extracting(Splat::signature)
              .doesNotContain(splat.signature());
        }
      }
    }
  }

  @Test
  void anotherLockIsAnotherBug() {
    GoldenLog log = named("circular-locking-7.3.log");
    String other = text(log).replace("probe_a)", "probe_c)");
    assertThat(GoldenLog.read(other.getBytes(StandardCharsets.ISO_8859_1)).get(0).signature())
        .isNotEqualTo(log.read().get(0).signature());
  }

  @Test
  void anotherWarningInTheSameFunctionIsAnotherBug() {
    GoldenLog log = named("warning-7.3.log");
    String other = text(log).replace("queue 3 is stuck", "queue 3 overflows");
    assertThat(GoldenLog.read(other.getBytes(StandardCharsets.ISO_8859_1)).get(0).signature())
        .isNotEqualTo(log.read().get(0).signature());
  }

  @Test
  void noTwoDifferentReportsShareASignature() {
    Map<String, String> seen = new HashMap<>();
    for (GoldenLog log : logs) {
      for (Splat splat : log.read()) {
        // Counts and addresses differ from one sighting of a bug to the next.
        String title = splat.title().replaceAll("\\d+\\.\\d+s\\b", "N");
        title = title.replaceAll("\\b(0x)?[0-9a-f]*\\d[0-9a-f]*\\b|\\.\\.\\.", "N");
        String before = seen.put(splat.signature(), title);
        assertThat(before == null || before.equals(title))
            .as("%s: %s and %s", splat.signature(), before, title)
            .isTrue();
      }
    }
  }

  private void same(UnaryOperator<String> change) {
    for (GoldenLog log : logs) {
      byte[] changed = change.apply(text(log)).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(GoldenLog.read(changed))
          .as("%s", log)
          .extracting(Splat::signature)
          .isEqualTo(log.read().stream().map(Splat::signature).toList());
    }
  }

  private GoldenLog named(String name) {
    return logs.stream().filter(log -> log.toString().equals(name)).findFirst().orElseThrow();
  }

  private static String text(GoldenLog log) {
    return new String(log.log(), StandardCharsets.ISO_8859_1);
  }
}
