// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.guest.GuestImages;
import dev.nosplat.engine.guest.Selftests;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelBuilder;
import dev.nosplat.engine.kernel.KernelConfig;
import dev.nosplat.engine.machine.Acceleration;
import dev.nosplat.engine.machine.Accelerator;
import dev.nosplat.engine.machine.Accelerators;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineSpec;
import dev.nosplat.engine.machine.Machines;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.PatchReader;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.source.ContainerApt;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.Sources;
import dev.nosplat.engine.source.WorkTree;
import dev.nosplat.engine.source.WorkTrees;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.record.Subject;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The engine's parts, wired together: from a plan to a machine. */
public final class Engine {
  private static final String CONTROLS = "patches/controls/";

  /** Goes up when the same inputs may be judged otherwise. */
  private static final String RUN_FORMAT = "1";

  private final Settings settings;
  private final Git git;
  private final ObjectStore objects;
  private final Sources sources;
  private final WorkTrees workTrees;
  private final KernelBuilder kernels;
  private final BpfPrograms programs;
  private final Selftests selftests;
  private final GuestImages images;
  private final Machines machines;
  private final SplatPlaces places;
  private final Accelerators accelerators;

  private Engine(Settings settings, Toolchain toolchain, Git git, ObjectStore objects) {
    this.git = git;
    Path cache = settings.home().cache();
    Store store = new Store(cache.resolve("store"), settings.clock());
    this.settings = settings;
    this.objects = objects;
    this.sources =
        new Sources(
            objects,
            settings.directory(),
            new ContainerApt(toolchain, cache.resolve("apt"), settings.clock()));
    this.workTrees = new WorkTrees(objects);
    this.kernels = new KernelBuilder(toolchain, store, cache, settings.clock());
    this.programs = new BpfPrograms(toolchain, store);
    this.selftests = new Selftests(toolchain, store);
    this.images = new GuestImages(toolchain, store);
    this.machines = new Machines(toolchain, store, cache, settings.clock(), settings.random());
    this.places = new SplatPlaces(toolchain, objects);
    this.accelerators = new Accelerators(toolchain, store, cache, settings.clock());
  }

  /**
   * Connects to the container engine.
   *
   * @throws dev.nosplat.engine.problem.InfraFailed if there is none, or the toolchain image is not
   *     there
   */
  public static Engine open(Settings settings) throws InterruptedException {
    Path cache = settings.home().cache();
    Toolchain toolchain =
        Toolchain.connect(PackedResources.read("Dockerfile"), cache, settings.environment());
    Git git = new Git("git", settings.environment());
    return new Engine(settings, toolchain, git, ObjectStore.open(cache.resolve("sources"), git));
  }

  /** What the engine takes from the process around it. */
  public Settings settings() {
    return settings;
  }

  /** A fresh random word of 16 hexadecimal digits. */
  public String nonce() {
    byte[] bytes = new byte[8];
    settings.random().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Builds everything that the plan needs, or takes it from the store.
   *
   * @throws BadInput if the tree or the series is at fault
   * @throws dev.nosplat.engine.problem.BuildFailed if the kernel does not configure or compile
   */
  Prepared prepare(CheckPlan plan, RunDirectory directory, Timeline timeline, Progress progress)
      throws InterruptedException {
    Scenario scenario = scenario(plan);
    KernelConfig config = KernelConfig.of(plan.allFragments());
    progress.begin("resolving " + plan.tree());
    ResolvedTree tree = sources.resolve(plan.tree(), progress);
    PatchSeries series = series(plan, tree);
    AppliedSeries applied =
        new SeriesApplier(objects).apply(tree, series, SeriesApplier.Options.STRICT, progress);
    directory.write(RunDirectory.SERIES, applied.series().mailbox());
    timeline.done("source", tree.origin());
    KernelBuilder.Source source = () -> open(workTrees.checkout(tree, applied.treeId(), progress));
    progress.begin("building " + tree.version() + withPatches(applied));
    Kernel kernel =
        kernels.build(
            new KernelBuilder.Request(applied.treeId(), tree.lineage(), config, plan.compiler()),
            source,
            directory.file(RunDirectory.BUILD_LOG),
            progress);
    copyConfig(kernel, directory);
    timeline.done("build", kernel.built());
    progress.begin("making the guest");
    Optional<BpfProgram> program = Optional.empty();
    Map<String, Path> tests = Map.of();
    if (scenario instanceof Scenario.Churning churning) {
      program =
          Optional.of(
              programs.compile(
                  churning
                      .file()
                      .map(BpfPrograms.Source::file)
                      .orElseGet(() -> BpfPrograms.Source.packed(churning.ops())),
                  kernel,
                  progress));
    } else {
      tests = Map.of(Selftests.RUNNER, selftests.build(kernel, source, progress));
    }
    GuestImages.Image image = images.build(kernel, program.stream().toList(), tests, progress);
    timeline.done("guest", "");
    Subject subject =
        new Subject(
            plan.tree(),
            tree.identity(),
            kernel.release(),
            applied.subjects(),
            applied.digest(),
            plan.allFragments(),
            kernel.compiler(),
            kernel.key());
    return new Prepared(subject, applied.treeId(), kernel, scenario, program, image);
  }

  /** Takes everything that the bundled run's machine needs from its bundle. */
  Prepared prepare(Bundle bundle, RunDirectory directory, Timeline timeline, Progress progress)
      throws InterruptedException {
    Scenario scenario = Scenario.of(bundle.plan().scenario(), settings.directory());
    directory.take(RunDirectory.SERIES, bundle.runDirectory());
    copyConfig(bundle.kernel(), directory);
    progress.begin("making the guest");
    GuestImages.Image image = images.ready(bundle.initramfs(), bundle.content(), progress);
    timeline.done("guest", "kernel and guest are the bundle's");
    return new Prepared(
        bundle.run().subject(),
        "",
        bundle.kernel(),
        scenario,
        scenario instanceof Scenario.Churning churning
            ? Optional.of(bundle.program(churning.ops()))
            : Optional.empty(),
        image);
  }

  /** The plan's scenario, on a root that it can do with. */
  private Scenario scenario(CheckPlan plan) {
    Scenario scenario = Scenario.of(plan.scenario(), settings.directory());
    if (scenario instanceof Scenario.Selftests && plan.shape().root() != Root.VIRTME) {
      throw new BadInput(
          "the scenario " + scenario.name() + " needs a full userland",
          List.of("its programs are linked with libraries that the guest image has not"),
          "add --root virtme");
    }
    return scenario;
  }

  /**
   * Everything that a run of this plan depends on, without building anything: equal keys mean that
   * an earlier run may stand for this one.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public Key runKey(CheckPlan plan, Progress progress) throws InterruptedException {
    ResolvedTree tree = sources.resolve(plan.tree(), progress);
    AppliedSeries applied =
        new SeriesApplier(objects)
            .apply(tree, series(plan, tree), SeriesApplier.Options.STRICT, progress);
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", RUN_FORMAT);
    inputs.put(
        "kernel",
        kernels
            .key(
                new KernelBuilder.Request(
                    applied.treeId(),
                    tree.lineage(),
                    KernelConfig.of(plan.allFragments()),
                    plan.compiler()))
            .name());
    Scenario scenario = Scenario.of(plan.scenario(), settings.directory());
    String mode = scenario instanceof Scenario.Churning churning ? churning.mode() : "";
    inputs.put("scenario", Digest.of(scenario.name() + " " + mode).hex());
    Optional<Path> program =
        scenario instanceof Scenario.Churning churning ? churning.file() : Optional.empty();
    inputs.put("program", program.map(f -> Digest.ofFile(f).hex()).orElse("packed"));
    inputs.put("shape", Digest.of(plan.shape().toString()).hex());
    inputs.put("canary", String.valueOf(plan.canary()));
    inputs.put("known", plan.knownIssues().map(f -> Digest.ofFile(f).hex()).orElse("none"));
    for (String directory : List.of("bpf-progs", "vm-images")) {
      for (String name : PackedResources.list(directory)) {
        inputs.put(name, Digest.of(PackedResources.read(name)).hex());
      }
    }
    return Key.of("run", inputs);
  }

  /** What {@link Checker#applies} asks. */
  boolean applies(CheckPlan plan, Progress progress) throws InterruptedException {
    ResolvedTree tree = sources.resolve(plan.tree(), progress);
    PatchSeries series = series(plan, tree);
    try {
      new SeriesApplier(objects).apply(tree, series, SeriesApplier.Options.STRICT, progress);
      return true;
    } catch (BadInput e) {
      return false;
    }
  }

  /** The same splats with the places in the source that their frames name. */
  List<Splat> locate(
      List<Splat> splats, Prepared prepared, RunDirectory directory, Progress progress)
      throws InterruptedException {
    return places.locate(splats, prepared, directory, progress);
  }

  /**
   * Reads patches as a plan for this tree would.
   *
   * @throws BadInput if one is not there or holds no patch
   */
  public PatchSeries read(String tree, List<Path> patches) throws InterruptedException {
    return reader(tree).read(patches);
  }

  /** How the machines of a prepared kernel run their instructions here. */
  Acceleration accelerate(Prepared prepared, CheckPlan.Shape shape, Progress progress)
      throws InterruptedException {
    return accelerators.choose(spec(prepared, shape, Accelerator.TCG, false), progress);
  }

  /**
   * Boots a prepared kernel; the caller closes the machine.
   *
   * @param runDirectory where the console's log goes
   */
  Machine boot(
      Prepared prepared,
      CheckPlan.Shape shape,
      Accelerator accelerator,
      Path runDirectory,
      Progress progress)
      throws InterruptedException {
    return machines.boot(spec(prepared, shape, accelerator, false), runDirectory, progress);
  }

  /** The same, with QEMU's gdb stub listening. */
  Machine bootDebugged(
      Prepared prepared,
      CheckPlan.Shape shape,
      Accelerator accelerator,
      Path runDirectory,
      Progress progress)
      throws InterruptedException {
    return machines.boot(spec(prepared, shape, accelerator, true), runDirectory, progress);
  }

  /**
   * Boots a prepared kernel, or restores it from a snapshot where the plan allows that; the caller
   * closes the machine.
   *
   * @param runDirectory where the console's log goes
   */
  Machine start(
      Prepared prepared,
      CheckPlan plan,
      Accelerator accelerator,
      Path runDirectory,
      Progress progress)
      throws InterruptedException {
    MachineSpec spec = spec(prepared, plan.shape(), accelerator, false);
    return plan.shape().freshBoot()
        ? machines.boot(spec, runDirectory, progress)
        : machines.start(spec, runDirectory, progress);
  }

  private static MachineSpec spec(
      Prepared prepared, CheckPlan.Shape shape, Accelerator accelerator, boolean debugged) {
    return new MachineSpec(
        prepared.kernel().bootImage(),
        prepared.image().file(),
        prepared.image().clockProbe(),
        prepared.kernel().tickHz(),
        shape.cpus(),
        shape.memoryMiB(),
        accelerator,
        shape.root(),
        debugged,
        shape.kernelParameters(),
        prepared.image().key()); // the image's key names its kernel
  }

  private PatchReader reader(String tree) {
    Path repository = settings.directory().resolve(tree.replaceFirst("@[^@/]*$", ""));
    return new PatchReader(
        settings.stdin(),
        git,
        Files.isDirectory(repository.resolve(".git")) ? Optional.of(repository) : Optional.empty());
  }

  private PatchSeries series(CheckPlan plan, ResolvedTree tree) throws InterruptedException {
    PatchReader reader = reader(plan.tree());
    List<Path> controls = new ArrayList<>();
    try {
      Path unpacked = Files.createTempDirectory("nosplat-controls");
      try {
        for (String control : plan.controls()) {
          controls.add(unpackControl(control, unpacked));
        }
        return reader.read(controls).then(reader.read(plan.patches()));
      } finally {
        Store.deleteTree(unpacked);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading the controls of " + tree.spec(), e);
    }
  }

  private static Path unpackControl(String name, Path directory) throws IOException {
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

  private static void copyConfig(Kernel kernel, RunDirectory directory) {
    try {
      directory.write(RunDirectory.CONFIG, Files.readAllBytes(kernel.config()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading " + kernel.config(), e);
    }
  }
}
