// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

/** Something that can be built and run: a commit of the range, or what the range starts from. */
public sealed interface Point {

  /**
   * A commit of the range.
   *
   * @param index its number in the {@link CommitGraph}
   */
  record Commit(int index) implements Point {}

  /**
   * A revision that must not have the change yet: the old end itself, or a merge base between the
   * ends when neither contains the other.
   *
   * @param index 0 for the old end, then the merge bases
   */
  record Old(int index) implements Point {}
}
