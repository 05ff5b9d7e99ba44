// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/**
 * A point of a series that was judged: the tree with the series up to here.
 *
 * @param number how many patches are applied
 * @param change the subject of the last of them, or what the whole is called
 * @param runs every run of it, in order
 * @param findings every bug that it or the base showed
 * @param verdict what the runs and the base together say
 */
public record Step(
    int number, String change, List<RunRecord> runs, List<Finding> findings, Verdict verdict) {
  public Step {
    runs = List.copyOf(runs);
    findings = List.copyOf(findings);
  }
}
