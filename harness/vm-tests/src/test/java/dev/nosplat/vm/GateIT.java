// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Finding;
import dev.nosplat.record.Finding.Standing;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Rate;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Sensitivity;
import dev.nosplat.record.Step;
import dev.nosplat.report.HtmlReport;
import dev.nosplat.report.TerminalReport;
import dev.nosplat.splat.Family;
import dev.nosplat.vm.Gates.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate with real builds and boots. {@code mvn verify -Pvm -Dnosplat.tree=SPEC
 * -Dnosplat.patch=FILE} gates that patch on that tree, and runs nothing else of this module.
 *
 * <p>What comes of each proof goes to {@code target/gate-proofs.md}, from where a person takes it
 * into docs/gate.md.
 */
class GateIT {
  private static final List<String> ROWS = new ArrayList<>();
  private static final int FLIPS = 12;
  private static final String NO_BUG = "nosplat coin: no bug this time";

  @TempDir private Path scratch;
  private CheckPlan base = CheckPlan.of("debian:newest");
  private Gates gates = new Gates(Path.of(""), Path.of(""));
  private Path harmless = Path.of("");
  private Path control = Path.of("");

  @BeforeEach
  void prepare() throws Exception {
    gates = new Gates(scratch.resolve("memory"), scratch);
    harmless = Gates.resource("one-comment.patch");
    control = Gates.written(scratch, "control.patch", Gates.control());
  }

  @Tag("vm")
  @Tag("gate")
  @Test
  void thePatchMakesTheTreeNoWorse() throws Exception {
    Path from = Path.of(System.getProperty("nosplat.directory", "")).toAbsolutePath();
    List<Path> series =
        Stream.of(System.getProperty("nosplat.patch", harmless.toString()).split(","))
            .map(String::strip)
            .map(from::resolve)
            .toList();
    Gates here =
        new Gates(
            Settings.ofProcess().home().cache().resolve("known-runs"),
            Files.createDirectories(Path.of("target/gate").toAbsolutePath()));
    GateRecord gate =
        here.run(
            base.onTree(System.getProperty("nosplat.tree", base.tree())),
            series,
            Options.PLAIN.withControl());
    Files.writeString(gate.directory().resolve("gate.html"), new HtmlReport().of(gate));
    String report = new TerminalReport(TerminalReport.Colours.OFF).of(gate);
    System.out.println(report);
    assertThat(gate.verdict().outcome()).as("%s", report).isEqualTo(Outcome.PASS);
  }

  @Tag("vm-full")
  @Test
  void aCleanSeriesPassesAndTheSecondGateDoesNotRunBaseAndControlAgain() throws Exception {
    GateRecord first = gates.run(base, List.of(harmless), Options.PLAIN.withControl());
    note("a comment, with the control", first);
    assertThat(first.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(first.control().map(ControlRun::state)).contains(ControlRun.State.SEEN);
    GateRecord second = gates.run(base, List.of(harmless), Options.PLAIN.withControl());
    note("the same again: base and control remembered", second);
    assertThat(second.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(second.control().map(ControlRun::remembered)).contains(true);
    assertThat(second.base()).isEqualTo(first.base());
  }

  @Tag("vm-full")
  @Test
  void theControlAsASeriesIsNew() throws Exception {
    GateRecord gate = gates.run(base, List.of(control), Options.PLAIN);
    note("the control as a series", gate);
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
    assertThat(only(gate).findings()).extracting(Finding::standing).containsExactly(Standing.NEW);
  }

  @Tag("vm-full")
  @Test
  void theControlInTheBaseIsPreExistingAndItsFixThereClearsTheWay() throws Exception {
    CheckPlan broken = base.withPatches(List.of(control));
    GateRecord gate = gates.run(broken, List.of(harmless), Options.PLAIN);
    note("a comment, on a base that has the bug", gate);
    assertThat(only(gate).findings())
        .extracting(Finding::standing)
        .containsExactly(Standing.PRE_EXISTING);
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(gate.verdict().advice()).contains("--base-patch");
    Path fix = Gates.written(scratch, "fix.patch", Gates.reversed(Gates.control()));
    GateRecord cleared =
        gates.run(base.withPatches(List.of(control, fix)), List.of(harmless), Options.PLAIN);
    note("the same with the fix as --base-patch", cleared);
    assertThat(cleared.verdict().outcome()).isEqualTo(Outcome.PASS);
  }

  @Tag("vm-full")
  @Test
  void aSeriesThatPlantsInItsSecondPatchAndRepairsInItsThirdIsCaughtAtTheSecond() throws Exception {
    Path repair = Gates.written(scratch, "repair.patch", Gates.reversed(Gates.control()));
    GateRecord gate =
        gates.run(base, List.of(harmless, control, repair), Options.PLAIN.forEachCommit());
    note("three patches: the second plants, the third repairs", gate);
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
    assertThat(gate.verdict().reason()).startsWith("patch 2 of 3 ");
    assertThat(gate.steps())
        .extracting(step -> step.verdict().outcome())
        .containsExactly(Outcome.PASS, Outcome.FAIL, Outcome.PASS);
    assertThat(gate.notes()).anyMatch(note -> note.contains("a later patch repairs patch 2"));
  }

  /** At each boot a bit of the cycle counter decides about the bug, and the kernel says so. */
  @Tag("vm-full")
  @Test
  void aBugThatShowsInHalfOfTheBootsIsMeasured() throws Exception {
    String declaration = "+\tstatic struct lock_class_key key;\n";
    String rare =
        Gates.control()
            .replace(
                declaration,
                declaration
                    + "+\n+\tif (get_cycles() & 1024) {\n+\t\tpr_info(\""
                    + NO_BUG
                    + "\\n\");\n+\t\treturn;\n+\t}\n")
            .replace("+2078,29 @@", "+2078,34 @@");
    assertThat(rare).contains("+2078,34 @@", NO_BUG);
    GateRecord gate =
        gates.run(
            base,
            List.of(Gates.written(scratch, "rare.patch", rare)),
            Options.PLAIN.times(FLIPS, 6));
    int planted = 0;
    for (RunRecord run : only(gate).runs()) {
      planted += Files.readString(run.directory().resolve("console.log")).contains(NO_BUG) ? 0 : 1;
    }
    note("a bug planted in half of the boots (" + planted + "), 12 runs", gate);
    assertThat(only(gate).findings())
        .extracting(Finding::patched)
        .containsExactly(new Rate(planted, FLIPS));
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
  }

  @Tag("vm-full")
  @Test
  void aControlThatCannotBePlantedIsNoProofUnlessItIsWaived() throws Exception {
    CheckPlan other = base.withPatches(List.of(Gates.resource("in-the-controls-way.patch")));
    GateRecord gate = gates.run(other, List.of(harmless), Options.PLAIN.withControl());
    note("a tree on which the control does not apply", gate);
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(gate.verdict().reason()).startsWith("control unavailable");
    assertThat(gate.verdict().advice()).contains("--waive-control");
    GateRecord waived =
        gates.run(
            other, List.of(harmless), Options.PLAIN.withControl().waiving("srcu was rewritten"));
    note("the same, waived", waived);
    assertThat(waived.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(waived.notes()).anyMatch(note -> note.endsWith("Waived: srcu was rewritten"));
  }

  @Tag("vm-full")
  @Test
  void aCpuThatStopsUnderTheRunqueueLockIsNewAndItsFunctionIsNamed() throws Exception {
    Path hang = Path.of("src/test/resources/planted/spins-under-the-runqueue-lock.patch");
    GateRecord gate = gates.run(base, List.of(hang.toAbsolutePath()), Options.PLAIN);
    note("a CPU stops under the runqueue lock", gate);
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
    Finding found = only(gate).findings().get(0);
    assertThat(found.standing()).isEqualTo(Standing.NEW);
    assertThat(found.splat().family()).isEqualTo(Family.STUCK_CPU);
    assertThat(found.splat().culprit()).contains("task_storage_delete");
  }

  @Tag("vm-full")
  @Test
  void faultsThatArePlantedBesideAPassingSeriesAreCaught() throws Exception {
    GateRecord gate =
        gates.run(base, List.of(Gates.resource("one-variable.patch")), Options.PLAIN.planting(4));
    note("four faults planted beside a series that passes", gate);
    assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
    Sensitivity sensitivity = gate.sensitivity().orElseThrow();
    assertThat(sensitivity.counted()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(sensitivity.in(Sensitivity.State.CAUGHT))
        .extracting(Sensitivity.Planted::fault)
        .contains("sleeps with preemption off", "takes a lock that may sleep under a raw one");
  }

  private static Step only(GateRecord gate) {
    assertThat(gate.steps()).hasSize(1);
    return gate.steps().get(0);
  }

  private static void note(String what, GateRecord gate) {
    String rates =
        String.join(
            "; ",
            gate.steps().get(gate.steps().size() - 1).findings().stream()
                .map(
                    f ->
                        f.standing().name().toLowerCase(Locale.ROOT).replace('_', '-')
                            + ": base "
                            + f.base().text()
                            + ", series "
                            + f.patched().text())
                .toList());
    ROWS.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | %.0f s |",
            what,
            gate.verdict().outcome(),
            gate.verdict().reason().replace("|", "\\|"),
            rates,
            gate.durationMillis() / 1000.0));
  }

  @AfterAll
  static void writeTheTable() throws Exception {
    if (!ROWS.isEmpty()) {
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "Run on " + LocalDate.now(ZoneOffset.UTC) + " by `GateIT`.",
                  "",
                  "| series | verdict | reason | splats of the last step | took |",
                  "|---|---|---|---|---|"));
      lines.addAll(ROWS);
      Files.write(Path.of("target/gate-proofs.md"), lines);
    }
  }
}
