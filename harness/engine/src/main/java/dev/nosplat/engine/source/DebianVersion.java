// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.DebianArchive.SourcePackage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which {@code linux-source} package is wanted. */
public sealed interface DebianVersion {

  /** The highest upstream version there is. */
  record Newest() implements DebianVersion {}

  /** The lowest upstream version there is with this major number. */
  record Oldest(int major) implements DebianVersion {}

  /** The highest upstream version that begins with these numbers. */
  record Numbered(List<Integer> numbers) implements DebianVersion {
    public Numbered {
      numbers = List.copyOf(numbers);
    }
  }

  /** One package version, character by character. */
  record Exact(String version) implements DebianVersion {}

  /** Upstream versions by number; a prefix sorts first. */
  Comparator<List<Integer>> BY_NUMBER =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int order = Integer.compare(a.get(i), b.get(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(a.size(), b.size());
      };

  /** Reads what follows {@code debian:}. */
  static DebianVersion parse(String text) {
    String wanted = text.substring("debian:".length());
    Matcher oldest = Pattern.compile("oldest-(\\d{1,3})").matcher(wanted);
    if (wanted.equals("newest")) {
      return new Newest();
    }
    if (oldest.matches()) {
      return new Oldest(Integer.parseInt(oldest.group(1)));
    }
    if (wanted.matches("\\d{1,3}(\\.\\d{1,5}){1,2}")) {
      return new Numbered(numbers(wanted));
    }
    if (wanted.matches("\\d{1,3}\\.[0-9A-Za-z.+~-]+")) {
      return new Exact(wanted);
    }
    throw new BadInput(
        "\"" + wanted + "\" names no Debian source package.",
        List.of("in " + text),
        "Write debian:7.2, debian:7.2.12, debian:newest or debian:oldest-7.");
  }

  /** The numbers that an upstream version begins with: 7, 2, 12 of {@code 7.2.12-1~bpo13+1}. */
  static List<Integer> numbers(String version) {
    List<Integer> numbers = new ArrayList<>();
    Matcher number = Pattern.compile("\\G\\.?(\\d{1,5})").matcher(version);
    while (number.find()) {
      numbers.add(Integer.parseInt(number.group(1)));
    }
    return numbers;
  }

  /**
   * Picks from what the archive has. Among packages of one upstream version the first listed wins,
   * as apt lists the one that it would install first.
   */
  default Optional<SourcePackage> pick(List<SourcePackage> available) {
    // Stable, and descending: equal upstream versions stay in apt's order.
    Comparator<SourcePackage> newestFirst =
        (a, b) -> BY_NUMBER.compare(numbers(b.version()), numbers(a.version()));
    List<SourcePackage> sorted = available.stream().sorted(newestFirst).toList();
    if (this instanceof Newest) {
      return sorted.stream().findFirst();
    }
    if (this instanceof Exact exact) {
      return sorted.stream().filter(p -> p.version().equals(exact.version())).findFirst();
    }
    if (this instanceof Oldest oldest) {
      List<SourcePackage> same =
          available.stream()
              .filter(p -> numbers(p.version()).get(0) == oldest.major())
              .sorted(newestFirst.reversed())
              .toList();
      return same.stream().findFirst();
    }
    List<Integer> wanted = ((Numbered) this).numbers();
    return sorted.stream().filter(p -> startsWith(numbers(p.version()), wanted)).findFirst();
  }

  private static boolean startsWith(List<Integer> numbers, List<Integer> prefix) {
    return numbers.size() >= prefix.size() && numbers.subList(0, prefix.size()).equals(prefix);
  }
}
