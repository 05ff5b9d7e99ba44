// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Count;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Requirement.Kind;
import dev.nosplat.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What must hold of a series' reach before its run says anything about it. */
public final class ReachEvidence {
  private static final String COMPILED = "patch compiled";

  private static final String RAN = "patch ran";

  private static final String NO_CODE = "no file of the series is code";

  private static final int NAMED = 3;

  private ReachEvidence() {}

  /** The rows of a series: files first, then lines. */
  public static List<Requirement> rows(Reach reach) {
    List<Requirement> rows = new ArrayList<>();
    rows.add(compiled(reach));
    if (!reach.in(Place.COMPILED).isEmpty()) {
      rows.add(ran(reach));
    }
    return rows;
  }

  /** Whether a row is one of these. */
  static boolean isOne(Requirement row) {
    return row.kind() == Kind.PATCH_COMPILED || row.kind() == Kind.PATCH_RAN;
  }

  /** Whether a series was compiled into no object because it has nothing that could be. */
  static boolean holdsNoCode(Evidence evidence) {
    return evidence.requirements().stream()
            .anyMatch(row -> row.kind() == Kind.PATCH_COMPILED && row.met())
        && evidence.requirements().stream().noneMatch(row -> row.kind() == Kind.PATCH_RAN);
  }

  /** The verdict where all else held. */
  static Verdict untested(Requirement row) {
    boolean absent = row.kind() == Kind.PATCH_COMPILED;
    return new Verdict(
        Outcome.INCONCLUSIVE,
        absent ? Cause.PATCH_NOT_COMPILED : Cause.PATCH_NOT_RUN,
        (absent
                ? "the patch was not tested, because this kernel has none of its code: "
                : "the patch was not tested, because none of its changed lines ran: ")
            + row.observed(),
        List.of(row.missed()),
        absent
            ? "add --config auto, or a fragment with the symbols that bring the files in"
            : "run a scenario that reaches these lines; ./nosplat reach RUN lists them");
  }

  private static Requirement compiled(Reach reach) {
    int code = reach.code().size();
    int compiled = reach.in(Place.COMPILED).size();
    String observed =
        code == 0 ? NO_CODE + ": " + some(reach.files()) : compiled + " of " + files(code);
    List<ChangedFile> absent = reach.in(Place.ABSENT);
    if (!absent.isEmpty()) {
      observed += "; not " + some(absent);
    }
    return new Requirement(
        Kind.PATCH_COMPILED,
        COMPILED,
        "at least one file that is code",
        observed,
        code == 0 || compiled > 0);
  }

  private static Requirement ran(Reach reach) {
    Count lines = reach.lines();
    List<ChangedFile> compiled = reach.in(Place.COMPILED);
    if (lines.code() == 0) {
      // Nothing to count: what was compiled with the change is all that can be looked at.
      boolean ran = compiled.stream().anyMatch(ChangedFile::objectsRan);
      return new Requirement(
          Kind.PATCH_RAN,
          RAN,
          "at least one changed line, or what was compiled with it",
          "no changed line holds code of its own, and "
              + (ran ? "code that was compiled with them ran" : "nothing ran that is with them"),
          ran);
    }
    String observed = lines + (lines.code() == 1 ? " line" : " lines") + byPatch(reach);
    long uncounted = compiled.stream().mapToLong(f -> f.lines(State.UNCOUNTED).size()).sum();
    if (uncounted > 0) {
      observed += "; " + uncounted + " without counters";
    }
    return new Requirement(
        Kind.PATCH_RAN, RAN, "at least one changed line", observed, lines.ran() > 0);
  }

  private static String byPatch(Reach reach) {
    TreeSet<Integer> patches = new TreeSet<>();
    reach.files().forEach(f -> f.lines().forEach(line -> patches.add(line.patch())));
    if (patches.size() < 2) {
      return "";
    }
    return " ("
        + String.join(
            ", ", patches.stream().map(p -> "patch " + p + ": " + reach.linesOf(p)).toList())
        + ")";
  }

  private static String some(List<ChangedFile> files) {
    List<String> named =
        files.stream()
            .limit(NAMED)
            .map(f -> f.path() + (f.note().isEmpty() ? "" : " (" + f.note() + ")"))
            .toList();
    int more = files.size() - named.size();
    return String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
