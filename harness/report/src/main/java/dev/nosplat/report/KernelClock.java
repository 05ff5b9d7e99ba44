// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Phase;
import dev.nosplat.record.RunFiles;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the kernel's own clock stands in a run's timeline. A restored machine's clock began long
 * before the run, so the marker at the scenario's start ties the two together; without a console
 * only a booted machine's can be placed, which began with QEMU.
 *
 * @param zero the run's millisecond at which the kernel's clock showed nothing
 */
record KernelClock(long zero) {
  private static final Pattern TIME = Pattern.compile("^\\[\\s*(\\d{1,9})\\.(\\d{3})");
  private static final String MARKER = "nosplat-marker: scenario-start ";

  /** The clock of a run's machine; empty where nothing ties it to the timeline. */
  static Optional<KernelClock> of(RunRecord run) {
    Optional<Long> scenario = start(run, "scenario");
    return scenario
        .flatMap(start -> marker(run).map(shown -> new KernelClock(start - shown)))
        .or(() -> start(run, "boot").map(KernelClock::new));
  }

  /** The run's millisecond at which a splat was printed. */
  Optional<Long> place(Splat splat) {
    return millis(splat.text()).map(shown -> zero + shown);
  }

  private static Optional<Long> start(RunRecord run, String phase) {
    return run.timeline().stream()
        .filter(p -> p.name().equals(phase))
        .map(Phase::startMillis)
        .findFirst();
  }

  private static Optional<Long> marker(RunRecord run) {
    return RunFiles.of(run).artifact("console").flatMap(KernelClock::marker);
  }

  private static Optional<Long> marker(Path console) {
    // A console is bytes, and this charset never fails.
    try (Stream<String> lines = Files.lines(console, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(MARKER)).findFirst().flatMap(KernelClock::millis);
    } catch (IOException e) {
      return Optional.empty(); // a page without marks is better than no page
    }
  }

  private static Optional<Long> millis(String text) {
    Matcher stamp = TIME.matcher(text);
    return stamp.find()
        ? Optional.of(Long.parseLong(stamp.group(1)) * 1000 + Long.parseLong(stamp.group(2)))
        : Optional.empty();
  }
}
