// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import java.util.Locale;

/** What a Kconfig expression can be worth, in rising order. */
public enum Tristate {
  /** Off. */
  N,
  /** As a module, or reachable only from one. */
  M,
  /** On. */
  Y;

  /** The value that {@code n}, {@code m} or {@code y} writes. */
  static Tristate of(String letter) {
    return valueOf(letter.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
