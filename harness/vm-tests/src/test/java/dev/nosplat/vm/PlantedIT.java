// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs planted on the scenario's own path, each under the profile that is there for it. The rows
 * are left in {@code target/planted.md}, from where a person takes them into docs/pass.md.
 */
class PlantedIT {
  private static final List<String> ROWS = new ArrayList<>();

  private final KernelChecker checker;

  PlantedIT() throws InterruptedException {
    checker = new KernelChecker(Engine.open(Settings.ofProcess()));
  }

  /**
   * A planted bug and its right verdict.
   *
   * @param patch its file, without the suffix
   * @param first how the verdict's reason begins
   */
  record Planted(String patch, String profile, Outcome outcome, Cause cause, String first) {}

  static List<Planted> planted() {
    return List.of(
        new Planted(
            "sleeping-lock-in-a-cancelled-fork",
            "lockdep",
            Outcome.FAIL,
            Cause.SPLAT,
            "invalid wait context: planted_lock"),
        new Planted(
            "third-delete-fails",
            "lockdep",
            Outcome.FAIL,
            Cause.DELETES_FAILED,
            "no splat, but deletes that failed: "),
        new Planted(
            "map-free-waits-for-ever",
            "lockdep",
            Outcome.FAIL,
            Cause.TEARDOWN,
            "no splat, but teardown: kworker/"),
        new Planted(
            "spins-under-the-runqueue-lock",
            "lockdep",
            Outcome.FAIL,
            Cause.SPLAT,
            "CPU stuck with interrupts off"),
        new Planted(
            "every-element-leaks",
            "lockdep",
            Outcome.FAIL,
            Cause.MEMORY_GROWTH,
            "no splat, but kernel memory: +"),
        new Planted(
            "tenth-element-leaks",
            "leaks",
            Outcome.FAIL,
            Cause.MEMORY_GROWTH,
            "no splat, but slab objects: kmalloc-"),
        new Planted("use-after-free", "memory", Outcome.FAIL, Cause.SPLAT, "KASAN: "),
        new Planted("element-overrun", "memory", Outcome.FAIL, Cause.SPLAT, "KASAN: "),
        new Planted("buckets-leak", "leaks", Outcome.FAIL, Cause.LEAKS, "no splat, but kmemleak: "),
        new Planted(
            "map-free-spins",
            "hangs",
            Outcome.FAIL,
            Cause.TEARDOWN,
            "teardown: RCU barrier not done"),
        new Planted(
            "map-free-waits-for-ever",
            "hangs",
            Outcome.FAIL,
            Cause.SPLAT,
            "task hung in bpf_local_storage_map_free"));
  }

  @Tag("vm")
  @Test
  void aDeleteThatFailsEveryThirdTimeIsNoPassThoughNothingIsPrinted() throws Exception {
    holds(planted().get(1));
  }

  @Tag("vm-full")
  @ParameterizedTest
  @MethodSource("planted")
  void noPlantedBugPassesUnderTheProfileThatIsThereForIt(Planted planted) throws Exception {
    holds(planted);
  }

  private void holds(Planted planted) throws InterruptedException {
    Path patch = Path.of("src/test/resources/planted", planted.patch() + ".patch").toAbsolutePath();
    RunRecord run =
        checker.check(
            CheckPlan.of("debian:newest")
                .withPatches(List.of(patch))
                .withProfile(Profile.named(planted.profile())),
            Progress.silent());
    Verdict verdict = run.verdict();
    ROWS.add(
        "| %s | %s | %s `%s` | %s | %s |"
            .formatted(
                planted.patch().replace('-', ' '),
                planted.profile(),
                verdict.outcome(),
                verdict.cause(),
                verdict.reason().replace("|", "\\|"),
                run.reach().map(reach -> reach.lines().toString()).orElse("none")));
    assertThat(verdict.outcome()).as("%s", verdict).isEqualTo(planted.outcome());
    assertThat(verdict.cause()).as("%s", verdict).isEqualTo(planted.cause());
    assertThat(verdict.reason()).startsWith(planted.first());
  }

  @AfterAll
  static void write() throws IOException {
    List<String> table = new ArrayList<>();
    table.add("Run on " + LocalDate.now(ZoneOffset.UTC) + ":");
    table.add("");
    table.add("| planted | profile | verdict | reason | changed lines that ran |");
    table.add("|---|---|---|---|---|");
    table.addAll(ROWS);
    Files.write(Path.of("target/planted.md"), table);
  }
}
