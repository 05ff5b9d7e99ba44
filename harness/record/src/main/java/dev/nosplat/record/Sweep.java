// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the kernel answered to a sweep: every operation in every callback.
 *
 * @param cells in the order in which they were tried
 * @param notCovered what the kernel lets a scheduler call and no operation calls, by kind and name;
 *     empty where the kernel was not asked
 */
public record Sweep(List<Cell> cells, List<Call> notCovered) {
  public Sweep {
    cells = List.copyOf(cells);
    notCovered = List.copyOf(notCovered);
  }

  /**
   * What a program may call.
   *
   * @param kind which of the two
   * @param name a helper's without its {@code bpf_}
   * @param callbacks those of the sweep that may call it, in the order of the struct
   */
  public record Call(Kind kind, String name, List<String> callbacks) {
    public Call {
      callbacks = List.copyOf(callbacks);
    }

    /** A helper has a number that never changes, a kfunc is a function of the kernel's BTF. */
    public enum Kind {
      HELPER,
      KFUNC
    }
  }

  /** What came of a cell. A name never changes its meaning. */
  public enum Answer {
    /** The program counted it at least once without an error. */
    DONE("done"),
    /** Each time it was tried it gave an error. */
    FAILED("only errors"),
    /** The verifier, or sched_ext, does not take such a program. */
    REFUSED("refused"),
    /** The compiler does not: this kernel's BTF lacks what the operation uses. */
    ABSENT("not in this kernel"),
    /** The scheduler was enabled, and the kernel did not call that callback. */
    NOT_CALLED("not called"),
    /** The kernel removed the scheduler for what it did. */
    EJECTED("ejected"),
    /** The kernel printed a report. */
    SPLAT("splat"),
    /** The guest did not say. */
    UNKNOWN("unknown"),
    /** It was not reached. */
    NOT_TRIED("not tried");

    private final String words;

    Answer(String words) {
      this.words = words;
    }

    /** For people, for example {@code not called}. */
    public String words() {
      return words;
    }

    /** Whether the kernel gave its answer. */
    public boolean answered() {
      return this != UNKNOWN && this != NOT_TRIED;
    }
  }

  /**
   * One operation in one callback.
   *
   * @param callback the member of {@code struct sched_ext_ops}
   * @param operation what was done in it
   * @param answer what came of it
   * @param times how often it was done without an error
   * @param cpus on how many CPUs
   * @param why the verifier's or the kernel's own words; may be empty
   */
  public record Cell(
      String callback, String operation, Answer answer, long times, int cpus, String why) {}

  /** The callbacks, in the order in which they were tried. */
  public List<String> callbacks() {
    return cells.stream().map(Cell::callback).distinct().toList();
  }

  /** The operations, in the order in which they were tried. */
  public List<String> operations() {
    return cells.stream().map(Cell::operation).distinct().toList();
  }

  /** The cells of one callback. */
  public List<Cell> in(String callback) {
    return cells.stream().filter(cell -> cell.callback().equals(callback)).toList();
  }

  /** How many cells have each answer; those that none has are left out. */
  public SortedMap<Answer, Long> counts() {
    SortedMap<Answer, Long> all = new TreeMap<>();
    cells.forEach(cell -> all.merge(cell.answer(), 1L, Long::sum));
    return all;
  }
}
