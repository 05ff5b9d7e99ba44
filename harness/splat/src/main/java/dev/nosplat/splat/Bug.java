// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What tells one bug from another. A signature is the bug's name; it is equal wherever the bug is
 * seen. Where its words changed or too little was printed for a name, the words and the stacks are
 * compared.
 *
 * @param family the {@linkplain Family#id() family's id}
 * @param signature the {@linkplain Splat#signature() signature}
 * @param title the {@linkplain Splat#title() title}
 * @param functions the reliable functions of the main stack, innermost first
 */
public record Bug(String family, String signature, String title, List<String> functions) {
  private static final int ENOUGH_FRAMES = 4;
  private static final double ALIKE = 0.6;

  public Bug {
    functions = List.copyOf(functions);
  }

  /** The bug that a splat shows. */
  public static Bug of(Splat splat) {
    return new Bug(
        splat.family().id(),
        splat.signature(),
        splat.title(),
        splat.frames().stream().filter(Frame::reliable).map(Frame::function).toList());
  }

  /** Whether two splats show {@linkplain #isSame one bug}. */
  public static boolean same(Splat one, Splat other) {
    return of(one).isSame(of(other));
  }

  /**
   * Whether the report said too little to tell the bug from strangers: its signature has {@code ?}
   * in the culprit's place, and no known issue and no name matches it.
   */
  public boolean isVague() {
    return Signature.isVague(signature);
  }

  /**
   * Whether a name is this bug's.
   *
   * @param name a signature; without its digest it names its function by any path
   */
  public boolean isNamed(String name) {
    return !isVague() && (signature.equals(name) || signature.startsWith(name + ":"));
  }

  /**
   * Whether both are one bug: by name, or by the same function to blame, the same words, and most
   * of the stack in common. Two {@linkplain #isVague vague} ones are it by their stacks only.
   */
  public boolean isSame(Bug other) {
    return signature.equals(other.signature) && !isVague()
        || (blamed().equals(other.blamed()) && title.equals(other.title) && sharesStack(other));
  }

  /**
   * Whether this may be the same bug after a function was renamed: the same family and most of the
   * stack in common. A renamed function changes a signature but one frame only.
   */
  public boolean resembles(Bug other) {
    return family.equals(other.family) && sharesStack(other);
  }

  private boolean sharesStack(Bug other) {
    Set<String> shared = new HashSet<>(functions);
    shared.retainAll(other.functions);
    Set<String> all = new HashSet<>(functions);
    all.addAll(other.functions);
    return shared.size() >= ENOUGH_FRAMES && shared.size() >= ALIKE * all.size();
  }

  /** The signature without its digest. */
  private String blamed() {
    return signature.substring(0, Math.max(0, signature.lastIndexOf(':')));
  }
}
