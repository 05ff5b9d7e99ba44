// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import dev.nosplat.engine.kernel.BuiltFile;
import dev.nosplat.engine.reach.ChangedLines.FileChange;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts together what git, the build and the counters say about each changed file. */
public final class ReachFinder {
  static final String REMOVED = "removed";
  static final String SAME_CODE = "only comments and white space";

  private static final String DATA = "the changed lines hold declarations or data";

  private static final int LONGEST = 200;

  /** How far from removed lines the code that stayed may be. */
  private static final int NEAR = 10;

  private final Map<String, BuiltFile> built = new TreeMap<>();
  private final LineCounts counts;

  /** A finder for one run of one kernel. */
  public ReachFinder(List<BuiltFile> files, LineCounts counts) {
    files.forEach(file -> built.put(file.path(), file));
    this.counts = counts;
  }

  /** The reach of a series. */
  public Reach find(List<FileChange> changes) {
    return new Reach(changes.stream().map(this::file).toList());
  }

  private ChangedFile file(FileChange change) {
    BuiltFile file = built.getOrDefault(change.path(), nothing(change.path()));
    if (!change.there()) {
      return without(change, Place.NO_CODE, REMOVED);
    }
    FileKind kind = FileKind.of(change.path());
    if (kind == FileKind.BUILD) {
      return without(change, Place.BUILD, kind.note(change.path()));
    }
    if (change.sameCode()) {
      return without(change, Place.NO_CODE, SAME_CODE);
    }
    if (file.objects().isEmpty()) {
      return kind == FileKind.CODE
          ? without(change, Place.ABSENT, file.needs())
          : without(change, Place.NO_CODE, kind.note(change.path()));
    }
    int counted = (int) file.objects().stream().filter(BuiltFile.BuiltObject::counted).count();
    List<Line> lines = lines(change, counted > 0);
    if (counted > 0 && lines.isEmpty() && leftOut(change, file)) {
      return without(change, Place.ABSENT, "the changed lines are left out by #if");
    }
    return new ChangedFile(
        change.path(),
        Place.COMPILED,
        file.objects().size(),
        counted,
        counted > 0 && counts.anyRan(),
        note(change, file, counted, lines),
        lines);
  }

  private static BuiltFile nothing(String path) {
    return new BuiltFile(path, List.of(), "", Collections.emptySortedSet());
  }

  /** Whether preprocessing left none of the changed lines. */
  private static boolean leftOut(FileChange change, BuiltFile file) {
    return !change.changed().isEmpty()
        && !file.surviving().isEmpty()
        && change.changed().keySet().stream().noneMatch(file.surviving()::contains);
  }

  private static ChangedFile without(FileChange change, Place place, String note) {
    return new ChangedFile(change.path(), place, 0, 0, false, note, List.of());
  }

  private String note(FileChange change, BuiltFile file, int counted, List<Line> lines) {
    if (counted == 0) {
      return change.path().endsWith(".S")
          ? "assembly carries no counters"
          : "its objects carry no counters";
    }
    if (counted < file.objects().size()) {
      return "counted in " + counted + " of " + file.objects().size() + " objects";
    }
    return lines.isEmpty() ? DATA : "";
  }

  private List<Line> lines(FileChange change, boolean counted) {
    SortedMap<Integer, Line> lines = new TreeMap<>();
    if (!counted) {
      change.changed().forEach((n, patch) -> lines.put(n, line(change, n, patch, State.UNCOUNTED)));
      return List.copyOf(lines.values());
    }
    change
        .changed()
        .forEach(
            (number, patch) -> {
              OptionalLong count = counts.of(change.path(), number);
              if (count.isPresent()) {
                lines.put(number, line(change, number, patch, state(count.getAsLong())));
              }
            });
    TreeSet<Integer> code = new TreeSet<>(counts.linesOf(change.path()));
    change
        .removed()
        .forEach(
            (after, patch) -> {
              List<Integer> near = near(code, after);
              for (int number : near) {
                long count = counts.of(change.path(), number).orElse(0);
                lines.putIfAbsent(number, line(change, number, patch, state(count)));
              }
            });
    return List.copyOf(lines.values());
  }

  /** The code that now follows the place where lines were; the code before it where none does. */
  private static List<Integer> near(TreeSet<Integer> code, int after) {
    List<Integer> found = new ArrayList<>();
    Integer next = code.higher(after);
    Integer last = code.floor(after);
    if (next != null && next - after <= NEAR) {
      found.add(next);
    } else if (last != null && after - last <= NEAR) {
      found.add(last);
    }
    return found;
  }

  private static State state(long count) {
    return count > 0 ? State.RAN : State.NOT_RUN;
  }

  private static Line line(FileChange change, int number, int patch, State state) {
    String text =
        state == State.RAN || number < 1 || number > change.text().size()
            ? ""
            : change.text().get(number - 1).strip();
    return new Line(
        number, patch, state, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
  }
}
