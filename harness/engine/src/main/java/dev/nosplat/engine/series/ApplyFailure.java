// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.NearestPlace;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.series.text.UnifiedDiff.FileDiff;
import dev.nosplat.engine.series.text.UnifiedDiff.Hunk;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ResolvedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why a patch does not apply: patch, file, hunk, the lines it expects and what is there. */
final class ApplyFailure {
  private static final String REPAIR =
      "If the patch was copied out of a web page or a mail client, --repair rebuilds it against the"
          + " tree.";
  private static final int SHOWN = 40;

  private final ScratchIndex index;
  private final Patch patch;
  private final String which;
  private final ResolvedTree tree;

  ApplyFailure(ScratchIndex index, Patch patch, String which, ResolvedTree tree) {
    this.index = index;
    this.patch = patch;
    this.which = which;
    this.tree = tree;
  }

  /** The failure; git's own complaints are the evidence where nothing better is found. */
  BadInput explain(Git.Result strict) throws InterruptedException {
    List<String> complaints =
        strict.complaints().stream()
            .filter(line -> line.startsWith("error: "))
            .map(RawText::shownLine)
            .limit(SHOWN)
            .toList();
    List<FileDiff> files = UnifiedDiff.parse(patch.diff(), patch.strip());
    Optional<BadInput> form = new DiffForm(patch, which).refusal(complaints);
    if (form.isPresent()) {
      return form.get();
    }
    boolean corrupt =
        complaints.stream()
            .anyMatch(
                line ->
                    line.contains("corrupt patch")
                        || line.contains("No valid patches")
                        || line.contains("patch fragment without header")
                        || line.contains("git diff header lacks"));
    if (corrupt) {
      return new BadInput(which + ", is corrupt.", corruptEvidence(complaints), REPAIR);
    }
    for (FileDiff file : files) {
      Optional<BadInput> failure = file(file);
      if (failure.isPresent()) {
        return failure.get();
      }
    }
    return new DiffForm(patch, which)
        .misplaced(complaints)
        .orElseGet(
            () ->
                new BadInput(
                    which + ", does not apply to " + tree.version() + ".",
                    complaints,
                    "Check that the patch was made for this tree."));
  }

  private List<String> corruptEvidence(List<String> complaints) {
    List<String> evidence = new ArrayList<>(List.of("in " + patch.origin()));
    evidence.addAll(complaints);
    List<String> lines = RawText.lines(patch.diff());
    for (String complaint : complaints) {
      String number = complaint.replaceFirst(".*corrupt patch at line (\\d{1,9})$", "$1");
      if (number.matches("\\d+") && Integer.parseInt(number) <= lines.size()) {
        int line = Integer.parseInt(number);
        for (int i = Math.max(1, line - 2); i <= line; i++) {
          evidence.add("line " + i + ": " + RawText.shownLine(lines.get(i - 1)));
        }
      }
    }
    return evidence;
  }

  private Optional<BadInput> file(FileDiff file) throws InterruptedException {
    boolean creates = file.oldPath().equals("/dev/null");
    Optional<String> content = index.file(creates ? file.newPath() : file.oldPath());
    if (creates) {
      return content.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new BadInput(
                  which + ", creates a file that is there already: " + file.newPath() + ".",
                  List.of("in " + patch.origin()),
                  "Leave the patch out if "
                      + tree.spec()
                      + " holds it already, or name the tree that it was made for."));
    }
    if (content.isEmpty()) {
      return Optional.of(missing(file));
    }
    List<String> lines = RawText.lines(content.get());
    for (int i = 0; i < file.hunks().size(); i++) {
      Hunk hunk = file.hunks().get(i);
      if (!NearestPlace.fits(hunk.before(), lines)) {
        return Optional.of(hunk(file, i, lines));
      }
    }
    return Optional.empty();
  }

  private BadInput missing(FileDiff file) throws InterruptedException {
    String name =
        file.oldPath()
            .substring(file.oldPath().lastIndexOf('/') + 1)
            .replaceFirst("\\.(orig|old|bak)$|~$", "");
    List<String> evidence = new ArrayList<>(List.of("in " + patch.origin()));
    index.names().stream()
        .filter(path -> path.endsWith("/" + name) || path.equals(name))
        .limit(5)
        .forEach(path -> evidence.add("there is " + path));
    return new BadInput(
        which
            + ", changes a file that "
            + tree.version()
            + " does not have: "
            + file.oldPath()
            + ".",
        evidence,
        "Check that the patch was made for this tree, or apply the patches before it first.");
  }

  private BadInput hunk(FileDiff file, int number, List<String> lines) throws InterruptedException {
    Hunk hunk = file.hunks().get(number);
    List<String> evidence = new ArrayList<>();
    evidence.add(
        file.path()
            + ", hunk "
            + (number + 1)
            + " of "
            + file.hunks().size()
            + ": "
            + RawText.shownLine(hunk.header()));
    evidence.add("the file does not hold the lines that it expects:");
    hunk.before().stream()
        .limit(SHOWN)
        .forEach(line -> evidence.add("  " + RawText.shownLine(line)));
    long there = file.hunks().stream().filter(h -> NearestPlace.fits(h.after(), lines)).count();
    if (there > 0) {
      evidence.add(there + " of its " + file.hunks().size() + " hunks are in the file already");
    }
    Optional<NearestPlace.Place> place = NearestPlace.find(hunk.before(), lines, hunk.oldStart());
    String advice = "Rebase the patch onto this tree, or name the tree that it was made for.";
    if (place.isEmpty()) {
      evidence.add("no place in the file is like them");
    } else {
      evidence.add(
          "the nearest place is line " + place.get().line() + " (- the patch, + the tree):");
      place.get().difference().stream()
          .limit(SHOWN)
          .forEach(line -> evidence.add("  " + RawText.shownLine(line)));
      if (place.get().onlyBlanks()) {
        advice = "Only white space differs. " + REPAIR;
      }
    }
    for (int fuzz = 1; fuzz <= 2; fuzz++) {
      if (index.apply(patch, "--check", "-C" + (3 - fuzz)).ok()) {
        advice = "It applies with --fuzz " + fuzz + ", which ignores context: see where. " + advice;
        break;
      }
    }
    return new BadInput(which + ", does not apply to " + tree.version() + ".", evidence, advice);
  }
}
