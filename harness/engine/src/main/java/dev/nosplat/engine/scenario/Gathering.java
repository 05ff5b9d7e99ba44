// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Console;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The evidence of one run as it comes in; what never came in stays unmet. */
final class Gathering {
  private static final List<String> MARKERS = List.of("scenario-start", "scenario-end");
  private static final List<String> CANARY_MARKERS = List.of("canary-start", "canary-end");

  private final Scenario scenario;
  private final Map<String, OptionalLong> markers = new LinkedHashMap<>();
  private String bootedConfig = "";
  private GuestFacts before = GuestFacts.none();
  private GuestFacts enabled = GuestFacts.none();
  private GuestFacts ended = GuestFacts.none();
  private GuestFacts after = GuestFacts.none();
  private Counts counts = Counts.none();
  private ExitRecord exit = ExitRecord.NONE;
  private String trouble = "";
  private List<String> troubleEvidence = List.of();
  private String churnError = "";
  private long tasks;
  private long churnMillis;
  private long canaryFrom;
  private long canaryTo;

  Gathering(Scenario scenario) {
    this.scenario = scenario;
  }

  void detectors(String config) {
    bootedConfig = config;
  }

  void before(GuestFacts facts) {
    before = facts;
  }

  void enabled(GuestFacts facts) {
    enabled = facts;
  }

  void round(Churn round) {
    tasks += round.tasks();
    if (churnError.isEmpty()) {
      churnError = round.error();
    }
  }

  void churnMillis(long millis) {
    churnMillis = millis;
  }

  void churned(Counts total) {
    counts = total;
  }

  void ended(GuestFacts facts, String exitDump) {
    ended = facts;
    exit = ExitRecord.parse(exitDump);
  }

  void after(GuestFacts facts) {
    after = facts;
  }

  void marker(String what, OptionalLong line) {
    markers.put(what, line);
  }

  void canaryWindow(OptionalLong from, OptionalLong to) {
    canaryFrom = from.orElse(Long.MAX_VALUE);
    canaryTo = to.orElse(0);
  }

  void trouble(String what, List<String> evidence) {
    trouble = what;
    troubleEvidence = evidence;
  }

  /** Everything, now that the console is complete. */
  ScenarioResult result(Console console, boolean canaryWanted) {
    Optional<Splat> canary = Canary.find(console.splats(), canaryFrom, canaryTo);
    List<Requirement> all = new ArrayList<>();
    all.add(detectorsOn());
    all.add(equal("debug_locks before", "1", before.get("debug_locks")));
    all.add(schedulerEnabled());
    all.add(
        new Requirement(
            "enable_seq",
            "unchanged from enabling to the end of the churn",
            enabled.get("scx.enable_seq") + " -> " + ended.get("scx.enable_seq"),
            !enabled.get("scx.enable_seq").equals(GuestFacts.NOT_OBSERVED)
                && enabled.get("scx.enable_seq").equals(ended.get("scx.enable_seq"))));
    all.add(
        new Requirement(
            "tasks churned",
            "at least 1, without errors",
            tasks + (churnError.isEmpty() ? "" : ", first error: " + churnError),
            tasks > 0 && churnError.isEmpty()));
    all.add(
        new Requirement(
            "deletes",
            "at least " + scenario.deletes(),
            counts.total() + (counts.failed() > 0 ? ", " + counts.failed() + " failed" : ""),
            counts.total() >= scenario.deletes()));
    all.add(
        new Requirement(
            "deletes per CPU",
            "on at least two CPUs",
            counts.byCpu(),
            counts.deletes().size() >= 2));
    all.add(equal("debug_locks after", "1", after.get("debug_locks")));
    String full = after.fullTable();
    all.add(
        new Requirement(
            "lockdep's tables",
            "none full",
            after.values().isEmpty()
                ? GuestFacts.NOT_OBSERVED
                : full.isEmpty() ? "none full" : full,
            !after.values().isEmpty() && full.isEmpty()));
    all.add(markersSeen());
    all.add(
        new Requirement(
            "console",
            "captured to the last byte",
            console.lost() == 0
                ? console.bytes() + " bytes" + (console.ended() ? "" : ", cut off")
                : console.lost() + " bytes lost in a flood",
            console.lost() == 0 && console.ended()));
    all.add(
        new Requirement(
            "canary",
            "its splat seen and recognised",
            canary.isPresent()
                ? "seen on line " + canary.get().line()
                : canaryWanted ? "silent" : "not provoked",
            canary.isPresent()));
    return new ScenarioResult(
        new Evidence(all), trouble, troubleEvidence, exit.ejection(), canary, tasks, churnMillis);
  }

  private Requirement detectorsOn() {
    Set<String> on = new TreeSet<>();
    for (String line : Arrays.asList(bootedConfig.split("\n"))) {
      if (line.endsWith("=y")) {
        on.add(line.substring(0, line.length() - 2));
      }
    }
    Set<String> off = new TreeSet<>(scenario.detectors());
    off.removeAll(on);
    return new Requirement(
        "detectors",
        "on in the booted kernel's own config",
        bootedConfig.isEmpty()
            ? GuestFacts.NOT_OBSERVED
            : off.isEmpty()
                ? "all " + scenario.detectors().size() + " on"
                : "off: " + String.join(", ", off),
        off.isEmpty());
  }

  private Requirement schedulerEnabled() {
    boolean held =
        enabled.get("scx.state").equals("enabled")
            && ended.get("scx.state").equals("enabled")
            && enabled.get("scx.ops").equals(scenario.ops())
            && ended.get("scx.ops").equals(scenario.ops());
    String observed =
        enabled.get("scx.state") + " " + enabled.get("scx.ops") + " -> " + ended.get("scx.state");
    return new Requirement("scheduler", scenario.ops() + " enabled throughout", observed, held);
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
        "markers",
        "all on the serial console",
        missing.isEmpty()
            ? wanted.size() + " of " + wanted.size()
            : "missing: " + String.join(", ", missing),
        missing.isEmpty());
  }

  private static Requirement equal(String name, String expected, String observed) {
    return new Requirement(name, expected, observed, expected.equals(observed));
  }
}
