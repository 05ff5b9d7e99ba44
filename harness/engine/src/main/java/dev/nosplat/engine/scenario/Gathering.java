// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Console;
import dev.nosplat.engine.machine.KernelReports;
import dev.nosplat.engine.profile.CanaryKind;
import dev.nosplat.engine.profile.Detector;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The evidence that every scenario has, as it comes in; what never came in stays unmet. */
final class Gathering {
  static final String ARMED_BEFORE = "debug_locks before";

  private static final List<String> MARKERS = List.of("scenario-start", "scenario-end");
  private static final List<String> CANARY_MARKERS = List.of("canary-start", "canary-end");

  private final Scenario scenario;
  private final Profile profile;
  private final Workload workload;
  private final long linesBefore;
  private final Map<String, OptionalLong> markers = new LinkedHashMap<>();
  private String bootedConfig = "";
  private GuestFacts before = GuestFacts.none();
  private GuestFacts after = GuestFacts.none();
  private String trouble = "";
  private List<String> troubleEvidence = List.of();
  private Optional<OutsideView> outside = Optional.empty();
  private String blind = "";
  private String counters = "";
  private Canary canary = Canary.none();

  /**
   * Nothing yet.
   *
   * @param linesBefore lines of the run's console that earlier machines printed
   */
  Gathering(Scenario scenario, Profile profile, Workload workload, long linesBefore) {
    this.linesBefore = linesBefore;
    this.scenario = scenario;
    this.profile = profile;
    this.workload = workload;
  }

  /** What the scenario does, and what that has observed of itself. */
  Workload workload() {
    return workload;
  }

  void detectors(String config) {
    bootedConfig = config;
  }

  void before(GuestFacts facts) {
    before = facts;
  }

  void after(GuestFacts facts) {
    after = facts;
  }

  void marker(String what, OptionalLong line) {
    markers.put(what, line);
  }

  /** What was provoked after the scenario. */
  void canary(Canary provoked) {
    canary = provoked;
  }

  void counters(String text) {
    counters = text;
  }

  void trouble(String what, List<String> evidence) {
    trouble = what;
    troubleEvidence = evidence;
  }

  /** What reads the guest's memory. */
  void outside(OutsideView view) {
    outside = Optional.of(view);
  }

  /** Nothing can read it. */
  void blind(String why) {
    blind = why;
  }

  /** Whether the scenario could not be carried through. */
  boolean inTrouble() {
    return !trouble.isEmpty();
  }

  /** Everything, now that the console is complete. */
  ScenarioResult result(Console console, KernelReports reports, Optional<String> noCanary)
      throws InterruptedException {
    List<Splat> splats = new ArrayList<>(reports.genuine());
    splats.removeIf(canary::owns);
    List<Splat> impossible = impossible(splats);
    splats.removeAll(impossible);
    workload.ended(console, splats);
    List<Requirement> all = new ArrayList<>();
    all.add(detectorsOn());
    // Before what was done: a forged report ends the scenario, and is what has to be told then.
    all.add(
        new Requirement(
            Requirement.Kind.CONSOLE,
            "console",
            "captured to the last byte",
            console.lost() == 0
                ? console.bytes() + " bytes" + (console.ended() ? "" : ", cut off")
                : console.lost() + " bytes lost in a flood",
            console.lost() == 0 && console.ended()));
    all.add(kernelLog(reports, impossible));
    all.add(armed(ARMED_BEFORE, before.get("debug_locks")));
    all.addAll(workload.evidence(splats));
    all.add(armed("debug_locks after", after.get("debug_locks")));
    String full = after.fullTable();
    all.add(
        new Requirement(
            Requirement.Kind.LOCKDEP_TABLES,
            "lockdep's tables",
            "none full",
            after.values().isEmpty()
                ? GuestFacts.NOT_OBSERVED
                : full.isEmpty() ? "none full" : full,
            !after.values().isEmpty() && full.isEmpty()));
    all.addAll(
        outside
            .map(OutsideView::evidence)
            .orElseGet(() -> List.of(OutsideView.none(GuestText.brief(blind)))));
    all.add(markersSeen());
    for (Detector detector : profile.detectors()) {
      all.add(proof(detector, reports.genuine(), noCanary));
    }
    canary.leaks().ifPresent(leaks -> all.add(leaks(leaks)));
    splats.removeIf(workload::expects);
    Map<Long, String> during = new HashMap<>();
    splats.forEach(s -> during.put(s.line() + linesBefore, workload.during(s)));
    return new ScenarioResult(
        splats.stream().map(splat -> splat.after(linesBefore)).toList(),
        during,
        new Evidence(all),
        trouble,
        troubleEvidence,
        workload.ejection(),
        workload.failures(),
        canary.lockdeps(reports.genuine()).map(splat -> splat.after(linesBefore)),
        workload.account(),
        workload.counts(),
        counters.isEmpty() ? List.of() : List.of(counters),
        workload.sweep(),
        workload.rest());
  }

  /**
   * Lockdep reports before the scenario's end that lockdep cannot have made: it turns itself off
   * first (debug_locks_off() comes before each of these in kernel/locking/lockdep.c, 6.12 to 7.3),
   * and it was still armed at that end.
   */
  private List<Splat> impossible(List<Splat> splats) {
    long end = markers.getOrDefault("scenario-end", OptionalLong.empty()).orElse(0);
    return after.get("debug_locks").equals("1")
        ? splats.stream().filter(s -> s.family().disarmsLockdep() && s.endLine() < end).toList()
        : List.of();
  }

  private static Requirement kernelLog(KernelReports reports, List<Splat> impossible) {
    StringBuilder told = new StringBuilder(reports.told());
    for (Splat splat : impossible) {
      told.append("; lockdep is armed and cannot have printed line ")
          .append(splat.line())
          .append(": ")
          .append(splat.title());
    }
    return new Requirement(
        Requirement.Kind.KERNEL_LOG,
        "kernel log",
        "complete, and the same as on the serial console",
        told.toString(),
        reports.agrees() && impossible.isEmpty());
  }

  private Requirement detectorsOn() {
    Set<String> on = new TreeSet<>();
    for (String line : Arrays.asList(bootedConfig.split("\n"))) {
      if (line.endsWith("=y")) {
        on.add(line.substring(0, line.length() - 2));
      }
    }
    Set<String> asked = new TreeSet<>(profile.symbols());
    asked.addAll(scenario.detectors());
    Set<String> off = new TreeSet<>(asked);
    off.removeAll(on);
    return new Requirement(
        Requirement.Kind.DETECTORS,
        "detectors",
        "on in the booted kernel's own config",
        bootedConfig.isEmpty()
            ? GuestFacts.NOT_OBSERVED
            : off.isEmpty()
                ? "all " + asked.size() + " of profile " + profile.name() + " on"
                : "off: " + String.join(", ", off),
        off.isEmpty());
  }

  /** Whether a detector that was built in speaks: what it is there for was provoked and seen. */
  private Requirement proof(Detector detector, List<Splat> splats, Optional<String> noCanary) {
    boolean lockdeps = detector.canaries().stream().allMatch(CanaryKind::byLockdep);
    Optional<CanaryKind> kind = Optional.ofNullable(canary.chosen().get(detector));
    Optional<Splat> seen = canary.proof(detector, splats);
    boolean listed =
        kind.filter(k -> !k.onConsole()).isPresent()
            && canary.leaks().filter(leaks -> leaks.found(canary.drawn())).isPresent();
    String what = kind.map(CanaryKind::word).orElse("");
    return new Requirement(
        lockdeps ? Requirement.Kind.CANARY : Requirement.Kind.DETECTOR_PROOF,
        lockdeps ? "canary" : "canary: " + detector.name(),
        "its report seen and recognised",
        seen.map(splat -> what + ", seen on line " + (splat.line() + linesBefore))
            .orElse(
                listed
                    ? what + ", found"
                    : noCanary
                        .map(why -> "not provoked: " + why)
                        .orElse(kind.isEmpty() ? GuestFacts.NOT_OBSERVED : what + ", silent")),
        seen.isPresent() || listed);
  }

  private Requirement leaks(Leaks leaks) {
    List<String> lost = leaks.besides(canary.drawn());
    return new Requirement(
        lost.isEmpty() ? Requirement.Kind.DETECTOR_PROOF : Requirement.Kind.LEAKS,
        "kmemleak",
        "scanned after the teardown, nothing lost",
        !leaks.scanned()
            ? "could not be asked to scan"
            : lost.isEmpty()
                ? "nothing"
                : lost.get(0) + (lost.size() > 1 ? " and " + (lost.size() - 1) + " more" : ""),
        leaks.scanned() && lost.isEmpty());
  }

  private Requirement markersSeen() {
    List<String> wanted = new ArrayList<>(MARKERS);
    if (markers.containsKey(CANARY_MARKERS.get(0))) {
      wanted.addAll(CANARY_MARKERS);
    }
    List<String> missing =
        wanted.stream()
            .filter(w -> markers.getOrDefault(w, OptionalLong.empty()).isEmpty())
            .toList();
    return new Requirement(
        Requirement.Kind.MARKERS,
        "markers",
        "all on the serial console",
        missing.isEmpty()
            ? wanted.size() + " of " + wanted.size()
            : "missing: " + String.join(", ", missing),
        missing.isEmpty());
  }

  private static Requirement armed(String name, String observed) {
    return new Requirement(
        Requirement.Kind.LOCKDEP_ARMED, name, "1", observed, observed.equals("1"));
  }
}
