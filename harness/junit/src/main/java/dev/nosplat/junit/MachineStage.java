// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.scenario.Scheduler;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real machine.
 *
 * @param scenario the scenario's name; one without a scheduler of its own has none to give
 */
record MachineStage(Machine machine, String scenario) implements Stage {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Override
  public Optional<Object> parameter(Class<?> type) {
    if (type == Scheduler.class) {
      return Optional.of(Scheduler.on(machine, scenario));
    }
    return Stream.<Object>of(machine, machine.console(), machine.shell())
        .filter(type::isInstance)
        .findFirst();
  }

  @Override
  public boolean settle(String what) throws IOException, InterruptedException {
    // A kernel log line holds no blanks or quotes that a test's display name may have.
    Marker marker =
        new Marker(what.replaceAll("[^A-Za-z0-9_.-]", ""), UUID.randomUUID().toString());
    return machine.mark(marker, machine.spec().accelerator().scale(LIMIT)).isPresent();
  }

  @Override
  public List<Splat> splats() {
    return machine.console().splats();
  }
}
