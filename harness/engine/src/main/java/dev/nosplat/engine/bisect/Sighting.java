// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
  private static final int ENOUGH_FRAMES = 4;
  private static final double ALIKE = 0.6;

  public Sighting {
    functions = List.copyOf(functions);
  }

  static Sighting of(Splat splat) {
    return new Sighting(
        splat.family().id(),
        splat.signature(),
        splat.title(),
        splat.frames().stream().filter(Frame::reliable).map(Frame::function).toList(),
        splat.text());
  }

  /** The same splat with other lines, for example with places in the source. */
  public Sighting withText(String other) {
    return new Sighting(family, signature, title, functions, other);
  }

  /**
   * Whether this is the same bug reached by another path: the same function to blame, the same
   * words, and most of the stack in common. One kernel can do that in two runs, when a call is
   * inlined on one of the paths; what else in a signature may differ are the callers alone.
   */
  boolean byAnotherPath(Sighting other) {
    return blamed().equals(other.blamed()) && title.equals(other.title) && resembles(other);
  }

  /** The signature without its digest. */
  private String blamed() {
    return signature.substring(0, Math.max(0, signature.lastIndexOf(':')));
  }

  /**
   * Whether this may be the same bug under another name: the same family, another signature, and
   * most of the stack in common. A renamed function changes a signature but one frame only.
   */
  boolean resembles(Sighting other) {
    Set<String> shared = new HashSet<>(functions);
    shared.retainAll(other.functions);
    Set<String> all = new HashSet<>(functions);
    all.addAll(other.functions);
    return family.equals(other.family)
        && !signature.equals(other.signature)
        && shared.size() >= ENOUGH_FRAMES
        && shared.size() >= ALIKE * all.size();
  }
}
