// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.Damage;
import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Miss;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.cache.PrivateDirectory;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.guest.GuestImages;
import dev.nosplat.engine.guest.Selftests;
import dev.nosplat.engine.guest.SweepCells;
import dev.nosplat.engine.kernel.Configuration;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelRequest;
import dev.nosplat.engine.machine.Acceleration;
import dev.nosplat.engine.machine.Accelerator;
import dev.nosplat.engine.machine.Accelerators;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineSpec;
import dev.nosplat.engine.machine.Machines;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.reach.CounterReader;
import dev.nosplat.engine.reach.LineCounts;
import dev.nosplat.engine.reach.ReachFinder;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.verdict.InstrumentRule;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Subject;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** The engine's parts, wired together: from a plan to a machine. */
public final class Engine implements AutoCloseable {
  /** Goes up when the same inputs may be judged otherwise. */
  private static final String RUN_FORMAT = "2";

  private final Settings settings;
  private final Store store;
  private final Queue<Damage> damage = new ConcurrentLinkedQueue<>();
  private final PlannedKernels kernels;
  private final BpfPrograms programs;
  private final Selftests selftests;
  private final SweepCells sweeps;
  private final GuestImages images;
  private final Machines machines;
  private final SplatPlaces places;
  private final CounterReader counters;
  private final Accelerators accelerators;
  private final Map<String, String> packed = new TreeMap<>();

  private Engine(Settings settings, Toolchain toolchain, Git git, ObjectStore objects) {
    Path cache = settings.home().cache();
    this.settings = settings;
    this.store = new Store(cache.resolve("store"), settings.clock(), damage::add);
    this.kernels = new PlannedKernels(settings, toolchain, store, git, objects);
    this.programs = new BpfPrograms(toolchain, store);
    this.selftests = new Selftests(toolchain, store);
    this.sweeps = new SweepCells(toolchain, store);
    this.images = new GuestImages(toolchain, store);
    this.machines = new Machines(toolchain, store, cache, settings.clock(), settings.random());
    this.counters = new CounterReader(toolchain);
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
    Path cache = PrivateDirectory.require(settings.home().cache());
    Toolchain toolchain =
        Toolchain.connect(PackedResources.read("Dockerfile"), cache, settings.environment());
    Git git = new Git("git", settings.environment());
    return new Engine(settings, toolchain, git, ObjectStore.open(cache.resolve("sources"), git));
  }

  /** Throws away what untrusted builds have left; nothing else is held. */
  @Override
  public void close() {
    kernels.discardUntrusted();
  }

  /**
   * The plan as it has to be carried out here: where the environment says that this is CI, nobody
   * vouches for the plan's patches.
   */
  public CheckPlan asTrustedHere(CheckPlan plan) {
    return settings.ci() && !plan.patches().isEmpty() && plan.untrusted().isEmpty()
        ? plan.untrusted("check-" + nonce())
        : plan;
  }

  /** What the engine takes from the process around it. */
  public Settings settings() {
    return settings;
  }

  /** Keeps what the store gives from now on in its place until this is closed. */
  Store.Use use() {
    return store.use();
  }

  /** Says what the store found damaged since this was last called. */
  void tellDamage(Progress progress) {
    for (Damage found = damage.poll(); found != null; found = damage.poll()) {
      progress.say(found.sentence());
    }
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
    return prepare(plan, directory, timeline, subject -> {}, progress);
  }

  /**
   * The same for a run whose record has to say what was judged even if the build fails.
   *
   * @param announced told before the build what will be judged, as far as it is known then
   */
  Prepared prepare(
      CheckPlan plan,
      RunDirectory directory,
      Timeline timeline,
      Consumer<Subject> announced,
      Progress progress)
      throws InterruptedException {
    return prepare(
        scenario(plan),
        kernels.take(plan, directory, timeline, announced, progress),
        timeline,
        progress);
  }

  /**
   * The same kernel as in an earlier run, or where the store no longer has it the same plan. The
   * selftests come from the tree, so a run of them is planned again.
   */
  Prepared prepare(
      Replay replay,
      RunDirectory directory,
      Timeline timeline,
      Consumer<Subject> announced,
      Progress progress)
      throws InterruptedException {
    Scenario scenario = scenario(replay.plan());
    Optional<PlannedKernels.Taken> again =
        scenario.needsTree()
            ? Optional.empty()
            : kernels.again(replay.earlier(), directory, timeline);
    return again.isPresent()
        ? prepare(scenario, again.get(), timeline, progress)
        : prepare(replay.planToBuild(), directory, timeline, announced, progress);
  }

  private Prepared prepare(
      Scenario scenario, PlannedKernels.Taken taken, Timeline timeline, Progress progress)
      throws InterruptedException {
    Kernel kernel = taken.kernel();
    progress.begin("making the guest");
    List<BpfProgram> compiled = new ArrayList<>();
    for (BpfPrograms.Source source : scenario.programs()) {
      compiled.add(programs.compile(source, kernel, progress));
    }
    Map<String, Path> tests =
        scenario.built(
            new Scenario.Builds() {
              @Override
              public Path selftests() throws InterruptedException {
                return selftests.build(kernel, taken.source(), progress);
              }

              @Override
              public Map<String, Path> cells(
                  SortedMap<String, byte[]> files, List<String> callbacks)
                  throws InterruptedException {
                return sweeps.build(files, callbacks, kernel, progress);
              }
            });
    GuestImages.Image image = images.build(kernel, compiled, tests, progress);
    timeline.done("guest", "");
    return new Prepared(
        taken.subject(),
        taken.treeId(),
        kernel,
        scenario,
        compiled,
        taken.instrument(),
        taken.changes(),
        image);
  }

  /** Takes everything that a machine needs as it is. */
  Prepared prepare(ReadyRun ready, RunDirectory directory, Timeline timeline, Progress progress)
      throws InterruptedException {
    Scenario scenario = scenario(ready.plan());
    directory.take(RunDirectory.SERIES, ready.series());
    PlannedKernels.copyConfig(ready.kernel(), directory);
    progress.begin("making the guest");
    GuestImages.Image image = images.ready(ready.initramfs(), ready.content(), progress);
    timeline.done("guest", "kernel and guest are the bundle's");
    return new Prepared(
        ready.subject(),
        "",
        ready.kernel(),
        scenario,
        scenario.programs().stream().map(source -> ready.program().apply(source.name())).toList(),
        rule -> InstrumentRule.unknown("kernel and guest are the bundle's"),
        List.of(),
        image);
  }

  /** The plan's scenario, on a machine that it can do with. */
  private Scenario scenario(CheckPlan plan) {
    Scenario scenario = Scenario.of(plan.scenario(), settings.directory());
    ScenarioPlans.requireFits(scenario, plan.shape());
    return scenario;
  }

  /**
   * Everything that a run of this plan depends on, without building anything: equal keys mean that
   * an earlier run may stand for this one.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public Key runKey(CheckPlan plan, Progress progress) throws InterruptedException {
    return runKey(plan, kernelKey(plan, progress));
  }

  /**
   * The same where the kernel's key is known.
   *
   * @param kernel what {@link #kernelKey} gives
   */
  public Key runKey(CheckPlan plan, Key kernel) {
    Map<String, String> inputs = new TreeMap<>(packed());
    inputs.put("format", RUN_FORMAT);
    inputs.put("kernel", kernel.name());
    Scenario scenario = Scenario.of(plan.scenario(), settings.directory());
    inputs.put("scenario", Digest.of(scenario.key()).hex());
    inputs.put("shape", Digest.of(plan.shape().toString()).hex());
    inputs.put("canary", String.valueOf(plan.canary()));
    inputs.put("profile", Digest.of(plan.profile().toString()).hex());
    inputs.put("known", plan.knownIssues().map(f -> Digest.ofFile(f).hex()).orElse("none"));
    return Key.of("run", inputs);
  }

  /** The digests of what is packed for guests; the jar does not change while it runs. */
  private synchronized Map<String, String> packed() {
    if (packed.isEmpty()) {
      for (String directory : List.of("bpf-progs", "vm-images")) {
        for (String name : PackedResources.list(directory)) {
          packed.put(name, Digest.of(PackedResources.read(name)).hex());
        }
      }
    }
    return packed;
  }

  /**
   * The key of the plan's kernel, without building it.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public Key kernelKey(CheckPlan plan, Progress progress) throws InterruptedException {
    return kernels.key(plan, progress);
  }

  /** Whether the kernel of this key lies in the store. */
  public boolean built(Key kernel) {
    return store.located(kernel).isPresent();
  }

  /**
   * Whether the plan's kernel lies in the store, so that nothing of it has to be compiled.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public boolean built(CheckPlan plan, Progress progress) throws InterruptedException {
    return store.located(kernels.key(plan, progress)).isPresent();
  }

  /**
   * Git's name of the plan's patched tree in the object store.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public String tree(CheckPlan plan, Progress progress) throws InterruptedException {
    return kernels.request(plan, progress).identity();
  }

  /**
   * The lines of one file of the plan's patched tree; none where it has no such file.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public List<String> lines(CheckPlan plan, String path, Progress progress)
      throws InterruptedException {
    return kernels.lines(tree(plan, progress), path);
  }

  /** What {@link Checker#applies} asks. */
  boolean applies(CheckPlan plan, Progress progress) throws InterruptedException {
    return kernels.applies(plan, progress);
  }

  /** The same splats with the places in the source that their frames name. */
  List<Splat> locate(
      List<Splat> splats, Prepared prepared, RunDirectory directory, Progress progress)
      throws InterruptedException {
    return places.locate(splats, prepared, directory, progress);
  }

  /**
   * Which of the changed lines are in the kernel and ran; empty where nothing was changed.
   *
   * @param printed what each guest printed of its counters
   */
  Optional<Reach> reach(Prepared prepared, List<String> printed, Progress progress)
      throws InterruptedException {
    if (prepared.changes().isEmpty()) {
      return Optional.empty();
    }
    Set<String> files = new TreeSet<>();
    prepared.changes().forEach(change -> files.add(change.path()));
    LineCounts counts = new LineCounts(files);
    if (prepared.kernel().counted() && !printed.isEmpty()) {
      progress.begin("matching the changed lines with their counters");
      try {
        Path scratch = Files.createTempDirectory("nosplat-reach");
        try {
          for (String each : printed) {
            counters.read(prepared.kernel(), each, counts, scratch);
          }
        } finally {
          Trees.delete(scratch);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("writing the counters down", e);
      }
    }
    return Optional.of(
        new ReachFinder(prepared.kernel().changedFiles(), counts).find(prepared.changes()));
  }

  /**
   * What the plan's tree makes of its fragments; nothing is built.
   *
   * @throws BadInput if the tree or the series is at fault
   * @throws dev.nosplat.engine.problem.BuildFailed if the tree does not configure
   */
  public Configuration configuration(CheckPlan plan, Progress progress)
      throws InterruptedException {
    try {
      Path log = Files.createTempFile("nosplat-configuration", ".log");
      try {
        return kernels.configuration(plan, log, progress);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("making a log file", e);
    }
  }

  /**
   * Whether the plan's kernel is in the store, and why it is not.
   *
   * @throws BadInput if the tree or the series is at fault
   */
  public Lookup lookUp(CheckPlan plan, Progress progress) throws InterruptedException {
    KernelRequest request = kernels.request(plan, progress);
    Key key = kernels.key(request);
    boolean there = store.located(key).isPresent();
    return new Lookup(key, request.about(), there, Miss.of(key, request.about(), store.entries()));
  }

  /**
   * What became of the search for a kernel.
   *
   * @param key its key
   * @param about what it is
   * @param there whether the store has it
   * @param nearest the entry whose key differs least; nothing where the store has no kernel
   */
  public record Lookup(
      Key key, SortedMap<String, String> about, boolean there, Optional<Miss> nearest) {}

  /**
   * Reads the patches of a plan.
   *
   * @throws BadInput if one is not there or holds no patch
   */
  public PatchSeries read(CheckPlan plan) throws InterruptedException {
    return kernels.read(plan.tree(), plan.patches(), plan.intake().choice());
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
        prepared.image().tools(),
        prepared.kernel().tickHz(),
        shape.cpus(),
        shape.memoryMiB(),
        accelerator,
        shape.root(),
        debugged,
        parameters(prepared, shape),
        prepared.image().key(), // the image's key names its kernel
        prepared.kernel().symbols());
  }

  /** The plan's own, and what lets the kernel's memory be read at the addresses of its symbols. */
  private static List<String> parameters(Prepared prepared, CheckPlan.Shape shape) {
    List<String> all = new ArrayList<>(shape.kernelParameters());
    if (prepared.kernel().randomBase()) {
      all.add("nokaslr");
    }
    return all;
  }
}
