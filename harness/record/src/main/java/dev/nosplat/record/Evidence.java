// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.ArrayList;
import java.util.List;

/** Everything that had to hold for one run, in the order a person would check it. */
public record Evidence(List<Requirement> requirements) {
  public Evidence {
    requirements = List.copyOf(requirements);
  }

  /** The same with one more, at the end. */
  public Evidence and(Requirement more) {
    List<Requirement> all = new ArrayList<>(requirements);
    all.add(more);
    return new Evidence(all);
  }

  /** The requirements that were not met; empty when the evidence is complete. */
  public List<Requirement> unmet() {
    return requirements.stream().filter(r -> !r.met()).toList();
  }
}
