// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes the lines of {@code machinery.txt} from the kernel's functions and the policy, and holds
 * them against other kernels.
 */
final class MachineryList {
  /** Where several files define one name, all of them machinery, the first of these counts. */
  private static final List<CodeKind> ORDER =
      List.of(
          CodeKind.COPY,
          CodeKind.ENTRY,
          CodeKind.REPORT,
          CodeKind.PRIMITIVE,
          CodeKind.SERVICE,
          CodeKind.GENERIC,
          CodeKind.DISPATCH,
          CodeKind.UNMAP);

  private static final int MOST_OTHERS = 2;

  private MachineryList() {}

  /** The kinds of all functions that are not blamed like any other, by name. */
  static Map<String, CodeKind> of(BlamePolicy policy, Map<String, Set<String>> functions) {
    Map<String, Function<String, CodeKind>> rules = new HashMap<>();
    Map<String, CodeKind> kinds = new TreeMap<>();
    functions.forEach(
        (name, files) -> {
          Map<String, CodeKind> found = new TreeMap<>();
          for (String file : files) {
            found.put(file, rules.computeIfAbsent(file, policy::in).apply(name));
          }
          CodeKind kind = ofAll(found);
          if (kind != CodeKind.OWN || takenForMachinery(policy, name)) {
            kinds.put(name, kind);
          }
        });
    return kinds;
  }

  /**
   * What a name is that several files define. A header's definition is often the stub for kernels
   * without the feature, so it counts only where no source has one. A name that more than two
   * sources use for a subject of their own is theirs.
   */
  private static CodeKind ofAll(Map<String, CodeKind> found) {
    Map<String, CodeKind> sources = new TreeMap<>(found);
    sources.keySet().removeIf(file -> file.endsWith(".h"));
    Map<String, CodeKind> counted = sources.isEmpty() ? found : sources;
    long own = counted.values().stream().filter(kind -> kind == CodeKind.OWN).count();
    return own > MOST_OTHERS
        ? CodeKind.OWN
        : counted.values().stream()
            .filter(ORDER::contains)
            .min(Comparator.comparing(ORDER::indexOf))
            .orElse(CodeKind.OWN);
  }

  /** Whether a rule for names that no file shows would cover this one. */
  private static boolean takenForMachinery(BlamePolicy policy, String name) {
    Optional<CodeKind> rule = policy.made(name).or(() -> policy.old(Machinery.bare(name)));
    return rule.isPresent();
  }

  /** One line a function, sorted by the bytes of its name. */
  static String text(Map<String, CodeKind> kinds) {
    StringBuilder text = new StringBuilder();
    kinds.forEach((name, kind) -> text.append(kind.letter()).append(' ').append(name).append('\n'));
    return text.toString();
  }

  /**
   * The functions in machinery's places, and where they stand, that nobody knew when the list was
   * made. A name that it has for a place of another kind is known: another kernel moved it. So is
   * one of {@code machinery-own.txt}, which is machinery in one kernel and not in all together.
   */
  static List<String> unknown(Map<String, Set<String>> functions) {
    Set<String> known = new HashSet<>(resource("machinery-own.txt").lines().toList());
    resource("machinery.txt").lines().map(line -> line.substring(2)).forEach(known::add);
    return of(BlamePolicy.parse(resource("blame.policy")), functions).entrySet().stream()
        .filter(made -> made.getValue().machinery() && !known.contains(made.getKey()))
        .map(made -> made.getValue() + " " + made.getKey() + " in " + functions.get(made.getKey()))
        .toList();
  }

  private static String resource(String name) {
    try (InputStream in = Machinery.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
