// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.KnownIssue;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.splat.Splat;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What several logs hold together, without holding them. Not thread-safe. */
public final class ScanTotals {
  private final KnownIssues issues;
  private final LocalDate today;
  private final Set<KnownIssue> unmatched;
  private int logs;
  private int splats;
  private int known;
  private boolean fresh;

  /**
   * Begins at nothing.
   *
   * @param issues what is accepted
   * @param today the day that decides which entries have expired
   */
  public ScanTotals(KnownIssues issues, LocalDate today) {
    this.issues = issues;
    this.today = today;
    this.unmatched = new LinkedHashSet<>(issues.entries());
  }

  /** Counts one log and its splats. */
  public void add(ConsoleScan scan) {
    logs++;
    for (Splat splat : scan.splats()) {
      splats++;
      unmatched.removeIf(issue -> issue.matches(splat));
      if (issues.accepting(splat, today).isPresent()) {
        known++;
      } else if (!splat.userspace()) {
        fresh = true;
      }
    }
  }

  /** Whether any splat of a kernel's own is not known. */
  public boolean fresh() {
    return fresh;
  }

  int logs() {
    return logs;
  }

  int splats() {
    return splats;
  }

  int known() {
    return known;
  }

  /** The entries that no splat matches, in the order of their file. */
  List<KnownIssue> unmatched() {
    return List.copyOf(unmatched);
  }
}
