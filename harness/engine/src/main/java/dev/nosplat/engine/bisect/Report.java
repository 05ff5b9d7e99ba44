// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of a bisection and everything that it rests on.
 *
 * @param format version of this document's shape
 * @param kind what kind of answer it is
 * @param bugIsNew whether the culprit brought the bug rather than fixing it
 * @param headline one sentence
 * @param advice what to do next; empty where nothing is left to do
 * @param culprit the one change, when it was found
 * @param range the changes that remain, when it is not one; oldest first
 * @param probability that the culprit, or the range, is right; 0 to 1
 * @param splat the target as it was first seen; symbolized where its kernel is still there
 * @param renaming the signature change that the user has to decide about
 * @param tested every revision that was run, in the order of the first runs
 * @param deciding the runs that the answer rests on
 * @param rate the share of runs in which the bug shows, as measured
 * @param effort what it cost
 * @param withdrawn labels that later runs took back
 * @param notes what a reader should know before believing the answer
 * @param log where the log is
 */
public record Report(
    int format,
    Kind kind,
    boolean bugIsNew,
    String headline,
    String advice,
    Optional<Culprit> culprit,
    List<Remaining> range,
    double probability,
    Optional<Sighting> splat,
    Optional<Renaming> renaming,
    List<Tested> tested,
    List<Run> deciding,
    double rate,
    Effort effort,
    List<String> withdrawn,
    List<String> notes,
    String log) {

  /** The current {@link #format}. */
  public static final int FORMAT = 1;

  public Report {
    range = List.copyOf(range);
    tested = List.copyOf(tested);
    deciding = List.copyOf(deciding);
    withdrawn = List.copyOf(withdrawn);
    notes = List.copyOf(notes);
  }

  /** The same report with its splat told otherwise, and one more note unless that is empty. */
  public Report withSplat(Sighting other, String note) {
    List<String> more = new ArrayList<>(notes);
    if (!note.isEmpty()) {
      more.add(note);
    }
    return new Report(
        format,
        kind,
        bugIsNew,
        headline,
        advice,
        culprit,
        range,
        probability,
        Optional.of(other),
        renaming,
        tested,
        deciding,
        rate,
        effort,
        withdrawn,
        more,
        log);
  }

  /** Kinds of answers. */
  public enum Kind {
    /** One change. */
    FOUND,
    /** Several changes that runs cannot tell apart. */
    RANGE,
    /** An end is not what it was said to be. */
    WRONG_END,
    /** The signature seems to change, and the user has to say whether it is the same bug. */
    SIGNATURE_CHANGED
  }

  /**
   * The change that made the difference.
   *
   * @param id the revision's id
   * @param subject its subject
   * @param author its author, or empty
   * @param date the author's date, or empty
   * @param fixes a line for the changelog of its fix, or empty
   * @param unlikely why it cannot matter, one sentence each; empty for a plausible culprit
   * @param revert what came of reverting it on top of the bad end, or empty where not tried
   */
  public record Culprit(
      String id,
      String subject,
      String author,
      String date,
      String fixes,
      List<String> unlikely,
      String revert) {
    public Culprit {
      unlikely = List.copyOf(unlikely);
    }
  }

  /**
   * A change that may have made the difference.
   *
   * @param blocked what stood in the way of testing it
   */
  public record Remaining(String id, String subject, String blocked) {}

  /**
   * A revision that was run.
   *
   * @param label {@code bad}, {@code good}, {@code undecided} or {@code skipped}
   * @param shown runs that showed the bug
   * @param clean runs that did not, with all evidence
   * @param skips what its other runs ended with, each once
   */
  public record Tested(
      String id, String subject, String label, int shown, int clean, List<String> skips) {
    public Tested {
      skips = List.copyOf(skips);
    }
  }

  /**
   * One run.
   *
   * @param revision what was run
   * @param says what it says
   * @param directory its directory
   */
  public record Run(String revision, String says, String directory) {}

  /**
   * Two splats that look alike.
   *
   * @param known the target's signature
   * @param knownTitle its title
   * @param seen the other signature
   * @param seenTitle its title
   * @param revision where it was seen
   */
  public record Renaming(
      String known, String knownTitle, String seen, String seenTitle, String revision) {}

  /**
   * What a bisection cost.
   *
   * @param runs runs in all
   * @param verdicts revisions with at least one run that answered
   * @param skipped revisions without one
   * @param builtAhead kernels built on the chance that they are run next
   * @param millis time spent in runs
   */
  public record Effort(int runs, int verdicts, int skipped, int builtAhead, long millis) {}
}
