// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.series.text.UnifiedDiff.FileDiff;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A diff of a form that no tree takes, and how it should have been made. */
final class DiffForm {
  private static final Pattern COMBINED = Pattern.compile("(?m)^(diff --(cc|combined) |@@@+ -)");
  private static final Pattern NO_BINARY = Pattern.compile("(?m)^Binary files .* and .* differ$");
  private static final Pattern SUBMODULE = Pattern.compile("(?m)^index [0-9a-f.]+ 160000$");

  private final Patch patch;
  private final String which;

  DiffForm(Patch patch, String which) {
    this.patch = patch;
    this.which = which;
  }

  /**
   * The refusal; empty if the form is not at fault.
   *
   * @param complaints what git said
   */
  Optional<BadInput> refusal(List<String> complaints) {
    return beyondRepair(complaints).or(this::carriageReturns);
  }

  /**
   * The refusal of what no repair makes fit.
   *
   * @param complaints what git said
   */
  Optional<BadInput> beyondRepair(List<String> complaints) {
    String diff = patch.diff();
    if (COMBINED.matcher(diff).find()) {
      return refused(
          " is a combined diff, which shows a merge and applies to nothing.",
          complaints,
          "Give the merge's own changes as commits, or a diff against one of its parents.");
    }
    if (NO_BINARY.matcher(diff).find()) {
      return refused(
          " changes a binary file, and does not hold its content.",
          complaints,
          "Make it with git diff --binary, or git format-patch.");
    }
    boolean path =
        complaints.stream()
            .anyMatch(l -> l.contains("invalid path") || l.contains("beyond a symbolic link"));
    if (path) {
      return refused(
          " changes a path that git does not allow.",
          complaints,
          "A patch may only change files below the tree's top, and none of git's own.");
    }
    if (SUBMODULE.matcher(diff).find()) {
      return refused(
          " changes a submodule.", complaints, "Leave that file out; a kernel tree has none.");
    }
    return Optional.empty();
  }

  private Optional<BadInput> carriageReturns() {
    List<String> crs =
        RawText.lines(patch.diff()).stream().filter(l -> l.endsWith("\r")).limit(2).toList();
    if (!crs.isEmpty()) {
      return refused(
          " has lines that end in a carriage return.",
          crs.stream()
              .map(l -> l.substring(0, l.length() - 1) + "\\r")
              .map(RawText::shownLine)
              .toList(),
          "Run again with --repair, which takes them off where the tree has none.");
    }
    return Optional.empty();
  }

  /** The refusal of a diff all of whose lines the tree has, but not at its place. */
  Optional<BadInput> misplaced(List<String> complaints) {
    if (withoutContext()) {
      return refused(
          " has no lines of context, so that its place cannot be checked.",
          complaints.stream().filter(l -> l.contains("patch failed")).toList(),
          "Make it with context: git diff -U3, diff -u.");
    }
    return Optional.empty();
  }

  /** Whether a whole diff has no context at all, as git diff -U0 makes it. */
  private boolean withoutContext() {
    List<FileDiff> files =
        UnifiedDiff.parse(patch.diff(), patch.strip()).stream()
            .filter(f -> !f.oldPath().equals("/dev/null") && !f.newPath().equals("/dev/null"))
            .toList();
    return !files.isEmpty()
        && files.stream()
            .flatMap(f -> f.hunks().stream())
            .allMatch(h -> h.isWhole() && h.lines().stream().noneMatch(DiffForm::isContext));
  }

  private static boolean isContext(String line) {
    return line.isEmpty() || line.charAt(0) == ' ';
  }

  private Optional<BadInput> refused(String what, List<String> evidence, String advice) {
    return Optional.of(new BadInput(which + "," + what, evidence, advice));
  }
}
