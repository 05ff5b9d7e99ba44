// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.repair.PatchRepair;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Applies a series to a tree in the object store. The whole series applies, or nothing is kept. */
public final class SeriesApplier {
  private static final Pattern INDEX_LINE = Pattern.compile("(?m)^index [0-9a-f]{7,64}\\.\\.");
  private static final Pattern REMARK =
      Pattern.compile("Hunk #\\d+ succeeded.*|Context reduced to.*");

  private final ObjectStore store;

  /** An applier. */
  public SeriesApplier(ObjectStore store) {
    this.store = store;
  }

  /**
   * What is allowed beyond an exact fit.
   *
   * @param repair whether a patch that was mangled on its way is rebuilt against the tree
   * @param fuzz lines of context, 0 to 2, that may be ignored at either end of a hunk
   */
  public record Options(boolean repair, int fuzz) {
    /** Exact fits at any offset, and three-way merges. */
    public static final Options STRICT = new Options(false, 0);
  }

  /**
   * Applies.
   *
   * @throws BadInput if a patch does not apply: names patch, file and hunk, and shows the nearest
   *     place
   */
  public AppliedSeries apply(
      ResolvedTree tree, PatchSeries series, Options options, Progress progress)
      throws InterruptedException {
    if (series.patches().isEmpty()) {
      return new AppliedSeries(tree.treeId(), tree.commit(), series, List.of(), List.of());
    }
    List<Patch> applied = new ArrayList<>();
    List<AppliedSeries.Change> changes = new ArrayList<>();
    try (ScratchIndex index = new ScratchIndex(store, tree.treeId())) {
      int number = 0;
      for (Patch patch : series.patches()) {
        progress.begin("applying " + patch.subject());
        String which =
            "Patch "
                + (++number)
                + " of "
                + series.patches().size()
                + ", \""
                + patch.subject()
                + "\"";
        Step step = step(index, patch, options, which, tree);
        applied.add(step.patch());
        changes.add(new AppliedSeries.Change(patch.subject(), files(step.patch()), step.notes()));
        progress.advance(number, series.patches().size(), "patches");
      }
      String treeId = index.tree();
      PatchSeries kept = new PatchSeries(applied, series.notes());
      String message =
          "A series of "
              + applied.size()
              + " on "
              + tree.version()
              + "\n\n"
              + String.join("\n", applied.stream().map(Patch::subject).toList())
              + "\n";
      String commit = store.commit(treeId, message, List.of(tree.commit()));
      List<String> changed =
          store
              .git()
              .run("diff-tree", "-r", "-z", "--name-only", "--no-renames", tree.treeId(), treeId)
              .records();
      return new AppliedSeries(treeId, commit, kept, changes, changed);
    }
  }

  private record Step(Patch patch, List<String> notes) {}

  private Step step(
      ScratchIndex index, Patch patch, Options options, String which, ResolvedTree tree)
      throws InterruptedException {
    Git.Result strict = index.apply(patch);
    if (strict.ok()) {
      return new Step(patch, remarks(strict));
    }
    if (patch.strip() == 1) {
      // Made without a/ and b/: nothing but the level can be meant.
      Patch whole = patch.withDiff(patch.diff(), 0);
      Git.Result bare = index.apply(whole);
      if (bare.ok()) {
        return new Step(whole, remarks(bare));
      }
    }
    String before = index.tree();
    if (INDEX_LINE.matcher(patch.diff()).find()) {
      Git.Result merged = index.merge(patch);
      if (merged.ok()) {
        List<String> notes = new ArrayList<>(remarks(merged));
        notes.add("applied by a three-way merge");
        return new Step(asItCameOut(patch, before, index.tree(), true), notes);
      }
    }
    if (options.fuzz() > 0) {
      Git.Result loose = index.apply(patch, "-C" + (3 - Math.min(options.fuzz(), 2)));
      if (loose.ok()) {
        return new Step(asItCameOut(patch, before, index.tree(), true), remarks(loose));
      }
    }
    if (options.repair()) {
      return repaired(index, patch, which);
    }
    throw new ApplyFailure(index, patch, which, tree).explain(strict);
  }

  private Step repaired(ScratchIndex index, Patch patch, String which) throws InterruptedException {
    PatchRepair.Outcome outcome =
        new PatchRepair(index, patch.diff(), patch.origin(), which).rebuild();
    String before = index.tree();
    String after;
    try (ScratchIndex rebuilt = new ScratchIndex(store, before)) {
      for (String path : outcome.removes()) {
        rebuilt.remove(path);
      }
      for (var put : outcome.puts().entrySet()) {
        String mode = outcome.modes().get(put.getKey());
        String old = index.mode(put.getKey()).orElse("100644");
        rebuilt.put(put.getKey(), mode == null ? old : mode, put.getValue());
      }
      after = rebuilt.tree();
    }
    Patch whole = asItCameOut(patch, before, after, outcome.renames());
    Git.Result applied = index.apply(whole);
    if (!applied.ok() || !index.tree().equals(after)) {
      throw new BadInput(
          which + ", was rebuilt, but git does not apply the result.",
          applied.complaints(),
          "Mend the patch by hand, or get it as it was sent.");
    }
    List<String> notes = new ArrayList<>(List.of("repaired"));
    notes.addAll(outcome.notes());
    return new Step(whole, notes);
  }

  /**
   * The patch with the difference that it made, which applies as it is to the same tree: a replay
   * and a reader of the run directory need no merge and no fuzz.
   */
  private Patch asItCameOut(Patch patch, String before, String after, boolean renames)
      throws InterruptedException {
    Git.Result diff =
        store
            .git()
            .run(
                "diff-tree",
                "-r",
                "-p",
                "--full-index",
                renames ? "--find-renames=30%" : "--no-renames",
                before,
                after);
    return patch.withDiff(RawText.of(diff.out()), 1);
  }

  private static List<String> remarks(Git.Result result) {
    return result.err().lines().filter(line -> REMARK.matcher(line).matches()).toList();
  }

  private static List<String> files(Patch patch) {
    return UnifiedDiff.parse(patch.diff(), patch.strip()).stream()
        .map(UnifiedDiff.FileDiff::path)
        .distinct()
        .toList();
  }
}
