// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a guest from outside. In one that runs: whether a CPU is in the kernel with interrupts
 * off and stays there, and where. A busy host cannot fake that: the CPU has to have run for
 * seconds, on one stack, without an interrupt and without a word on the console. In one that hangs
 * or has ended: where each of its CPUs is, and what it said last.
 */
final class GuestExamination {
  /** After so long deaf at every look a CPU is watched closely. */
  private static final Duration SUSPICIOUS = Duration.ofSeconds(3);

  private static final int SUSPICIOUS_LOOKS = 3;
  private static final Duration CLOSE_LOOK = Duration.ofMillis(100);

  /** What a close watch needs at least. */
  private static final int CLOSE_LOOKS = 20;

  /** What the host has to have given a CPU meanwhile, in seconds. */
  private static final double RAN = 3;

  /** Then somebody else may look. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final String AUTOPSY = "autopsy.txt";

  private final Qmp qmp;
  private final Console console;
  private final VirtualCpus use;
  private final Autopsy autopsy;
  private final StuckCpus seen = new StuckCpus();
  private long printed;

  GuestExamination(Qmp qmp, Console console, VirtualCpus use, Autopsy autopsy) {
    this.qmp = qmp;
    this.console = console;
    this.use = use;
    this.autopsy = autopsy;
  }

  /**
   * Looks once, and closely where that is suspicious, which takes seconds.
   *
   * @return the CPUs that make no progress; none if all do, or QEMU does not say
   */
  List<StuckCpus.Stuck> look() throws InterruptedException {
    try {
      if (!lookOnce(SUSPICIOUS_LOOKS, SUSPICIOUS).isEmpty()) {
        return lookClosely();
      }
    } catch (IOException | InfraFailed e) {
      seen.forget(); // QEMU or its container went: the next look at the machine's state tells
    }
    return List.of();
  }

  private List<StuckCpus.Stuck> lookOnce(int looks, Duration least)
      throws IOException, InterruptedException {
    if (console.bytes() != printed) {
      printed = console.bytes();
      seen.forget();
    }
    seen.look(Registers.of(qmp), System.nanoTime());
    return seen.stuck(looks, System.nanoTime()).stream()
        .filter(each -> each.since().compareTo(least) >= 0)
        .toList();
  }

  private List<StuckCpus.Stuck> lookClosely() throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    use.forget();
    use.look();
    seen.measureAnew();
    for (int looks = 1; System.nanoTime() < end; looks++) {
      Thread.sleep(CLOSE_LOOK.toMillis());
      List<StuckCpus.Stuck> stuck = lookOnce(SUSPICIOUS_LOOKS, SUSPICIOUS);
      if (stuck.isEmpty()) {
        return List.of();
      }
      if (looks % CLOSE_LOOKS == 0) {
        Optional<VirtualCpus.Use> now = use.look();
        // One that is parked is deaf as well, and does not run.
        if (stuck.stream().anyMatch(each -> ran(now, each.cpu()) >= RAN)) {
          return stuck.stream().filter(each -> ran(now, each.cpu()) >= RAN / 2).toList();
        }
      }
    }
    return List.of();
  }

  private static double ran(Optional<VirtualCpus.Use> use, int cpu) {
    return use.map(u -> u.ran(cpu)).orElse(0.0);
  }

  /**
   * Takes the guest's memory and says what stands in it: on the console the report about the stuck
   * CPUs, if there are any, and in {@code autopsy.txt} beside its log everything else.
   *
   * @return why nothing could be read; empty where it could
   */
  synchronized Optional<String> perform(List<StuckCpus.Stuck> stuck) throws InterruptedException {
    String caller = "C" + (stuck.isEmpty() ? 0 : stuck.get(0).cpu());
    try {
      keep(autopsy.of(stuck), caller);
      return Optional.empty();
    } catch (IOException | InfraFailed e) {
      String why = String.valueOf(e.getMessage());
      // Where it stands is not known, that it does not go on is.
      stuck.stream()
          .findFirst()
          .ifPresent(
              first -> console.report(List.of(headline(first), "(no stack: " + why + ")"), caller));
      return Optional.of(why);
    }
  }

  /**
   * The same of a guest that was reset without a word; where nothing can be read, nothing is said.
   */
  synchronized void performOnReset() throws InterruptedException {
    try {
      keep(autopsy.ofReset(), "C0");
    } catch (IOException | InfraFailed e) {
      // That it was reset is said by whoever sees QEMU's end.
    }
  }

  private void keep(Autopsy.Findings findings, String caller) throws IOException {
    console.report(findings.report(), caller);
    List<String> text = new ArrayList<>(findings.text());
    text.add("");
    Path file = console.file().resolveSibling(AUTOPSY);
    Files.write(file, String.join("\n", text).getBytes(StandardCharsets.UTF_8));
  }

  /** As autopsy.py prints it. */
  static String headline(StuckCpus.Stuck stuck) {
    return "nosplat: CPU "
        + stuck.cpu()
        + " makes no progress in the kernel with interrupts off for "
        + stuck.since().toSeconds()
        + " s";
  }
}
