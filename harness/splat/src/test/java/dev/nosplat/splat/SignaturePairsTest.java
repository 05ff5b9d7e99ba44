// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Counts over pairs of sightings whether one bug has one signature and two bugs two.
 *
 * <p>The bugs are those that the certification provoked on live kernels, and for each a neighbour:
 * the same report with another function to blame. Each is seen as printed by 6.12 and by 7.3, and
 * otherwise as {@link Sighting} says. {@code -Dnosplat.golden=rewrite} writes the table of
 * docs/signatures.md anew: read the difference.
 */
class SignaturePairsTest {
  private static final Path PAGE = Path.of("../../docs/signatures.md");
  private static final Pattern LIVE = Pattern.compile("live-(.*)-(\\d+\\.\\d+)\\.log");
  private static final Pattern TABLE = Pattern.compile("(?s)<!-- table -->\n.*<!-- end -->");
  private static final String DATE = "Counted on \\d{4}-\\d\\d-\\d\\d\\.";
  private static final int SAMPLES = 20;

  /** One sighting of a bug; no signature where the report said too little for one. */
  private record Seen(String bug, String kernel, Sighting how, Optional<String> signature) {}

  @Test
  void theTableOfTheDocumentationIsWhatIsCounted() throws IOException {
    List<Seen> seen = seen();
    String table = table(seen);
    String page = Files.readString(PAGE);
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      String today = "Counted on " + LocalDate.now(ZoneOffset.UTC) + ".";
      page = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table));
      page = page.replaceFirst(DATE, today);
      Files.writeString(PAGE, page);
    }
    assertThat(page).contains(table).containsPattern(DATE);
  }

  @Test
  void twoBugsHaveNoSignatureInCommonThatAnythingMatchesOn() {
    Map<String, Seen> first = new HashMap<>();
    List<String> shared = new ArrayList<>();
    for (Seen each : seen()) {
      each.signature()
          .map(signature -> first.putIfAbsent(signature, each))
          .filter(other -> !other.bug().equals(each.bug()))
          .ifPresent(other -> shared.add(other + " and " + each));
    }
    assertThat(shared).isEmpty();
  }

  private static List<Seen> seen() {
    List<Seen> seen = new ArrayList<>();
    for (GoldenLog log : GoldenLog.all()) {
      Matcher name = LIVE.matcher(log.toString());
      if (name.matches()) {
        see(log, name.group(1), name.group(2), seen);
      }
    }
    assertThat(seen.stream().map(Seen::bug).distinct()).hasSizeGreaterThan(80);
    return seen;
  }

  @ParameterizedTest
  @EnumSource(value = Sighting.class, mode = Mode.EXCLUDE, names = "AS_PRINTED")
  void eachWayOfSeeingAReportChangesEveryOneThatHasAStack(Sighting how) {
    for (GoldenLog log : GoldenLog.all()) {
      Splat first = log.read().isEmpty() ? null : log.read().get(0);
      if (log.toString().startsWith("live-") && first != null && first.frames().size() > 4) {
        List<String> lines =
            new String(log.log(), StandardCharsets.ISO_8859_1)
                .lines()
                .skip(first.line() - 1)
                .limit(first.endLine() - first.line() + 1)
                .toList();
        assertThat(how.of(lines)).as("%s", log).isNotEqualTo(Sighting.AS_PRINTED.of(lines));
      }
    }
  }

  /** The log's main report in each way, and its neighbour's. */
  private static void see(GoldenLog log, String bug, String kernel, List<Seen> seen) {
    Splat main =
        log.read().stream()
            .filter(s -> bug.startsWith(s.family().id()))
            .filter(s -> s.culprit().isPresent())
            .findFirst()
            .orElse(log.read().get(0));
    List<String> all =
        Arrays.asList(new String(log.log(), StandardCharsets.ISO_8859_1).split("\n", -1));
    List<String> lines = all.subList((int) main.line() - 1, (int) main.endLine());
    for (Sighting how : Sighting.values()) {
      seen.add(new Seen(bug, kernel, how, signature(how.of(lines))));
      main.culprit()
          .ifPresent(
              culprit -> {
                Pattern name = Pattern.compile("(?<![\\w.])" + Pattern.quote(culprit) + "(?!\\w)");
                List<String> other =
                    lines.stream()
                        .map(line -> name.matcher(line).replaceAll("another_" + culprit))
                        .toList();
                seen.add(new Seen("not " + bug, kernel, how, signature(how.of(other))));
              });
    }
  }

  private static Optional<String> signature(byte[] log) {
    return GoldenLog.read(log).stream()
        .map(Splat::signature)
        .findFirst()
        .filter(signature -> !Signature.isVague(signature));
  }

  private static String table(List<Seen> seen) {
    StringBuilder table = new StringBuilder("<!-- table -->\n");
    table.append(
        "| two sightings | pairs of one bug | one signature | two | none in one of them |");
    table.append(" pairs of two bugs with one signature |\n|---|---|---|---|---|---|\n");
    table.append(
        row(
            "6.12 and 7.3, both as printed",
            seen,
            (a, b) -> a.how == Sighting.AS_PRINTED && a.how == b.how && differ(a, b)));
    for (Sighting how : Sighting.values()) {
      if (how != Sighting.AS_PRINTED) {
        table.append(
            row(
                "one kernel's, as printed and " + how.words,
                seen,
                (a, b) -> a.how == Sighting.AS_PRINTED && b.how == how && !differ(a, b)));
      }
    }
    table.append(row("any two", seen, (a, b) -> true));
    return table.append("<!-- end -->").toString();
  }

  private static boolean differ(Seen one, Seen other) {
    return !one.kernel.equals(other.kernel);
  }

  private static String row(String words, List<Seen> seen, BiPredicate<Seen, Seen> compared) {
    int of = 0;
    int one = 0;
    int two = 0;
    int none = 0;
    int merged = 0;
    for (int i = 0; i < seen.size(); i++) {
      for (int j = i + 1; j < seen.size(); j++) {
        Seen a = seen.get(i);
        Seen b = seen.get(j);
        if (!compared.test(a, b) && !compared.test(b, a)) {
          continue;
        }
        boolean equal = a.signature.isPresent() && a.signature.equals(b.signature);
        if (!a.bug.equals(b.bug)) {
          merged += equal ? 1 : 0;
          continue;
        }
        of++;
        one += equal ? 1 : 0;
        none += a.signature.isEmpty() || b.signature.isEmpty() ? 1 : 0;
        two += !equal && a.signature.isPresent() && b.signature.isPresent() ? 1 : 0;
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d (%.1f %%) | %d | %d | %d |%n",
        words,
        of,
        one,
        100.0 * one / of,
        two,
        none,
        merged);
  }

  /**
   * 20 runs of one loop of a module on 7.3.4, with preemption off, on either of two CPUs. The stack
   * of one was sent by the other CPU, which had an older report of its own.
   */
  @Test
  void oneLoopThatStalledInTwentyLiveRunsHasOneSignature() throws IOException {
    Path log = Path.of("src/test/resources/stalls/one-loop-7.3.log");
    List<Splat> stalls = GoldenLog.read(Files.readAllBytes(log));
    assertThat(stalls).hasSize(SAMPLES);
    assertThat(stalls).noneMatch(s -> Bug.of(s).isVague());
    assertThat(stalls.stream().map(s -> s.frames().get(0).function()).distinct())
        .as("where the samples were taken")
        .hasSizeGreaterThan(3);
    assertThat(stalls.stream().map(Splat::signature).distinct()).hasSize(1);
    assertThat(stalls.get(0).culprit()).contains("loops_init");
  }

  @Test
  void whereALoopIsSampledChangesNothing() {
    for (String name : List.of("soft-lockup", "hard-lockup", "rcu-stall", "workqueue-lockup")) {
      for (GoldenLog log : GoldenLog.all()) {
        if (log.toString().startsWith("live-" + name)) {
          Splat whole =
              log.read().stream()
                  .filter(s -> s.family().id().equals(name))
                  .findFirst()
                  .orElseThrow();
          Set<String> signatures = new LinkedHashSet<>();
          for (int sample = 0; sample < SAMPLES; sample++) {
            signatures.add(GoldenLog.read(sampled(log, whole, sample)).get(0).signature());
          }
          assertThat(signatures).as("%s", log).containsExactly(whole.signature());
        }
      }
    }
  }

  /** The same loop, caught in one of the functions that it calls. */
  private static byte[] sampled(GoldenLog log, Splat whole, int sample) {
    List<String> out = new ArrayList<>();
    String text = new String(log.log(), StandardCharsets.ISO_8859_1);
    List<String> lines = Arrays.asList(text.split("\n", -1));
    for (String line : lines.subList((int) whole.line() - 1, (int) whole.endLine())) {
      String message = Sighting.message(line);
      String stamp = line.substring(0, line.length() - message.length());
      if (message.startsWith("RIP: 0010:") && sample > 0) {
        out.add(stamp + "RIP: 0010:step_" + sample + "+0x" + sample + "/0x40");
        continue;
      }
      boolean loop = message.strip().startsWith(whole.culprit().orElseThrow());
      for (int depth = sample % 4; loop && depth > 0; depth--) {
        out.add(stamp + " helper_" + (sample - depth) + "+0x1" + depth + "/0x40");
      }
      out.add(line);
    }
    return (String.join("\n", out) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
