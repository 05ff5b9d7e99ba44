// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.splat.Bug;
import dev.nosplat.splat.Splat;
import java.util.List;

/**
 * What a bisection remembers of a splat, so that its log can be judged again when the run's own
 * directory is long gone.
 *
 * @param family the family's id
 * @param signature the splat's signature
 * @param title the splat's title
 * @param functions the functions of its stack, innermost first
 * @param text its raw lines
 */
public record Sighting(
    String family, String signature, String title, List<String> functions, String text) {
  public Sighting {
    functions = List.copyOf(functions);
  }

  static Sighting of(Splat splat) {
    return new Sighting(
        splat.family().id(),
        splat.signature(),
        splat.title(),
        Bug.of(splat).functions(),
        splat.text());
  }

  /** The same splat with other lines, for example with places in the source. */
  public Sighting withText(String other) {
    return new Sighting(family, signature, title, functions, other);
  }

  /** What tells it from another bug. */
  Bug bug() {
    return new Bug(family, signature, title, functions);
  }
}
