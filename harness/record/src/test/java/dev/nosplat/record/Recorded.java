// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Run records in the shape that runs leave, for tests of everything that only reads them. */
public final class Recorded {
  /** Every recorded run by name. */
  public static final List<String> NAMES =
      List.of(
          "pass",
          "base-pass",
          "fail",
          "fail-two",
          "base-fail",
          "inconclusive",
          "build-failed",
          "boot-failed",
          "infra-failed",
          "warn",
          "base-warn",
          "fail-other",
          "ejected",
          "hung",
          "forged",
          "sweep",
          "hostile");

  /** Every recorded gate by name. */
  public static final List<String> GATES =
      List.of("gate-pass", "gate-new", "gate-each-commit", "gate-flaky", "gate-base-off");

  private Recorded() {}

  /** The recorded gate of this name. */
  public static GateRecord gate(String name) {
    return GateRecordJson.read(json(name));
  }

  /** The recorded run of this name. */
  public static RunRecord run(String name) {
    return RunRecordJson.read(json(name));
  }

  /** A check of two scenarios: one passed, one failed after its control was seen. */
  public static ScenarioSet scenarios() {
    RunRecord control = run("base-fail");
    return scenarios(
        List.of(
            ScenarioSet.Part.of(Optional.empty(), run("pass")),
            ScenarioSet.Part.of(
                Optional.of(
                    new ControlRun(
                        "lru_exits/control.patch",
                        ControlRun.State.SEEN,
                        "the planted bug was seen on the base: " + control.splats().get(0).title(),
                        false,
                        Optional.of(control))),
                named("lru_exits", run("fail")))));
  }

  /** A gate of two scenarios: one passed, one shows a new splat. */
  public static ScenarioSet gatedScenarios() {
    return scenarios(
        List.of(
            ScenarioSet.Part.of("exit_task_delete", gate("gate-pass")),
            ScenarioSet.Part.of("lru_exits", gate("gate-new"))));
  }

  /** The record of these scenarios. */
  public static ScenarioSet scenarios(List<ScenarioSet.Part> parts) {
    return new ScenarioSet(
        ScenarioSet.FORMAT,
        "scenarios-20261128-100000-abcdef",
        Instant.parse("2026-11-28T10:00:00Z"),
        parts.stream().mapToLong(ScenarioSet.Part::millis).sum(),
        "debian:7.2",
        parts,
        ScenarioSet.verdict(parts),
        Path.of("/runs/scenarios-20261128-100000-abcdef"));
  }

  private static RunRecord named(String scenario, RunRecord run) {
    return RunRecordJson.read(
        RunRecordJson.writeLine(run)
            .replace(
                "\"scenario\":\"" + run.scenario() + "\"", "\"scenario\":\"" + scenario + "\""));
  }

  /**
   * A campaign of two trees, two profiles and two repetitions, in the middle: one cell passed, one
   * failed, one is hostile, one was given up, one runs, and some wait.
   */
  public static CampaignRecord campaign() {
    List<CampaignRecord.Entry> cells = new ArrayList<>();
    Iterator<String> runs =
        List.of("pass", "fail", "hostile", "pass", "infra-failed", "running", "", "pass")
            .iterator();
    for (String tree : List.of("debian:newest", "/src/linux@v7.2")) {
      for (String profile : List.of("lockdep", "leaks")) {
        for (int repeat = 1; repeat <= 2; repeat++) {
          cells.add(
              entry(
                  new CellResult.Cell(tree, profile, "exit_task_delete", "default", repeat),
                  String.format("%032x", cells.size()),
                  runs.next()));
        }
      }
    }
    return new CampaignRecord(
        CampaignRecord.FORMAT, "nightly", Instant.parse("2026-11-28T02:00:00Z"), cells);
  }

  private static CampaignRecord.Entry entry(CellResult.Cell cell, String key, String run) {
    if (!NAMES.contains(run)) {
      CampaignRecord.State open =
          run.isEmpty() ? CampaignRecord.State.WAITING : CampaignRecord.State.RUNNING;
      return new CampaignRecord.Entry(key, cell, open, 0, Optional.empty());
    }
    CellResult result = CellResult.of(key, cell, run(run));
    boolean lost = result.verdict().outcome() == Outcome.INFRA_FAILED;
    return new CampaignRecord.Entry(
        key,
        cell,
        lost ? CampaignRecord.State.GIVEN_UP : CampaignRecord.State.DONE,
        lost ? 3 : 0,
        Optional.of(result));
  }

  static String json(String name) {
    return Documents.resource("recorded/" + name + ".json");
  }
}
