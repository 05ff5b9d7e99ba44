// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.AppliedSeries.Fit;
import dev.nosplat.engine.series.repair.Entities;
import dev.nosplat.engine.series.repair.PatchRepair;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Applies a series to a tree in the object store. The whole series applies, or nothing is kept. */
public final class SeriesApplier {
  private static final Pattern INDEX_LINE = Pattern.compile("(?m)^index [0-9a-f]{7,64}\\.\\.");
  private static final Pattern REMARK =
      Pattern.compile("Hunk #\\d+ succeeded.*|Context reduced to.*");

  private static final int ERRORS = 20;

  private final ObjectStore store;

  /** An applier. */
  public SeriesApplier(ObjectStore store) {
    this.store = store;
  }

  /**
   * How patches are taken.
   *
   * @param repair whether a patch that was mangled on its way is rebuilt against the tree
   * @param fuzz lines of context, 0 to 2, that may be ignored at either end of a hunk
   * @param reverse whether the patches are taken back, the last one first
   * @param strip leading directories to take off all paths, whatever the patches say
   */
  public record Options(boolean repair, int fuzz, boolean reverse, Optional<Integer> strip) {
    /** Exact fits at any offset, and three-way merges. */
    public static final Options STRICT = new Options(false, 0);

    /** Patches as they say themselves. */
    public Options(boolean repair, int fuzz) {
      this(repair, fuzz, false, Optional.empty());
    }
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
      return new AppliedSeries(
          tree.treeId(), tree.commit(), series, List.of(), List.of(), List.of());
    }
    List<Patch> patches = new ArrayList<>(series.patches());
    if (options.reverse()) {
      Collections.reverse(patches);
    }
    List<Patch> applied = new ArrayList<>();
    List<AppliedSeries.Change> changes = new ArrayList<>();
    List<String> trees = new ArrayList<>();
    try (ScratchIndex index = new ScratchIndex(store, tree.treeId())) {
      int number = 0;
      for (Patch patch : patches) {
        progress.begin("applying " + patch.subject());
        String which =
            "Patch " + (++number) + " of " + patches.size() + ", \"" + patch.subject() + "\"";
        Patch levelled = patch.withDiff(patch.diff(), strip(index, patch, options));
        HunkCount.require(levelled, index, which);
        Step step = new Stepper(index, levelled, options, which, tree).step();
        applied.add(step.patch());
        changes.add(
            new AppliedSeries.Change(
                patch.subject(), files(step.patch()), step.notes(), step.fit(), came(patch, step)));
        trees.add(index.tree());
        progress.advance(number, patches.size(), "patches");
      }
      String treeId = trees.get(trees.size() - 1);
      PatchSeries kept = new PatchSeries(applied, series.notes(), series.facts());
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
      return new AppliedSeries(treeId, commit, kept, changes, changed, trees);
    }
  }

  private static int strip(ScratchIndex index, Patch patch, Options options)
      throws InterruptedException {
    if (options.strip().isPresent()) {
      return options.strip().get();
    }
    return patch.strip() == 1 ? PathLevel.of(patch.diff(), index) : patch.strip();
  }

  private static Optional<String> came(Patch patch, Step step) {
    return step.fit() == Fit.EXACT || step.fit() == Fit.OFFSET
        ? Optional.empty()
        : Optional.of(patch.diff());
  }

  private record Step(Patch patch, Fit fit, List<String> notes) {}

  /** One patch on its way into the index. */
  private final class Stepper {
    private final ScratchIndex index;
    private final Patch patch;
    private final Options options;
    private final String which;
    private final ResolvedTree tree;

    Stepper(ScratchIndex index, Patch patch, Options options, String which, ResolvedTree tree) {
      this.index = index;
      this.patch = patch;
      this.options = options;
      this.which = which;
      this.tree = tree;
    }

    Step step() throws InterruptedException {
      if (options.reverse()) {
        return reversed();
      }
      Optional<Entities> entities = Entities.in(patch.diff());
      boolean undoes = options.repair() && entities.map(Entities::everywhere).orElse(false);
      Patch first = undoes ? patch.withDiff(entities.get().undone(), patch.strip()) : patch;
      List<String> tabs = LostTabs.notes(first, index);
      String start = first.strip() == 1 ? "" : index.tree();
      Git.Result strict = index.apply(first);
      if (strict.ok() && undoes) {
        return new Step(first, Fit.REPAIRED, List.of("repaired", "HTML's entities undone"));
      }
      if (strict.ok()) {
        List<String> notes = new ArrayList<>(remarks(strict));
        Patch kept = first.strip() == 1 ? patch : asItCameOut(patch, start, index.tree(), true);
        entities.ifPresent(
            e -> notes.add(e.found() + (e.everywhere() ? "; --repair undoes them" : "")));
        Fit fit = notes.isEmpty() ? Fit.EXACT : Fit.OFFSET;
        notes.addAll(tabs);
        return new Step(kept, fit, notes);
      }
      Optional<Patch> latin = OldCharset.of(first);
      if (latin.isPresent() && index.apply(latin.get()).ok()) {
        return new Step(latin.get(), Fit.OFFSET, List.of(OldCharset.NOTE));
      }
      AlreadyThere there = new AlreadyThere(store, tree);
      Optional<BadInput> already = there.refusal(index, patch, which);
      if (already.isPresent()) {
        throw already.get();
      }
      String before = index.tree();
      if (INDEX_LINE.matcher(patch.diff()).find()) {
        Git.Result merged = index.merge(patch);
        if (merged.ok()) {
          String after = index.tree();
          if (after.equals(before)) {
            throw there.of(patch, which);
          }
          List<String> notes = new ArrayList<>(remarks(merged));
          notes.add("applied by a three-way merge");
          return new Step(asItCameOut(patch, before, after, true), Fit.MERGED, notes);
        }
      }
      if (options.fuzz() > 0) {
        Git.Result loose = index.apply(patch, context(options.fuzz()));
        if (loose.ok()) {
          return new Step(
              asItCameOut(patch, before, index.tree(), true), Fit.FUZZY, remarks(loose));
        }
      }
      if (options.repair()) {
        Optional<BadInput> form = new DiffForm(patch, which).beyondRepair(errors(strict));
        if (form.isPresent()) {
          throw form.get();
        }
        return repaired(before);
      }
      throw new ApplyFailure(index, patch, which, tree).explain(strict);
    }

    private static String context(int fuzz) {
      return "-C" + (3 - Math.min(fuzz, 2));
    }

    private Step reversed() throws InterruptedException {
      String before = index.tree();
      Git.Result back = index.apply(patch, "-R");
      if (back.ok()) {
        return new Step(
            asItCameOut(patch, before, index.tree(), true), Fit.REVERSED, List.of("taken back"));
      }
      boolean absent = index.apply(patch, "--check").ok();
      throw new BadInput(
          which + ", cannot be taken back from " + tree.version() + ".",
          absent ? List.of("the tree does not hold it: it applies as it is") : errors(back),
          "Leave -R out, or name a tree that holds the patch.");
    }

    private Step repaired(String before) throws InterruptedException {
      PatchRepair.Outcome outcome =
          new PatchRepair(index, patch.diff(), patch.origin(), which).rebuild();
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
      if (after.equals(before)) {
        throw new AlreadyThere(store, tree).of(patch, which);
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
      return new Step(whole, Fit.REPAIRED, notes);
    }
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
                "--binary",
                renames ? "--find-renames=30%" : "--no-renames",
                before,
                after);
    return patch.withDiff(RawText.of(diff.out()), 1);
  }

  private static List<String> errors(Git.Result result) {
    return result.complaints().stream()
        .filter(line -> line.startsWith("error: "))
        .map(RawText::shownLine)
        .limit(ERRORS)
        .toList();
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
