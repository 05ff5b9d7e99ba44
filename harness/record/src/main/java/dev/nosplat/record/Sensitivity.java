// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a gate's silence is worth on this very code: faults that were planted beside the lines that
 * the series changes, and which of them the gate did not let pass.
 *
 * @param planted every fault that was tried, in order
 */
public record Sensitivity(List<Planted> planted) {
  public Sensitivity {
    planted = List.copyOf(planted);
  }

  /** What became of a planted fault. */
  public enum State {
    /** The gate did not pass it. */
    CAUGHT,
    /** The gate passed it, and it ran. */
    MISSED,
    /** It did not compile, so nothing was to be seen. */
    NOT_COMPILED,
    /** It never ran, or nothing tells that it did. */
    NOT_RUN,
    /** Something else kept it from being judged. */
    NOT_JUDGED
  }

  /**
   * One planted fault.
   *
   * @param fault what it does wrong, in a few words
   * @param file where it was planted, relative to the top of the tree
   * @param line the line, in the patched file, from 1
   * @param before the line as the series has it
   * @param after what stood in its place; empty where the line was dropped
   * @param state what became of it
   * @param reason the gate's reason for that
   * @param run the id of the run that showed it, where there was one
   */
  public record Planted(
      String fault,
      String file,
      int line,
      String before,
      String after,
      State state,
      String reason,
      Optional<String> run) {

    /** Whether it says anything: it compiled, it ran, and it was judged. */
    public boolean counts() {
      return state == State.CAUGHT || state == State.MISSED;
    }
  }

  /** Those that say anything. */
  public List<Planted> counted() {
    return planted.stream().filter(Planted::counts).toList();
  }

  /** Those in this state. */
  public List<Planted> in(State state) {
    return planted.stream().filter(each -> each.state() == state).toList();
  }

  /** What a report says beside the verdict: the whole in a sentence, and what was missed. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(List.of(sentence() + "."));
    for (Planted missed : in(State.MISSED)) {
      notes.add(
          "missed: %s:%d %s: %s"
              .formatted(missed.file(), missed.line(), missed.fault(), missed.before()));
    }
    return notes;
  }

  /** The whole in one sentence. */
  public String sentence() {
    int counted = counted().size();
    if (counted == 0) {
      return planted.isEmpty()
          ? "no fault could be planted beside the changed lines"
          : "none of the " + planted.size() + " faults tried compiled and ran";
    }
    return "%d of %d %s planted beside the changed lines %s caught"
        .formatted(
            in(State.CAUGHT).size(),
            counted,
            counted == 1 ? "fault" : "faults",
            counted == 1 ? "was" : "were");
  }
}
