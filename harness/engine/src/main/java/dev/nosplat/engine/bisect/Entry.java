// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** One line of a bisection's log. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Entry.Asked.class, name = "asked"),
  @JsonSubTypes.Type(value = Entry.Ran.class, name = "ran"),
  @JsonSubTypes.Type(value = Entry.Reverted.class, name = "reverted"),
  @JsonSubTypes.Type(value = Entry.Ahead.class, name = "ahead"),
  @JsonSubTypes.Type(value = Entry.Resumed.class, name = "resumed")
})
public sealed interface Entry {
  /** Version of the log's shape. */
  int FORMAT = 1;

  /**
   * The first line: what the bisection is about. A log answers this question and no other.
   *
   * @param format {@link #FORMAT}
   * @param history digest of the range
   * @param bugIsNew whether the culprit brings the bug rather than fixing it
   * @param confidence how sure the answer must be
   * @param plan everything else that decides what a run is: config, scenario, machine, fix-ups
   */
  record Asked(int format, String history, boolean bugIsNew, double confidence, String plan)
      implements Entry {}

  /**
   * One run of one revision. What it means is not written down: that follows from the target, which
   * the user may extend later.
   *
   * @param revision the revision's id
   * @param why what the run was for
   * @param outcome the run's outcome, or {@code BAD_INPUT} where the revision could not be set up
   * @param reason the outcome's reason
   * @param run the run's id, or empty
   * @param directory the run directory, or empty
   * @param fixUps names of the fix-up patches that were applied
   * @param splats what the console held
   * @param millis how long it took
   */
  record Ran(
      String revision,
      String why,
      String outcome,
      String reason,
      String run,
      String directory,
      List<String> fixUps,
      List<Sighting> splats,
      long millis)
      implements Entry {
    public Ran {
      fixUps = List.copyOf(fixUps);
      splats = List.copyOf(splats);
    }
  }

  /** A run of the bad end with the culprit reverted. */
  record Reverted(Ran ran) implements Entry {}

  /** A kernel that was built on the chance that it is run next. Never a verdict. */
  record Ahead(String revision) implements Entry {}

  /**
   * The bisection was taken up again: what the infrastructure spoilt before gets another chance.
   */
  record Resumed() implements Entry {}
}
