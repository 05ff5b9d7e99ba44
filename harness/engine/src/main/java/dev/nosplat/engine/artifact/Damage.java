// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.util.List;

/**
 * An entry that is not what was stored.
 *
 * @param kind what it was, for example {@code kernel}
 * @param name the entry's name
 * @param problems how that shows, a sentence each
 */
public record Damage(String kind, String name, List<String> problems) {
  private static final int SHORT = 12;

  public Damage {
    problems = List.copyOf(problems);
  }

  /** What a user is told when it was found in use, and so is about to be replaced. */
  public String sentence() {
    return "The stored "
        + kind
        + " "
        + name.substring(0, Math.min(SHORT, name.length()))
        + " was damaged and is made anew: "
        + String.join("; ", problems);
  }
}
