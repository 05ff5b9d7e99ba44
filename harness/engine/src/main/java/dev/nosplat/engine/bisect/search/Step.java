// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.List;

/** What to do next. */
public sealed interface Step {

  /**
   * Run this.
   *
   * @param point what to build and boot
   * @param why what the run is for
   */
  record Run(Point point, Why why) implements Step {}

  /** What a run is for. */
  enum Why {
    /** To see that the end that should have the bug has it, and how often. */
    VERIFY_SHOWN_END("verifies the end with the bug"),
    /** To see that the end that should not have the bug does not. */
    VERIFY_CLEAN_END("verifies the end without the bug"),
    /** To halve what is left. */
    HALVE("halves what is left"),
    /** To decide a commit that was run already but not often enough. */
    DECIDE("decides this commit"),
    /** To be sure enough of the answer, where doubt is greatest. */
    CONFIRM("confirms the answer");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    /** How a log line says it. */
    public String words() {
      return words;
    }
  }

  /** There is nothing more to run. */
  sealed interface End extends Step {}

  /**
   * One commit brought the change.
   *
   * @param commit its number
   * @param probability how sure
   */
  record Found(int commit, double probability) implements End {}

  /**
   * One of several commits brought it, and runs cannot tell which.
   *
   * @param commits their numbers, in the graph's order
   * @param probability that it is one of them
   * @param stop why the search ends here
   */
  record Range(List<Integer> commits, double probability, Stop stop) implements End {
    public Range {
      commits = List.copyOf(commits);
    }
  }

  /** Why a search ends without a single commit. */
  enum Stop {
    /** Every commit that would tell them apart cannot be tested. */
    NOTHING_LEFT_TO_TEST,
    /** Too many commits in a row could not be tested. */
    TOO_MANY_SKIPS,
    /** The runs are spent. */
    OUT_OF_RUNS
  }

  /**
   * An end is not what it was said to be.
   *
   * @param kind which end, and how
   * @param point the end
   */
  record WrongEnd(Kind kind, Point point) implements End {
    /** In what way an end is wrong. */
    public enum Kind {
      /** The end with the bug did not show it. */
      BUG_NOT_SHOWN,
      /** The end without the bug showed it. */
      BUG_SHOWN,
      /** The merge base of the ends shows the bug, so the other end is a fix away from it. */
      MERGE_BASE_SHOWS_BUG,
      /** The merge base of the ends is already fixed. */
      MERGE_BASE_IS_FIXED,
      /** The end cannot be tested at all. */
      NOT_TESTABLE
    }
  }
}
