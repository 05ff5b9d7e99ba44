// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.History;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.check.CheckPlan;

/**
 * What a bisection is asked.
 *
 * @param history where to search
 * @param bugIsNew true for the commit that brought the bug, false for the one that fixed it
 * @param target the bug
 * @param plan what every run does; its tree is replaced by each revision's
 * @param policy how sure the answer must be
 */
public record Question(
    History history, boolean bugIsNew, Target target, CheckPlan plan, Policy policy) {

  /** The first line of this question's log. */
  Entry.Asked asked(FixUps fixUps) {
    String rest = plan.onTree("").withPatches(java.util.List.of()) + " fix-ups " + fixUps.digests();
    return new Entry.Asked(Entry.FORMAT, history.digest(), bugIsNew, policy.confidence(), rest);
  }
}
