// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.Checkpatch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.SeriesDifference;
import dev.nosplat.engine.series.Trailers;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.ContainerApt;
import dev.nosplat.engine.source.DebianArchive;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.Sources;
import dev.nosplat.engine.toolchain.Toolchain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a series applies to a tree, and nothing more: no kernel is built. */
public final class PatchCheck {
  private final Settings settings;

  /** A check with these settings; a container engine is used only where one is there. */
  public PatchCheck(Settings settings) {
    this.settings = settings;
  }

  /**
   * What to check.
   *
   * @param tree the tree specification, or what {@link PlanTree} knows beside it
   * @param dirty whether uncommitted changes of a checkout are part of it
   * @param inputs patch files, mailboxes, directories, ranges, or {@code -}
   * @param choice which mails of a thread are meant
   * @param options what is allowed beyond an exact fit
   * @param checkpatch whether the tree's checkpatch.pl is asked
   */
  public record Request(
      String tree,
      boolean dirty,
      List<Path> inputs,
      Choice choice,
      SeriesApplier.Options options,
      boolean checkpatch) {
    public Request {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What came of it.
   *
   * @param tree the unpatched tree
   * @param applied the series on it
   * @param notes on trailers, the series' base, and from checkpatch.pl; they decide nothing
   * @param difference what was applied beside what came; empty where that is the same
   * @param kept the series as it was applied, where it is another than what came
   */
  public record Result(
      ResolvedTree tree,
      AppliedSeries applied,
      List<String> notes,
      String difference,
      Optional<Path> kept) {
    public Result {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Checks.
   *
   * @throws dev.nosplat.engine.problem.BadInput if there is no such tree, or a patch does not apply
   */
  public Result check(Request request, Progress progress) throws InterruptedException {
    Path cache = settings.home().cache();
    Git git = new Git("git", settings.environment());
    ObjectStore store = ObjectStore.open(made(cache.resolve("sources")), git);
    Sources sources = new Sources(store, settings.directory(), debian(cache));
    PlanTree place = new PlanTree(settings);
    boolean auto = request.tree().equals(PlanTree.AUTO);
    String where = auto ? "." : place.place(request.tree(), request.inputs());
    PatchSeries series =
        PatchReader.beside(where, settings.directory(), settings.stdin(), git)
            .choosing(request.choice())
            .read(request.inputs());
    String spec = auto ? SeriesBase.specification(series, git, settings.directory()) : where;
    ResolvedTree tree = sources.resolve(spec, request.dirty(), progress);
    AppliedSeries applied =
        new SeriesApplier(store).apply(tree, series, request.options(), progress);
    List<String> notes = new ArrayList<>(SeriesBase.notes(series, tree, store));
    notes.addAll(Trailers.notes(applied.series()));
    if (request.checkpatch()) {
      notes.addAll(style(store, tree, applied, cache, progress));
    }
    String difference = SeriesDifference.of(applied, store);
    return new Result(
        tree,
        applied,
        notes,
        difference,
        difference.isEmpty() ? Optional.empty() : Optional.of(write(applied, difference)));
  }

  private List<String> style(
      ObjectStore store, ResolvedTree tree, AppliedSeries applied, Path cache, Progress progress)
      throws InterruptedException {
    if (applied.series().patches().isEmpty() || !Checkpatch.isIn(store, tree.treeId())) {
      return List.of();
    }
    try {
      progress.begin("running checkpatch.pl");
      return new Checkpatch(store, toolchain(cache), settings.clock(), Checkpatch.Bounds.USUAL)
          .notes(tree.treeId(), applied.series());
    } catch (InfraFailed e) {
      return List.of("checkpatch.pl was not run: " + e.what());
    }
  }

  private Toolchain toolchain(Path cache) {
    return Toolchain.connect(PackedResources.read("Dockerfile"), cache, settings.environment());
  }

  /** The Debian archive, which needs containers: only a debian: tree asks for one. */
  private DebianArchive debian(Path cache) {
    return new DebianArchive() {
      private ContainerApt apt() {
        return new ContainerApt(toolchain(cache), cache.resolve("apt"), settings.clock());
      }

      @Override
      public List<SourcePackage> available(Progress progress) throws InterruptedException {
        return apt().available(progress);
      }

      @Override
      public void download(SourcePackage wanted, Path file, Progress progress)
          throws InterruptedException {
        apt().download(wanted, file, progress);
      }
    };
  }

  private Path write(AppliedSeries applied, String difference) {
    RunDirectory directory =
        RunDirectory.make(
            settings.home().runs(), settings.clock().instant(), applied.digest().substring(0, 8));
    directory.write(RunDirectory.SERIES, applied.series().mailbox());
    directory.writeDifference(difference);
    return directory.file(RunDirectory.SERIES);
  }

  private static Path made(Path directory) {
    try {
      return Trees.makeDirectories(directory);
    } catch (java.io.IOException e) {
      throw new InfraFailed(
          "The cache directory " + directory + " cannot be made.",
          List.of(String.valueOf(e)),
          "Make its parent writable, or choose another with NOSPLAT_DIR.",
          e);
    }
  }
}
