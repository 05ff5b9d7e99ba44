// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.util.List;

/** What a container left is not what may be taken from it. Whose fault that is its caller knows. */
public final class HarvestRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> reasons;

  HarvestRefused(List<String> reasons) {
    super(String.join(", ", reasons));
    this.reasons = List.copyOf(reasons);
  }

  /** Why, a line for each. */
  public List<String> reasons() {
    return reasons;
  }
}
