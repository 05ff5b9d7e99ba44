// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.kernel.kconfig.Reasons;
import dev.nosplat.engine.kernel.kconfig.Requests;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fragments that no kernel can have together, because Kconfig has one rule out the other. */
final class Exclusions {
  private Exclusions() {}

  /** The problem with the fragments, if what was dropped was ruled out by another of them. */
  static Optional<BadInput> of(
      KernelConfig config, List<KernelConfig.Dropped> dropped, Symbols symbols) {
    Requests asked = config.asked();
    Reasons reasons = new Reasons(symbols, asked);
    Set<String> pairs = new LinkedHashSet<>();
    List<String> evidence = new ArrayList<>();
    for (KernelConfig.Dropped each : dropped) {
      List<String> rivals =
          symbols.find(each.symbol()).stream()
              .flatMap(symbol -> reasons.ruledOutBy(symbol).stream())
              .filter(rival -> !rival.equals(each.fragment()))
              .distinct()
              .toList();
      rivals.forEach(rival -> pairs.add(each.fragment() + " and " + rival));
      evidence.add(reasons.dropped(each.symbol(), each.request()));
    }
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BadInput(
                String.join("; ", pairs.stream().map(p -> p + " exclude each other").toList()),
                evidence,
                "leave one of the two out; what both can find takes two runs"));
  }
}
