// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.GuestImages;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.splat.Details;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Provokes the known splat, and recognises it among what the console said. */
final class Canary {
  /** How the lock is called that vm-images/canary/canary.c takes under a raw spinlock. */
  private static final String LOCK = "_inner";

  private static final Duration STEP = Duration.ofSeconds(5);

  private final Machine machine;
  private final Supplier<String> nonces;
  private final Optional<Path> module;

  /**
   * In a machine.
   *
   * @param module the canary built for its kernel; where it is empty, the guest's own copy serves,
   *     under the name that everybody knows
   */
  Canary(Machine machine, Supplier<String> nonces, Optional<Path> module) {
    this.machine = machine;
    this.nonces = nonces;
    this.module = module;
  }

  void provoke(Gathering gathered) throws ShellLost, InterruptedException {
    Duration limit = machine.spec().accelerator().scale(STEP);
    String name = Disguise.BUILT_AS;
    String file = GuestImages.CANARY;
    if (module.isPresent()) {
      Disguise disguise = Disguise.of(bytes(module.get()), nonces.get());
      name = disguise.name();
      file = "/tmp/" + name;
      machine.shell().write(file, disguise.module(), limit);
    }
    OptionalLong start = machine.mark(new Marker("canary-start", nonces.get()), limit);
    gathered.marker("canary-start", start);
    // It refuses to stay loaded, so insmod fails by design.
    machine.shell().run(limit, "insmod", file);
    OptionalLong end = machine.mark(new Marker("canary-end", nonces.get()), limit);
    gathered.marker("canary-end", end);
    gathered.canary(name, start, end);
  }

  private static byte[] bytes(Path module) {
    try {
      return Files.readAllBytes(module);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + module, e);
    }
  }

  /** The canary's splat: the right family, the right lock, between the canary's own markers. */
  static Optional<Splat> find(List<Splat> splats, String name, long from, long to) {
    return splats.stream()
        .filter(s -> s.line() > from && s.line() < to)
        .filter(s -> s.family() == Family.INVALID_WAIT_CONTEXT)
        .filter(
            s ->
                s.details() instanceof Details.InvalidWaitContext d
                    && d.lock().name().contains(name + LOCK))
        .findFirst();
  }

  /**
   * Whether a report is the canary's too, though not the one that proves anything. Where spinlocks
   * sleep, the one that it takes says so itself: {@code rt_spin_lock} asks {@code __might_resched}
   * (kernel/locking/spinlock_rt.c, PREEMPT_RT, 6.12 to 7.3).
   */
  static boolean causes(Splat splat, String name, long from, long to) {
    return splat.family() == Family.SLEEPING_IN_ATOMIC
        && splat.line() > from
        && splat.line() < to
        && splat.frames().stream()
            .filter(frame -> frame.module().filter(name::equals).isPresent())
            .map(Frame::function)
            .anyMatch(splat.culprit().orElse("")::equals);
  }
}
