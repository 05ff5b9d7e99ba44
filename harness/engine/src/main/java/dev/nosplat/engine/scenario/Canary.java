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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Provokes the known splat, and recognises it among what the console said. */
final class Canary {
  /** The lock that vm-images/canary/canary.c takes under a raw spinlock. */
  private static final String LOCK = "nosplat_canary_inner";

  private static final String MODULE = "nosplat_canary";

  private static final Duration STEP = Duration.ofSeconds(5);

  private final Machine machine;
  private final Supplier<String> nonces;

  Canary(Machine machine, Supplier<String> nonces) {
    this.machine = machine;
    this.nonces = nonces;
  }

  void provoke(Gathering gathered) throws ShellLost, InterruptedException {
    Duration limit = machine.spec().accelerator().scale(STEP);
    OptionalLong start = machine.mark(new Marker("canary-start", nonces.get()), limit);
    gathered.marker("canary-start", start);
    // It refuses to stay loaded, so insmod fails by design.
    machine.shell().run(limit, "insmod", GuestImages.CANARY);
    OptionalLong end = machine.mark(new Marker("canary-end", nonces.get()), limit);
    gathered.marker("canary-end", end);
    gathered.canaryWindow(start, end);
  }

  /** The canary's splat: the right family, the right lock, between the canary's own markers. */
  static Optional<Splat> find(List<Splat> splats, long from, long to) {
    return splats.stream()
        .filter(s -> s.line() > from && s.line() < to)
        .filter(s -> s.family() == Family.INVALID_WAIT_CONTEXT)
        .filter(
            s ->
                s.details() instanceof Details.InvalidWaitContext d
                    && d.lock().name().contains(LOCK))
        .findFirst();
  }

  /**
   * Whether a report is the canary's too, though not the one that proves anything. Where spinlocks
   * sleep, the one that it takes says so itself: {@code rt_spin_lock} asks {@code __might_resched}
   * (kernel/locking/spinlock_rt.c, PREEMPT_RT, 6.12 to 7.3).
   */
  static boolean causes(Splat splat, long from, long to) {
    return splat.family() == Family.SLEEPING_IN_ATOMIC
        && splat.line() > from
        && splat.line() < to
        && splat.frames().stream()
            .filter(frame -> frame.module().filter(MODULE::equals).isPresent())
            .map(Frame::function)
            .anyMatch(splat.culprit().orElse("")::equals);
  }
}
