// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A planted bug, and the report by which it is recognised.
 *
 * @param name its name under {@code patches/controls}, or that of a scenario's own
 * @param family the family of its report
 * @param word what the report's text holds and the report of no other bug does
 */
public record Control(String name, Family family, String word) {
  private static final List<Control> PACKED =
      List.of(
          new Control(
              "srcu-wait-type",
              Family.INVALID_WAIT_CONTEXT,
              "rcu_tasks_trace_srcu_struct_srcu_usage.lock"));

  /** The controls that nosplat brings along. */
  public static List<Control> packed() {
    return PACKED;
  }

  /**
   * A scenario's own control, else the one that nosplat brings along.
   *
   * @param scenario its name or path
   * @param directory what a relative path is relative to
   */
  public static Control of(String scenario, Path directory) {
    return Catalogue.planted(scenario, directory)
        .map(bug -> new Control(bug.name(), bug.family(), bug.word()))
        .orElseGet(Control::byDefault);
  }

  /** The control for the default scenario. */
  public static Control byDefault() {
    return PACKED.get(0);
  }

  /** The report by which this run shows the planted bug. */
  Optional<Splat> seenIn(RunRecord run) {
    return run.splats().stream()
        .filter(s -> !s.userspace() && s.family() == family && s.text().contains(word))
        .findFirst();
  }
}
