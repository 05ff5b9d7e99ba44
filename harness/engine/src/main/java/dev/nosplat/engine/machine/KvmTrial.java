// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One boot of a kernel under KVM, up to the report of its init, which proves or refutes KVM for it:
 * QEMU has to start, the kernel has to print and to come up quietly with all its CPUs, and the
 * guest's clock has to keep pace with the host's.
 */
final class KvmTrial {
  /** A sound KVM needs a second. With the container's end it has to stay below ten. */
  static final Duration LIMIT = Duration.ofSeconds(8);

  private static final Duration CLOCK_WATCHED = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final double CLOCK_TOLERANCE = 0.1;

  private KvmTrial() {}

  /** How far a trial came. */
  enum Reach {
    /** QEMU gave up before the kernel printed anything, and said why: no kernel will run. */
    NO_QEMU,
    /** Nothing was printed. It may be the kernel's fault. */
    SILENCE,
    /** The kernel printed something. */
    KERNEL
  }

  /**
   * What came of it.
   *
   * @param objection why KVM must not be used; empty where it may be
   */
  record Found(Reach reach, Optional<String> objection) {}

  /**
   * Carries one out.
   *
   * @param directory where the console's log goes
   * @throws dev.nosplat.engine.problem.InfraFailed if there is no container with the device
   */
  static Found of(Host host, MachineSpec spec, Path directory, Progress progress)
      throws InterruptedException {
    MachineSpec under = spec.under(Accelerator.KVM);
    Slot slot = Place.awaitRoom(host, under, progress);
    return of(host, slot, under, QemuCommand.inContainer(under), LIMIT, directory);
  }

  /** The same with another command line of QEMU's, and another limit. */
  static Found of(
      Host host, Slot slot, MachineSpec spec, List<String> command, Duration limit, Path directory)
      throws InterruptedException {
    try (Place place = Place.open(host, slot, spec, Optional.empty(), directory)) {
      Aside<Optional<String>> boot = Aside.start("kvm", () -> boot(spec, command, place));
      try {
        Optional<String> objection = boot.get(limit);
        return new Found(
            place.console().bytes() == 0 && !complaints(place).isEmpty()
                ? Reach.NO_QEMU
                : reach(place.console()),
            objection);
      } catch (TimeoutException e) {
        place.container().close(); // and the boot fails, before its connections are closed
        return new Found(
            reach(place.console()), Optional.of("KVM hangs: " + progress(place.console(), limit)));
      }
    }
  }

  private static Reach reach(Console console) {
    return console.bytes() == 0 ? Reach.SILENCE : Reach.KERNEL;
  }

  /** What QEMU said when it gave up. */
  private static List<String> complaints(Place place) {
    return place.words().tail().stream()
        .filter(line -> !line.contains("warning:"))
        .map(line -> line.strip().replaceFirst("^qemu-system-x86_64: ", ""))
        .toList();
  }

  private static String progress(Console console, Duration limit) {
    return console.bytes() == 0
        ? "the kernel printed nothing within " + limit.toSeconds() + " s"
        : "after " + limit.toSeconds() + " s the kernel was only at: " + lastLine(console);
  }

  private static String lastLine(Console console) {
    List<String> tail = console.tail();
    return tail.isEmpty() ? "" : tail.get(tail.size() - 1);
  }

  private static Optional<String> boot(MachineSpec spec, List<String> command, Place place)
      throws InterruptedException {
    try {
      Launch launch = Launch.of(spec, command, place);
      launch.resume();
      launch.awaitReport();
      long first = System.nanoTime();
      Map<String, String> facts = launch.facts();
      Thread.sleep(CLOCK_WATCHED.toMillis());
      launch.askForReport(ANSWER);
      double seconds = (System.nanoTime() - first) / 1e9;
      return cpus(spec, facts)
          .or(() -> clock(facts, launch.facts(), seconds))
          .or(() -> splat(place.console()));
    } catch (IOException e) {
      List<String> words = complaints(place);
      return Optional.of("KVM does not work: " + (words.isEmpty() ? e.getMessage() : words.get(0)));
    } catch (Problem e) {
      List<String> words = complaints(place);
      return Optional.of(
          "the kernel does not boot under KVM: "
              + (words.isEmpty() ? lastLine(place.console()) : words.get(0)));
    }
  }

  static Optional<String> cpus(MachineSpec spec, Map<String, String> facts) {
    String expected = spec.cpus() == 1 ? "0" : "0-" + (spec.cpus() - 1);
    String online = facts.getOrDefault("cpus_online", "unknown");
    return online.equals(expected)
        ? Optional.empty()
        : Optional.of("under KVM the kernel has CPUs " + online + " instead of " + expected);
  }

  /** Whether the guest's clock advanced as the host's did between two reports. */
  static Optional<String> clock(
      Map<String, String> before, Map<String, String> after, double seconds) {
    double guest = uptime(after) - uptime(before);
    boolean agree = Math.abs(guest - seconds) <= CLOCK_TOLERANCE * seconds + 0.05;
    return agree // false if one is unknown
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "KVM's clock is wrong: %.2f s passed in the guest while %.2f s passed here",
                guest,
                seconds));
  }

  private static double uptime(Map<String, String> facts) {
    try {
      return Double.parseDouble(facts.getOrDefault("uptime", ""));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static Optional<String> splat(Console console) {
    return console.splats().stream()
        .findFirst()
        .map(splat -> "the kernel splats when it boots under KVM: " + splat.title());
  }
}
