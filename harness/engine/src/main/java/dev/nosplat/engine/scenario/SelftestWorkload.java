// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.Selftests;
import dev.nosplat.engine.ktap.KtapReader;
import dev.nosplat.engine.ktap.Results;
import dev.nosplat.engine.ktap.TestResult;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The kernel's own sched_ext selftests, each between two markers. */
final class SelftestWorkload implements Workload {
  private static final String SCRIPT = "/nosplat/selftest";

  private final Duration limit;
  private final Map<String, Selftest> done = new LinkedHashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private List<String> listed = List.of();
  private long millis;

  SelftestWorkload(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    interlude.on(stage.machine());
    ShellResult list = stage.machine().shell().run(stage.scale(Stage.STEP), Selftests.RUNNER, "-l");
    if (!list.ok() || list.out().isBlank()) {
      stage
          .gathered()
          .trouble(
              "the selftests' runner does not say which tests it has",
              (list.out() + list.err()).lines().toList());
      return;
    }
    listed = list.out().lines().toList();
    long began = System.nanoTime();
    for (String filter : filters(listed)) {
      stage.progress().begin("selftest " + filter + ", " + done.size() + " of " + listed.size());
      run(stage, filter);
      if (stage.splatted()) {
        break; // lockdep may be off by now: what follows would prove nothing
      }
    }
    millis = (System.nanoTime() - began) / 1_000_000;
  }

  /**
   * Filters that together run everything. The runner takes a part of a name, so a test whose name
   * holds another's runs with that.
   */
  static List<String> filters(List<String> names) {
    return names.stream()
        .filter(n -> names.stream().noneMatch(m -> !m.equals(n) && n.contains(m)))
        .toList();
  }

  private void run(Stage stage, String filter) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    String nonce = stage.nonces().get();
    ShellResult result = machine.shell().run(stage.scale(limit), SCRIPT, filter, nonce);
    OptionalLong end =
        machine.mark(new Marker("selftest-end", stage.nonces().get()), stage.scale(Stage.STEP));
    Results results = KtapReader.read(result.out());
    results.complaints().forEach(c -> complaints.add(filter + ": " + c));
    List<String> ran = result.out().lines().filter(l -> l.startsWith("TEST: ")).toList();
    for (int i = ran.size() - 1; i >= 0; i--) {
      String name = ran.get(i).substring("TEST: ".length());
      OptionalLong from =
          machine.console().await(new Marker("selftest " + name, nonce), Duration.ZERO);
      Optional<TestResult> told =
          results.tests().stream().filter(t -> t.name().equals(name)).findFirst();
      done.putIfAbsent(name, new Selftest(name, told, results.rest(), from, end));
      end = from;
    }
  }

  @Override
  public List<Requirement> evidence(List<Splat> splats) {
    List<Requirement> all = new ArrayList<>();
    List<String> missing = listed.stream().filter(n -> !done.containsKey(n)).toList();
    all.add(
        new Requirement(
            Requirement.Kind.WORKLOAD,
            "selftests",
            "all ran, some passed",
            listed.isEmpty()
                ? GuestFacts.NOT_OBSERVED
                : count()
                    + (missing.isEmpty() ? "" : "; did not run: " + String.join(", ", missing))
                    + (complaints.isEmpty() ? "" : "; " + String.join("; ", complaints)),
            missing.isEmpty()
                && complaints.isEmpty()
                && done.values().stream().anyMatch(Selftest::passed)));
    ran().forEach(test -> all.add(test.requirement()));
    long ejections = splats.stream().filter(this::expects).count();
    all.add(
        new Requirement(
            Requirement.Kind.WORKLOAD,
            "ejections",
            "only where a selftest runs",
            ejections + " while selftests ran",
            splats.stream()
                .filter(s -> s.family() == Family.SCHED_EXT_EJECTION)
                .allMatch(this::expects)));
    return all;
  }

  /** In the runner's order. */
  private Stream<Selftest> ran() {
    return listed.stream().flatMap(name -> Stream.ofNullable(done.get(name)));
  }

  private String count() {
    return done.values().stream().filter(Selftest::passed).count()
        + " passed, "
        + done.values().stream().filter(Selftest::skipped).count()
        + " skipped, "
        + done.values().stream().filter(t -> !t.passed() && !t.skipped()).count()
        + " failed";
  }

  @Override
  public String account() {
    return "selftests: " + count() + " in " + millis + " ms";
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of(
        "passed", ran().filter(Selftest::passed).count(),
        "skipped", ran().filter(Selftest::skipped).count(),
        "failed", ran().filter(t -> !t.passed() && !t.skipped()).count(),
        "millis", millis);
  }

  @Override
  public boolean expects(Splat splat) {
    return splat.family() == Family.SCHED_EXT_EJECTION && at(splat).isPresent();
  }

  @Override
  public String during(Splat splat) {
    return at(splat).map(t -> "selftest " + t.name()).orElse("");
  }

  private Optional<Selftest> at(Splat splat) {
    return done.values().stream().filter(t -> t.holds(splat.line())).findFirst();
  }

  @Override
  public String ejection() {
    return "";
  }

  @Override
  public List<String> failures() {
    return ran().filter(Selftest::failed).map(t -> t.name() + ": " + t.observed()).toList();
  }
}
