// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.AutoFragment;
import dev.nosplat.engine.kernel.Configuration;
import dev.nosplat.engine.kernel.Configurations;
import dev.nosplat.engine.kernel.ForeignKernels;
import dev.nosplat.engine.kernel.Fragment;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelBuilder;
import dev.nosplat.engine.kernel.KernelConfig;
import dev.nosplat.engine.kernel.KernelRequest;
import dev.nosplat.engine.kernel.UntrustedBuilds;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.reach.ChangedLines;
import dev.nosplat.engine.reach.ChangedLines.FileChange;
import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.engine.scenario.PlantedBug;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.Instrument;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.SeriesDifference;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.ContainerApt;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.Sources;
import dev.nosplat.engine.source.WorkTree;
import dev.nosplat.engine.source.WorkTrees;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.verdict.InstrumentRule;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The part of a plan that is about its kernel: source, series, config, compiler. */
final class PlannedKernels {
  private static final String CONTROLS = "patches/controls/";

  private final Settings settings;
  private final Git git;
  private final ObjectStore objects;
  private final Sources sources;
  private final WorkTrees workTrees;
  private final UntrustedBuilds untrusted;
  private final KernelBuilder builder;
  private final ForeignKernels foreign;
  private final Configurations configurations;
  private final AutoFragment autoFragment;

  PlannedKernels(
      Settings settings, Toolchain toolchain, Store store, Git git, ObjectStore objects) {
    Path cache = settings.home().cache();
    this.settings = settings;
    this.git = git;
    this.objects = objects;
    this.sources =
        new Sources(
            objects,
            settings.directory(),
            new ContainerApt(toolchain, cache.resolve("apt"), settings.clock()));
    this.workTrees = new WorkTrees(objects);
    this.untrusted = new UntrustedBuilds(cache.resolve("untrusted"));
    this.builder = new KernelBuilder(toolchain, store, cache, untrusted, settings.clock());
    this.foreign = new ForeignKernels(toolchain, store, settings.clock());
    this.autoFragment = new AutoFragment(toolchain, store, cache, untrusted, settings.clock());
    this.configurations = new Configurations(toolchain, store, cache, untrusted, settings.clock());
  }

  /**
   * A kernel, and what will be judged when it is run.
   *
   * @param treeId git's name of the patched tree; empty where there is only the kernel
   * @param source opens that tree
   * @param instrument the row that says whether the series changes what the verdict rests on
   * @param changes what its series changed in that tree
   */
  record Taken(
      Kernel kernel,
      Subject subject,
      String treeId,
      KernelBuilder.Source source,
      Function<InstrumentRule, Requirement> instrument,
      List<FileChange> changes) {}

  /** Where a kernel comes from: a tree, a series on it, and what is asked of both. */
  private record Patched(
      ResolvedTree tree, AppliedSeries applied, List<FileChange> changes, KernelRequest request) {}

  /**
   * Builds the plan's kernel, or takes it from the store or from where it was built.
   *
   * @param announced told before the build what will be judged, as far as it is known then
   * @throws BadInput if the tree or the series is at fault
   * @throws dev.nosplat.engine.problem.BuildFailed if the kernel does not configure or compile
   */
  Taken take(
      CheckPlan plan,
      RunDirectory directory,
      Timeline timeline,
      Consumer<Subject> announced,
      Progress progress)
      throws InterruptedException {
    Taken taken =
        plan.builtKernel().isPresent()
            ? foreign(plan, directory, timeline, progress)
            : built(plan, directory, timeline, announced, progress);
    copyConfig(taken.kernel(), directory);
    timeline.done(
        "build",
        taken.kernel().built()
            + (settings.paranoid() ? "; the same again from nothing and without a cache" : ""));
    return taken;
  }

  /**
   * The very kernel of an earlier run, whatever became of its tree since; empty where the store no
   * longer has it.
   */
  Optional<Taken> again(RunRecord earlier, RunDirectory directory, Timeline timeline)
      throws InterruptedException {
    Optional<KernelBuilder.Stored> stored = builder.stored(earlier.subject().kernelKey());
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    KernelBuilder.Stored found = stored.get();
    directory.take(RunDirectory.SERIES, earlier.directory());
    copyConfig(found.kernel(), directory);
    timeline.done("build", found.kernel().built());
    return Optional.of(
        new Taken(
            found.kernel(),
            earlier.subject(),
            found.treeId(),
            () -> {
              throw new IllegalStateException("nobody asks a stored kernel for its source");
            },
            rule ->
                earlier.evidence().requirements().stream()
                    .filter(row -> row.kind() == Requirement.Kind.INSTRUMENT)
                    .findFirst()
                    .orElseGet(() -> InstrumentRule.unknown("the earlier run does not say")),
            ChangedLines.again(
                objects, found.treeId(), earlier.reach().orElse(new Reach(List.of())))));
  }

  /** Leaves the effective configuration in a run directory. */
  static void copyConfig(Kernel kernel, RunDirectory directory) {
    try {
      directory.write(RunDirectory.CONFIG, Files.readAllBytes(kernel.config()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + kernel.config(), e);
    }
  }

  private Taken foreign(
      CheckPlan plan, RunDirectory directory, Timeline timeline, Progress progress)
      throws InterruptedException {
    Path place = settings.directory().resolve(builtKernel(plan)).normalize();
    timeline.done("source", place.toString());
    Kernel kernel = foreign.take(place, directory.file(RunDirectory.BUILD_LOG), progress);
    Subject subject =
        new Subject(
            plan.tree(),
            kernel.key(),
            kernel.release(),
            List.of(),
            PatchSeries.none().digest(),
            List.of(),
            kernel.compiler(),
            kernel.key());
    return new Taken(
        kernel,
        subject,
        "",
        () -> {
          throw sourceless(plan);
        },
        rule -> InstrumentRule.unknown("the kernel was built elsewhere"),
        List.of());
  }

  private static BadInput sourceless(CheckPlan plan) {
    return new BadInput(
        "A kernel that was built elsewhere has no source to ask.",
        List.of(plan.tree()),
        "Give its source with --tree.");
  }

  private static Path builtKernel(CheckPlan plan) {
    if (!plan.patches().isEmpty() || !plan.controls().isEmpty() || plan.intake().dirty()) {
      throw new BadInput(
          "A kernel that was built elsewhere is taken as it is; it cannot be patched.",
          List.of(plan.tree()),
          "Leave the patches out, or give the source with --tree.");
    }
    return plan.builtKernel().orElseThrow();
  }

  private Taken built(
      CheckPlan plan,
      RunDirectory directory,
      Timeline timeline,
      Consumer<Subject> announced,
      Progress progress)
      throws InterruptedException {
    progress.begin("resolving " + plan.tree());
    Patched patched = patched(plan, progress);
    AppliedSeries applied = patched.applied();
    directory.write(RunDirectory.SERIES, applied.series().mailbox());
    directory.writeDifference(SeriesDifference.of(applied, objects));
    applied.series().notes().forEach(note -> progress.say("note: " + note));
    for (AppliedSeries.Change change : applied.changes()) {
      change.notes().forEach(note -> progress.say("note: " + change.subject() + ": " + note));
    }
    timeline.done("source", patched.tree().origin());
    announced.accept(subject(plan, patched, "", "", ""));
    progress.begin("building " + patched.tree().version() + withPatches(applied));
    KernelBuilder.Source source = source(patched, progress);
    KernelBuilder.Base base = base(patched, progress);
    Kernel kernel =
        builder.build(
            patched.request(), source, base, directory.file(RunDirectory.BUILD_LOG), progress);
    if (settings.paranoid()) {
      progress.begin("building it again, from nothing and without a cache");
      builder.rebuild(
          patched.request(),
          kernel,
          source,
          base,
          directory.file(RunDirectory.SECOND_BUILD_LOG),
          progress);
    }
    Subject subject = subject(plan, patched, kernel.release(), kernel.compiler(), kernel.key());
    int count = applied.changes().size();
    List<Instrument.Touched> touched = touched(patched, progress);
    return new Taken(
        kernel,
        subject,
        applied.treeId(),
        source,
        rule -> rule.on(count, touched),
        patched.changes());
  }

  /**
   * The files of the instrument that the series changes, whatever its patches say of themselves.
   */
  private List<Instrument.Touched> touched(Patched patched, Progress progress)
      throws InterruptedException {
    String before = patched.tree().treeId();
    String after = patched.applied().treeId();
    List<Instrument.Touched> touched =
        Instrument.ofNosplat()
            .touched(
                patched.applied().changedFiles(),
                path -> objects.file(before, path),
                path -> objects.file(after, path));
    for (Instrument.Touched each : touched) {
      progress.say("note: the series changes what the verdict rests on: " + each);
    }
    return touched;
  }

  private static Subject subject(
      CheckPlan plan, Patched patched, String release, String compiler, String key) {
    return new Subject(
        plan.tree(),
        patched.tree().identity(),
        release,
        patched.applied().subjects(),
        patched.applied().digest(),
        patched.request().config().fragments().stream().map(PlannedKernels::named).toList(),
        compiler,
        key);
  }

  /** A fragment's name; of the one that we made up, what is in it too. */
  private static String named(Fragment fragment) {
    return fragment.name().equals(AutoFragment.NAME)
        ? fragment.name() + " (" + String.join(" ", fragment.text().lines().toList()) + ")"
        : fragment.name();
  }

  /** Whether the plan's patches apply to its tree. */
  boolean applies(CheckPlan plan, Progress progress) throws InterruptedException {
    ResolvedTree tree = sources.resolve(plan.tree(), plan.intake().dirty(), progress);
    PatchSeries series = series(plan);
    try {
      new SeriesApplier(objects).apply(tree, series, plan.intake().fit(), progress);
      return true;
    } catch (BadInput e) {
      return false;
    }
  }

  /**
   * The key of the plan's kernel, without building it.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  Key key(CheckPlan plan, Progress progress) throws InterruptedException {
    return plan.builtKernel().isPresent()
        ? foreign.key(settings.directory().resolve(builtKernel(plan)).normalize())
        : builder.key(patched(plan, progress).request());
  }

  /**
   * What would be built for the plan.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  KernelRequest request(CheckPlan plan, Progress progress) throws InterruptedException {
    return patched(plan, progress).request();
  }

  /** The lines of a file in a tree of the object store. */
  List<String> lines(String treeId, String path) throws InterruptedException {
    return objects
        .file(treeId, path)
        .map(text -> new String(text, StandardCharsets.UTF_8).lines().toList())
        .orElse(List.of());
  }

  /** The key of what would be built. */
  Key key(KernelRequest request) {
    return builder.key(request);
  }

  /** What the plan's tree makes of its fragments. */
  Configuration configuration(CheckPlan plan, Path log, Progress progress)
      throws InterruptedException {
    progress.begin("resolving " + plan.tree());
    Patched patched = patched(plan, progress);
    return configurations.of(patched.request(), source(patched, progress), log, progress);
  }

  /**
   * Reads patches as a plan for this tree would.
   *
   * @throws BadInput if one is not there or holds no patch
   */
  PatchSeries read(String tree, List<Path> patches, Choice choice) throws InterruptedException {
    return PatchReader.beside(tree, settings.directory(), settings.stdin(), git)
        .choosing(choice)
        .read(patches);
  }

  private Patched patched(CheckPlan plan, Progress progress) throws InterruptedException {
    if (plan.builtKernel().isPresent()) {
      throw sourceless(plan);
    }
    List<String> fragments = new ArrayList<>(plan.allFragments());
    Scenario.of(plan.scenario(), settings.directory()).needs().fragments().stream()
        .filter(fragment -> !fragments.contains(fragment))
        .forEach(fragments::add);
    boolean auto = fragments.remove(AutoFragment.NAME);
    KernelConfig config = KernelConfig.of(fragments);
    ResolvedTree tree = sources.resolve(plan.tree(), plan.intake().dirty(), progress);
    AppliedSeries applied =
        new SeriesApplier(objects).apply(tree, series(plan), plan.intake().fit(), progress);
    List<FileChange> changes = plan.reach() ? ChangedLines.of(objects, tree, applied) : List.of();
    KernelRequest request =
        new KernelRequest(
            applied.treeId(),
            tree.lineage(),
            new KernelRequest.Origin(
                tree.version(), tree.identity(), applied.digest(), applied.changes().size()),
            config,
            plan.compiler(),
            plan.untrusted(),
            changes.stream().filter(FileChange::mayRun).map(FileChange::path).toList());
    Patched patched = new Patched(tree, applied, changes, request);
    return auto ? withAuto(patched, progress) : patched;
  }

  /** With what compiles the changed files beside the fragments that were asked for. */
  private Patched withAuto(Patched patched, Progress progress) throws InterruptedException {
    try {
      Path log = Files.createTempFile("nosplat-auto", ".log");
      try {
        Fragment found =
            autoFragment.of(patched.request(), source(patched, progress), log, progress);
        String said = String.join(" ", found.text().lines().toList());
        progress.say(
            said.isEmpty()
                ? "note: --config auto turns nothing on"
                : "note: --config auto turns on " + said);
        return new Patched(
            patched.tree(), patched.applied(), patched.changes(), patched.request().with(found));
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("making a log file", e);
    }
  }

  /** Throws away what untrusted builds have left. */
  void discardUntrusted() {
    untrusted.close();
  }

  private KernelBuilder.Source source(Patched patched, Progress progress) {
    return () -> open(workTrees.checkout(patched.tree(), patched.request().identity(), progress));
  }

  /** The tree without the series. */
  private KernelBuilder.Base base(Patched patched, Progress progress) {
    ResolvedTree tree = patched.tree();
    return new KernelBuilder.Base(
        tree.treeId(), () -> open(workTrees.checkout(tree, tree.treeId(), progress)));
  }

  private static KernelBuilder.Source.Opened open(WorkTree tree) {
    return new KernelBuilder.Source.Opened() {
      @Override
      public Path path() {
        return tree.path();
      }

      @Override
      public void close() {
        tree.close();
      }
    };
  }

  private PatchSeries series(CheckPlan plan) throws InterruptedException {
    List<Path> controls = new ArrayList<>();
    try {
      Path unpacked = Files.createTempDirectory("nosplat-controls");
      try {
        for (String control : plan.controls()) {
          controls.add(unpackControl(plan, control, unpacked));
        }
        return read(plan.tree(), controls, Choice.NEWEST)
            .then(read(plan.tree(), plan.patches(), plan.intake().choice()));
      } finally {
        Trees.delete(unpacked);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the controls of " + plan.tree(), e);
    }
  }

  private Path unpackControl(CheckPlan plan, String name, Path directory) throws IOException {
    Optional<PlantedBug> own =
        Catalogue.planted(plan.scenario(), settings.directory())
            .filter(bug -> bug.name().equals(name));
    if (own.isPresent()) {
      return Files.write(directory.resolve("control.patch"), own.get().patch().bytes());
    }
    String packed = CONTROLS + name + ".patch";
    if (!PackedResources.list(CONTROLS.substring(0, CONTROLS.length() - 1)).contains(packed)) {
      throw new BadInput(
          "there is no control " + name,
          PackedResources.list("patches/controls").stream()
              .map(p -> p.substring(CONTROLS.length()).replace(".patch", ""))
              .toList(),
          "give one of these names");
    }
    return Files.write(directory.resolve(name + ".patch"), PackedResources.read(packed));
  }

  private static String withPatches(AppliedSeries applied) {
    int count = applied.subjects().size();
    return count == 0 ? "" : " with " + count + (count == 1 ? " patch" : " patches");
  }
}
