// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Every report after every other is two reports. {@code -Dnosplat.pairs=all} tries all ordered
 * pairs of the golden logs' reports; an ordinary build each report once before another and once
 * after one.
 */
class OrderedPairsTest {
  private static final long SEED = 17;
  private static final String STAMP = "[  100.000000] ";

  /**
   * A golden report, alone and with a stamp on each line.
   *
   * @param signatures what its lines alone are read as
   */
  private record Alone(String name, List<String> lines, List<String> signatures) {
    /** Whether journal and console both delivered the one line. */
    boolean isOneLineAndSo(Alone next) {
      String again = next.lines().get(0).substring(STAMP.length());
      return lines.size() == 1 && lines.get(0).endsWith(again);
    }
  }

  @Test
  void aReportAfterAnotherIsStillOne() {
    List<Alone> reports = reports();
    assertThat(reports).hasSizeGreaterThan(150);
    List<int[]> pairs = pairs(reports.size());
    List<String> wrong = new ArrayList<>();
    for (int[] pair : pairs) {
      Alone first = reports.get(pair[0]);
      Alone second = reports.get(pair[1]);
      List<String> both = new ArrayList<>(first.signatures());
      both.addAll(second.signatures());
      List<String> lines = new ArrayList<>(first.lines());
      // Another report comes later, and mostly from somebody else.
      second.lines().forEach(line -> lines.add(line.replaceFirst("^\\[ *", "[  9")));
      List<String> found = signatures(lines);
      if (!found.equals(both) && !first.isOneLineAndSo(second)) {
        wrong.add(first.name() + ", then " + second.name() + ": " + found);
      }
    }
    assertThat(wrong).as("of %s pairs", pairs.size()).isEmpty();
  }

  private static List<int[]> pairs(int count) {
    boolean all = "all".equals(System.getProperty("nosplat.pairs"));
    List<Integer> seconds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seconds.add(i);
    }
    Collections.shuffle(seconds, new Random(SEED));
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (int second : all ? seconds : List.of(seconds.get(i))) {
        pairs.add(new int[] {i, second});
      }
    }
    return pairs;
  }

  private static List<Alone> reports() {
    List<Alone> reports = new ArrayList<>();
    for (GoldenLog log : GoldenLog.all()) {
      List<String> lines =
          Arrays.asList(new String(log.log(), StandardCharsets.ISO_8859_1).split("\n", -1));
      for (Splat splat : log.read()) {
        List<String> own =
            lines.subList((int) splat.line() - 1, (int) splat.endLine()).stream()
                .map(OrderedPairsTest::stamped)
                .toList();
        List<String> alone = signatures(own);
        // What is torn apart here, two reports in each other or a wrapped line, has its own test;
        // a fault that was cut before its stack takes the next one's, as its own would look.
        boolean cut = splat.frames().isEmpty() && splat.family().is(FamilyRow.Trait.FAULT);
        if (!cut && alone.equals(List.of(splat.signature()))) {
          reports.add(new Alone(log + ":" + splat.line(), own, alone));
        }
      }
    }
    return reports;
  }

  private static String stamped(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
    ConsoleLine line = ConsoleLine.parse(1, new String(bytes, StandardCharsets.UTF_8));
    return STAMP + line.message();
  }

  private static List<String> signatures(List<String> lines) {
    String text = String.join("\n", lines) + "\n";
    return GoldenLog.read(text.getBytes(StandardCharsets.UTF_8)).stream()
        .map(Splat::signature)
        .toList();
  }
}
