// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.util.List;
import java.util.Optional;

/**
 * A series on a tree.
 *
 * @param treeId the patched tree; the unpatched one when the series is empty
 * @param commit a commit of that tree on top of the unpatched one
 * @param series the patches as they applied: repaired ones in their repaired form, merged and fuzzy
 *     ones with the difference that they made, so that all apply strictly
 * @param changes what each patch did, in order
 * @param changedFiles every file that differs from the unpatched tree, sorted
 * @param trees git's name of the tree after each patch, in order
 */
public record AppliedSeries(
    String treeId,
    String commit,
    PatchSeries series,
    List<Change> changes,
    List<String> changedFiles,
    List<String> trees) {
  public AppliedSeries {
    changes = List.copyOf(changes);
    changedFiles = List.copyOf(changedFiles);
    trees = List.copyOf(trees);
  }

  /** How well a patch fitted. */
  public enum Fit {
    /** As it is. */
    EXACT,
    /** At other lines than it says. */
    OFFSET,
    /** By merging with the file that it was made for. */
    MERGED,
    /** With some of its context ignored. */
    FUZZY,
    /** After it was rebuilt. */
    REPAIRED,
    /** Taken back. */
    REVERSED
  }

  /**
   * How one patch went on.
   *
   * @param subject the patch's subject
   * @param files the files that it names
   * @param notes offsets, merges, reduced context and repairs, a line each; empty if it fitted
   *     exactly
   * @param fit how well it fitted
   * @param came its diff as it came, where another one was applied
   */
  public record Change(
      String subject, List<String> files, List<String> notes, Fit fit, Optional<String> came) {
    public Change {
      files = List.copyOf(files);
      notes = List.copyOf(notes);
    }
  }

  /** SHA-256 of the diffs that applied. */
  public String digest() {
    return series.digest();
  }

  /** The subjects in order. */
  public List<String> subjects() {
    return changes.stream().map(Change::subject).toList();
  }
}
