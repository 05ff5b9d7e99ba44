// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Inspection;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.machine.Console;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.splat.Splat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reader is held against live kernels: each crash that a kernel's LKDTM offers and each of our
 * own faults is provoked on a machine of its own, and has to be read as the right family with the
 * right function to blame. {@code target/certification.md} and the consoles in {@code
 * target/certification/} are taken into docs/certification.md, a section for each kernel, and the
 * golden logs by a person.
 *
 * <p>{@code -Dnosplat.certify=odebug} provokes only what that expression finds, {@code
 * -Dnosplat.certify.tree=debian:6.12} on another kernel.
 */
@Tag("vm-full")
class CertificationIT {
  private static final Settings SETTINGS = Settings.ofProcess();
  private static final String TREE = System.getProperty("nosplat.certify.tree", "debian:newest");
  private static final Pattern WANTED = Pattern.compile(System.getProperty("nosplat.certify", ""));
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The slowest detector, hung tasks, looks every five seconds for what hangs for five. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A report of several CPUs pauses in between, but not for so long. */
  private static final Duration SILENCE = Duration.ofSeconds(6);

  /** What a task's end brings to light is reported by whoever cleans up after it. */
  private static final Duration AFTERMATH = Duration.ofMillis(500);

  /** What locks up is reported again and again. */
  private static final Duration ENOUGH = Duration.ofSeconds(15);

  private static final List<String> PLAIN = List.of("kmemleak", "debug-objects", "ubsan", "lkdtm");
  private static final List<String> KASAN = List.of("kasan", "ubsan", "lkdtm");

  private static final List<String> KCSAN = List.of("kcsan", "lkdtm");

  /**
   * Who owned a slab object, checks that are off by default, and timeouts that a test can wait for.
   */
  private static final List<String> PARAMETERS =
      List.of(
          "slab_debug=FZPU",
          "watchdog_thresh=4",
          "workqueue.watchdog_thresh=4",
          "page_poison=1",
          "hardened_usercopy=on");

  private static final Certificate CERTIFICATE = new Certificate();

  @TempDir private static Path temporary;
  private static Path patch;

  @BeforeAll
  static void writeThePatch() throws Exception {
    patch = FaultPatch.write(temporary);
  }

  @AfterAll
  static void writeTheTable() throws Exception {
    CERTIFICATE.write();
  }

  @TestFactory
  Stream<DynamicTest> everyFaultIsReadRight() throws Exception {
    return faults("plain", PLAIN, PARAMETERS);
  }

  @TestFactory
  Stream<DynamicTest> everyFaultThatKasanSeesIsReadRight() throws Exception {
    return faults("kasan", KASAN, PARAMETERS.subList(1, PARAMETERS.size()));
  }

  @TestFactory
  Stream<DynamicTest> everyFaultThatKcsanSeesIsReadRight() throws Exception {
    return faults("kcsan", KCSAN, PARAMETERS.subList(1, PARAMETERS.size()));
  }

  /** The plain kernel is asked for its faults, the others are told those that they are for. */
  private static Stream<DynamicTest> faults(
      String kernel, List<String> presets, List<String> parameters) throws Exception {
    CheckPlan plan = plan(presets, parameters);
    Offer offer = offer(plan);
    Set<String> offered = offer.faults();
    List<Provocation> listed = Provocation.all(kernel, offer.series());
    List<Provocation> all = new ArrayList<>(listed);
    if (kernel.equals("plain")) {
      Set<String> known = new LinkedHashSet<>();
      listed.forEach(p -> known.add(p.fault()));
      offered.stream()
          .filter(o -> !known.contains(o))
          .forEach(o -> all.add(Provocation.unlisted(kernel, o)));
    }
    return all.stream()
        .filter(p -> offered.contains(p.fault()))
        .filter(p -> WANTED.matcher(p.toString()).find())
        .map(p -> DynamicTest.dynamicTest(p.toString(), () -> certify(plan, p)));
  }

  private static CheckPlan plan(List<String> presets, List<String> parameters) {
    CheckPlan plan = CheckPlan.of(TREE);
    List<String> fragments = new ArrayList<>(plan.fragments());
    fragments.addAll(presets);
    fragments.add(
        Path.of("src/test/resources/certification/certification.config")
            .toAbsolutePath()
            .toString());
    return plan.withPatches(List.of(patch))
        .withFragments(fragments)
        .on(new CheckPlan.Shape(2, 1024, parameters, false, Root.INITRAMFS));
  }

  /**
   * What a kernel says of itself.
   *
   * @param series for example {@code 6.12}
   * @param faults that it can be told to commit
   */
  private record Offer(String series, Set<String> faults) {}

  private static Offer offer(CheckPlan plan) throws Exception {
    Set<String> offered = new LinkedHashSet<>();
    String[] release;
    Inspection inspection = open(plan);
    try (inspection) {
      Machine machine = inspection.machine();
      release = machine.facts().getOrDefault("kernel", "").split("\\.");
      String lkdtm =
          machine.shell().run(LIMIT, "cat", "/sys/kernel/debug/provoke-crash/DIRECT").out();
      lkdtm.lines().skip(1).forEach(name -> offered.add("lkdtm:" + name.strip()));
      String ours =
          machine.shell().run(LIMIT, "cat", "/sys/module/nosplat_faults/parameters/provoke").out();
      ours.lines().forEach(name -> offered.add("nosplat:" + name.strip()));
    }
    Trees.delete(inspection.directory());
    assertThat(offered)
        .anyMatch(o -> o.startsWith("lkdtm:"))
        .anyMatch(o -> o.startsWith("nosplat:"));
    return new Offer(release[0] + "." + release[1], offered);
  }

  private static void certify(CheckPlan plan, Provocation provocation) throws Exception {
    Inspection inspection = open(plan);
    long began;
    try (inspection) {
      began = provoke(inspection.machine(), provocation);
    }
    Console console = inspection.machine().console();
    // One that was interrupted by another is complete after it.
    List<Splat> splats =
        console.splats().stream()
            .filter(s -> s.line() > began)
            .sorted(Comparator.comparingLong(Splat::line))
            .toList();
    CERTIFICATE.add(provocation, splats, Files.readAllBytes(console.file()), began);
    Trees.delete(inspection.directory());
    List<String> found = splats.stream().map(s -> s.family().id()).limit(1).toList();
    assertThat(found)
        .as("the first report of %s among %s", provocation, splats)
        .isEqualTo(provocation.family().stream().toList());
    if (!splats.isEmpty()) {
      assertThat(splats.get(0).culprit().orElse("-"))
          .as("whom to blame for %s in %s", provocation, splats.get(0))
          .isEqualTo(provocation.culprit());
    }
  }

  /** Provokes and waits for the end: of the script, of the machine, or of what is printed. */
  private static long provoke(Machine machine, Provocation provocation) throws Exception {
    String nonce = Engine.open(SETTINGS).nonce();
    long began = machine.mark(new Marker("fault", nonce), LIMIT).orElseThrow();
    machine
        .shell()
        .write("/tmp/fault", provocation.script().getBytes(StandardCharsets.UTF_8), LIMIT);
    Marker end = new Marker("fault-end", nonce);
    machine
        .shell()
        .script(
            "(sh /tmp/fault; echo '" + end.text() + "' > /dev/kmsg) </dev/null >/dev/null 2>&1 &",
            new byte[0],
            LIMIT);
    Patience patience = new Patience(machine, end, began);
    Awaitility.await(provocation.toString())
        .atMost(PATIENCE.plus(SILENCE))
        .pollInterval(Duration.ofMillis(100))
        .until(patience::over);
    return began;
  }

  private static Inspection open(CheckPlan plan) throws InterruptedException {
    return Inspection.open(Engine.open(SETTINGS), plan, false, Progress.silent());
  }

  /** Decides when nothing more is worth waiting for. */
  private static final class Patience {
    private final Machine machine;
    private final Marker end;
    private final long began;
    private Optional<Instant> spoke = Optional.empty();

    Patience(Machine machine, Marker end, long began) {
      this.machine = machine;
      this.end = end;
      this.began = began;
    }

    boolean over() throws Exception {
      Console console = machine.console();
      Instant now = SETTINGS.clock().instant();
      if (spoke.isEmpty() && console.splats().stream().anyMatch(s -> s.line() > began)) {
        spoke = Optional.of(now);
      }
      return machine.state() != MachineState.READY
          || console.await(end, Duration.ZERO).isPresent()
              && console.silence().compareTo(AFTERMATH) > 0
          || console.silence().compareTo(spoke.isPresent() ? SILENCE : PATIENCE) > 0
          || spoke.filter(s -> s.plus(ENOUGH).isBefore(now)).isPresent();
    }
  }
}
