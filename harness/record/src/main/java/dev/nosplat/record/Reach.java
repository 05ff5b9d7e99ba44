// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which changed lines of a series are in the kernel that ran, and which of them ran.
 *
 * @param files every file that the series changes, by path
 */
public record Reach(List<ChangedFile> files) {
  public Reach {
    files = List.copyOf(files);
  }

  /** What a changed file is to the kernel that ran. */
  public enum Place {
    /** It was compiled into it, or into a module of it. */
    COMPILED,
    /** It is code that this kernel leaves out. */
    ABSENT,
    /** It says how kernels are built and holds nothing that runs. */
    BUILD,
    /** Nothing of it could ever run here: documentation, comments, another architecture. */
    NO_CODE
  }

  /** What became of a changed line that holds code. */
  public enum State {
    RAN,
    NOT_RUN,
    /** Its object carries no counters: assembly, or code that runs outside the kernel proper. */
    UNCOUNTED
  }

  /**
   * One changed line that the compiler made code of; lines without code are not listed. Where a
   * patch only removes lines, the nearest line of code that stayed stands for them.
   *
   * @param number its number in the patched file, from 1
   * @param patch which patch of the series changed it last, from 1
   * @param state what became of it
   * @param text the line itself, where it did not run; otherwise empty
   */
  public record Line(int number, int patch, State state, String text) {}

  /**
   * One changed file.
   *
   * @param path relative to the top of the tree
   * @param place what it is to this kernel
   * @param objects how many objects were compiled from it, or from what includes it
   * @param counted how many of those carried counters
   * @param objectsRan whether any code ran that was compiled with it; all that can be asked of a
   *     change that holds no code of its own, such as a declaration
   * @param note what else is to be said: the symbols that would bring it in, why it holds no code;
   *     may be empty
   * @param lines its changed lines that hold code, by number
   */
  public record ChangedFile(
      String path,
      Place place,
      int objects,
      int counted,
      boolean objectsRan,
      String note,
      List<Line> lines) {
    public ChangedFile {
      lines = List.copyOf(lines);
    }

    /** Whether it is code, wherever it belongs. */
    public boolean code() {
      return place == Place.COMPILED || place == Place.ABSENT;
    }

    /** Those of its lines that are in this state. */
    public List<Line> lines(State state) {
      return lines.stream().filter(line -> line.state() == state).toList();
    }
  }

  /**
   * Lines of one patch, or of all.
   *
   * @param ran that ran
   * @param code that hold code
   */
  public record Count(long ran, long code) {
    @Override
    public String toString() {
      return ran + " of " + code;
    }
  }

  /** The files in this place. */
  public List<ChangedFile> in(Place place) {
    return files.stream().filter(file -> file.place() == place).toList();
  }

  /** The files that are code. */
  public List<ChangedFile> code() {
    return files.stream().filter(ChangedFile::code).toList();
  }

  /** The lines of the whole series. */
  public Count lines() {
    return count(files.stream().flatMap(file -> file.lines().stream()));
  }

  /** The lines of one patch, counted from 1. */
  public Count linesOf(int patch) {
    return count(
        files.stream().flatMap(file -> file.lines().stream()).filter(l -> l.patch() == patch));
  }

  private static Count count(Stream<Line> lines) {
    List<Line> all = lines.toList();
    return new Count(all.stream().filter(l -> l.state() == State.RAN).count(), all.size());
  }
}
