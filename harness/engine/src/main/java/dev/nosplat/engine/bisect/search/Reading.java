// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

/** What one run says about the one bug that is searched for. */
public enum Reading {
  /** The target splat was seen. */
  SHOWN("showed the splat", 0),
  /** A pass with all its evidence: the target would have been seen and was not. */
  CLEAN("clean", 0),
  /** The kernel does not compile; the same source gives the same answer, so once is enough. */
  NO_BUILD("does not build", 1),
  /** The kernel did not reach user space. */
  NO_BOOT("does not boot", 2),
  /** Another splat: the kernel failed before the target had its chance. */
  OTHER_SPLAT("another splat", 3),
  /** Nothing was proved, because evidence is missing. */
  INCONCLUSIVE("inconclusive", 3),
  /** The host or the container engine failed. */
  INFRA("infrastructure", 3);

  private final String words;
  private final int attempts;

  Reading(String words, int attempts) {
    this.words = words;
    this.attempts = attempts;
  }

  /** How a report says it. */
  public String words() {
    return words;
  }

  /** Whether the run answers the question; one that does not is a skip. */
  public boolean decisive() {
    return attempts == 0;
  }

  /** After how many runs like this one a commit counts as blocked; 0 for decisive readings. */
  public int attempts() {
    return attempts;
  }
}
