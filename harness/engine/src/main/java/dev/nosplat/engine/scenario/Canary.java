// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.engine.profile.CanaryKind;
import dev.nosplat.engine.profile.Detector;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The known bugs that were provoked after the scenario, each under a name drawn for it, and what
 * the console said of them.
 *
 * @param chosen the kind that was drawn for each detector
 * @param names by what was provoked, the name of the module that did it
 * @param from the first marker's line on the console
 * @param to the last one's
 * @param leaks what kmemleak listed after it was asked; empty where nobody asked
 */
record Canary(
    Map<Detector, CanaryKind> chosen,
    Map<String, String> names,
    long from,
    long to,
    Optional<Leaks> leaks) {
  private static final Duration STEP = Duration.ofSeconds(5);

  /**
   * Loads module $1 with parameters $2; with $3, while nobody watches the worker pools. Whoever
   * sets that limit starts the watch anew (wq_watchdog_set_thresh(), kernel/workqueue.c, 7.3). With
   * $4, after the second in which the kernel would not print another such report.
   */
  private static final String SING =
      """
      [ -z "$4" ] || sleep 2
      limit=/sys/module/workqueue/parameters/watchdog_thresh
      was=
      if [ -n "$3" ] && [ -w "$limit" ]; then
        read -r was <"$limit"
        echo 0 >"$limit"
      fi
      /nosplat/load "$1" "$2"
      [ -z "$was" ] || echo "$was" >"$limit"
      """;

  /** How long the canaries of the detectors that a clock triggers last; see canary.c. */
  private static final Duration HANG = Duration.ofSeconds(70);

  Canary {
    chosen = Map.copyOf(chosen);
    names = Map.copyOf(names);
  }

  static Canary none() {
    return new Canary(Map.of(), Map.of(), Long.MAX_VALUE, 0, Optional.empty());
  }

  /** Provokes one bug for each detector of a profile; what turns lockdep off comes last. */
  static Canary provoke(Stage stage, Profile profile) throws ShellLost, InterruptedException {
    stage.progress().begin("provoking the canary");
    Map<Detector, CanaryKind> chosen = new LinkedHashMap<>();
    for (Detector detector : profile.detectors()) {
      chosen.put(detector, detector.draw(stage.nonces().get()));
    }
    Map<CanaryKind, String> kinds = new EnumMap<>(CanaryKind.class);
    chosen.values().forEach(kind -> kinds.put(kind, kind.provokedBy()));
    OptionalLong start = mark(stage, "canary-start");
    Map<String, String> names = new LinkedHashMap<>();
    boolean printed = false;
    for (String what : kinds.values()) {
      if (!names.containsKey(what)) {
        boolean limited = any(kinds, what, CanaryKind::onceASecond);
        boolean alone = any(kinds, what, CanaryKind::drownedByPools);
        names.put(what, sing(stage, what, alone, limited && printed));
        printed |= limited;
      }
    }
    Optional<Leaks> leaks =
        kinds.containsKey(CanaryKind.LEAK)
            ? Optional.of(Leaks.scan(stage, names.getOrDefault(kinds.get(CanaryKind.LEAK), "")))
            : Optional.empty();
    OptionalLong end = mark(stage, "canary-end");
    return new Canary(chosen, names, start.orElse(Long.MAX_VALUE), end.orElse(0), leaks);
  }

  private static boolean any(
      Map<CanaryKind, String> kinds, String what, Predicate<CanaryKind> which) {
    return kinds.entrySet().stream()
        .anyMatch(kind -> kind.getValue().equals(what) && which.test(kind.getKey()));
  }

  private static OptionalLong mark(Stage stage, String what)
      throws ShellLost, InterruptedException {
    OptionalLong line =
        stage.machine().mark(new Marker(what, stage.nonces().get()), stage.scale(STEP));
    stage.gathered().marker(what, line);
    return line;
  }

  private static String sing(Stage stage, String what, boolean alone, boolean later)
      throws ShellLost, InterruptedException {
    GuestModule.Copy copy = stage.module().draw();
    List<String> words =
        List.of(copy.path(), "kind=" + what, alone ? "alone" : "", later ? "later" : "");
    String script = "set -- " + ShellWord.join(words) + "\n" + SING;
    // It refuses to stay loaded, so this fails by design.
    stage.machine().shell().script(script, new byte[0], stage.scale(STEP).plus(HANG));
    return copy.name();
  }

  /** The report that proves a detector, where it was seen. */
  Optional<Splat> proof(Detector detector, List<Splat> splats) {
    CanaryKind kind = chosen.get(detector);
    if (kind == null) {
      return Optional.empty();
    }
    String name = names.getOrDefault(kind.provokedBy(), "");
    return splats.stream()
        .filter(splat -> inside(splat) && kind.explains(splat) && names(splat, name))
        .findFirst();
  }

  /** Lockdep's canary. */
  Optional<Splat> lockdeps(List<Splat> splats) {
    return chosen.entrySet().stream()
        .filter(each -> each.getValue().byLockdep())
        .flatMap(each -> proof(each.getKey(), splats).stream())
        .findFirst();
  }

  /**
   * Whether a report is of what was provoked here: it names one of the modules; or, of kmemleak's
   * count, which names nothing, it was asked for here.
   */
  boolean owns(Splat splat) {
    return inside(splat)
        && (names.values().stream().anyMatch(name -> names(splat, name))
            || leaks.isPresent() && splat.family() == Family.KMEMLEAK);
  }

  /** The names that were drawn. */
  Collection<String> drawn() {
    return new ArrayList<>(names.values());
  }

  private boolean inside(Splat splat) {
    return splat.line() > from && splat.line() < to;
  }

  private static boolean names(Splat splat, String name) {
    return !name.isEmpty() && splat.text().contains(name);
  }
}
