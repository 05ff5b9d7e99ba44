// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a machine is put through, and the evidence that it must produce. */
public interface Scenario {
  /** What the user calls it. */
  String name();

  /** Symbols that the booted kernel's own config must have. */
  Set<String> detectors();

  /** Names all that it is: equal words, equal scenarios. */
  String key();

  /** The part of a run that is its own. */
  Workload workload(Optional<BpfProgram> program);

  /** The source of its scheduler, where it brings one. */
  default Optional<BpfPrograms.Source> program() {
    return Optional.empty();
  }

  /** Whether it needs the kernel's source, and not only the kernel. */
  default boolean needsTree() {
    return false;
  }

  /** What the tree under test has to build for it, by its path in the guest. */
  default Map<String, Path> fromTree(TreeBuilds builds) throws InterruptedException {
    return Map.of();
  }

  /** Why it cannot run on this root; empty if it can. */
  default Optional<String> unfit(Root root) {
    return Optional.empty();
  }

  /** Builds of the tree under test, made when they are asked for. */
  @FunctionalInterface
  interface TreeBuilds {
    /** The sched_ext selftests' runner. */
    Path selftests() throws InterruptedException;
  }

  /** The name of the scenario that runs the kernel's own selftests. */
  String SELFTESTS = "sched_ext-selftests";

  /**
   * A scheduler of ours, under which tasks come and go.
   *
   * @param name what the user calls it
   * @param ops the scheduler: the name of its BPF program, of its {@code struct sched_ext_ops}, and
   *     what the kernel shows while it is enabled
   * @param file the program's source where it is the user's own
   * @param mode what {@code churn} does
   * @param deletes how many deletes an armed lockdep must have watched
   * @param limit how long the churn may go on, on hardware
   * @param detectors symbols that the booted kernel's own config must have
   */
  record Churning(
      String name,
      String ops,
      Optional<Path> file,
      String mode,
      long deletes,
      Duration limit,
      Set<String> detectors)
      implements Scenario {
    public Churning {
      detectors = Set.copyOf(detectors);
    }

    @Override
    public Optional<BpfPrograms.Source> program() {
      return Optional.of(
          file.map(BpfPrograms.Source::file).orElseGet(() -> BpfPrograms.Source.packed(ops)));
    }

    @Override
    public String key() {
      return name + " " + mode + " " + file.map(f -> Digest.ofFile(f).hex()).orElse("packed");
    }

    @Override
    public Workload workload(Optional<BpfProgram> program) {
      return new ChurnWorkload(this, program.orElseThrow());
    }

    private Churning with(String otherOps, Path otherFile) {
      return new Churning(name, otherOps, Optional.of(otherFile), mode, deletes, limit, detectors);
    }
  }

  /**
   * The sched_ext selftests of the tree under test. They bring their own schedulers, and some of
   * them have the kernel eject one: that is no failure.
   *
   * @param name what the user calls it
   * @param limit how long one test may take, on hardware
   * @param detectors symbols that the booted kernel's own config must have
   */
  record Selftests(String name, Duration limit, Set<String> detectors) implements Scenario {
    public Selftests {
      detectors = Set.copyOf(detectors);
    }

    @Override
    public boolean needsTree() {
      return true;
    }

    @Override
    public Map<String, Path> fromTree(TreeBuilds builds) throws InterruptedException {
      return Map.of(dev.nosplat.engine.guest.Selftests.RUNNER, builds.selftests());
    }

    @Override
    public Optional<String> unfit(Root root) {
      return root == Root.VIRTME
          ? Optional.empty()
          : Optional.of("its programs are linked with libraries that the guest image has not");
    }

    @Override
    public String key() {
      return name;
    }

    @Override
    public Workload workload(Optional<BpfProgram> program) {
      return new SelftestWorkload(limit);
    }
  }

  /**
   * The scenario of that name; or the default one with a scheduler of the user's own, where a path
   * that ends in {@code .bpf.c} is given. Such a program includes {@code nosplat.bpf.h}, keeps its
   * counters, and names its {@code struct sched_ext_ops} like the file. Or the scenario whose
   * directory, or archive of one, is given.
   *
   * @param directory what a relative path is relative to
   * @throws BadInput if there is no such scenario, or the file's name is none that C has
   */
  static Scenario of(String nameOrFile, Path directory) {
    if (nameOrFile.endsWith(Known.SUFFIX)) {
      Path file = directory.resolve(nameOrFile);
      String name = file.getFileName().toString().replace(Known.SUFFIX, "");
      if (!name.matches(Known.C_NAME)) {
        throw new BadInput(
            "a scheduler cannot have the name " + name,
            List.of(file.toString()),
            "name the file like its struct sched_ext_ops: letters, digits and underscores");
      }
      return Known.EXIT_TASK_DELETE.with(name, file);
    }
    return Known.ALL.stream()
        .filter(s -> s.name().equals(nameOrFile))
        .findFirst()
        .or(() -> filesOf(nameOrFile, directory).map(files -> new ScenarioReader(files).read()))
        .orElseThrow(
            () ->
                new BadInput(
                    "there is no scenario " + nameOrFile,
                    Known.ALL.stream().map(Scenario::name).toList(),
                    "give one of these names, the path of a scheduler's .bpf.c, or the directory of a"
                        + " scenario"));
  }

  /**
   * The files of a scenario of the user's own; empty where the word is a name of ours, or nothing
   * is there.
   *
   * @throws BadInput if they cannot be read
   */
  static Optional<ScenarioFiles> filesOf(String path, Path directory) {
    if (Known.ALL.stream().anyMatch(s -> s.name().equals(path))) {
      return Optional.empty();
    }
    Path place = directory.resolve(path);
    boolean archive = path.endsWith(ScenarioFiles.ARCHIVE) && Files.isRegularFile(place);
    return archive || Files.isRegularFile(place.resolve(ScenarioFiles.DESCRIPTION))
        ? Optional.of(ScenarioFiles.read(place))
        : Optional.empty();
  }

  /** What a run is said to have run: the name of a directory's scenario, else the word itself. */
  static String recorded(String nameOrFile, Path directory) {
    return filesOf(nameOrFile, directory).map(ScenarioFiles::name).orElse(nameOrFile);
  }

  /** The scenarios that come with nosplat. */
  final class Known {
    private static final String SUFFIX = ".bpf.c";
    private static final String C_NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final Set<String> LOCKDEP =
        Set.of(
            "CONFIG_PROVE_LOCKING", "CONFIG_PROVE_RAW_LOCK_NESTING", "CONFIG_DEBUG_ATOMIC_SLEEP");
    private static final Churning EXIT_TASK_DELETE =
        new Churning(
            "exit_task_delete",
            "exit_task_delete",
            Optional.empty(),
            "mixed",
            5000,
            Duration.ofSeconds(20),
            LOCKDEP);
    private static final List<Scenario> ALL =
        List.of(EXIT_TASK_DELETE, new Selftests(SELFTESTS, Duration.ofSeconds(100), LOCKDEP));

    private Known() {}
  }
}
