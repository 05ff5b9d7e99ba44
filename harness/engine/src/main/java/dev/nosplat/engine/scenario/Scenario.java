// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What a machine is put through, and the evidence that it must produce. */
public interface Scenario {
  /** What the user calls it. */
  String name();

  /** Symbols that the booted kernel's own config must have. */
  Set<String> detectors();

  /** Names all that it is: equal words, equal scenarios. */
  String key();

  /**
   * The part of a run that is its own.
   *
   * @param programs its BPF programs, compiled, in the order of {@link #programs}
   */
  Workload workload(List<BpfProgram> programs);

  /** The sources of its BPF programs. */
  default List<BpfPrograms.Source> programs() {
    return List.of();
  }

  /** The name of its own scheduler, which the kernel shows while it is enabled. */
  default Optional<String> scheduler() {
    return Optional.empty();
  }

  /** What it asks of kernel and machine. */
  default ScenarioNeeds needs() {
    return ScenarioNeeds.NONE;
  }

  /** Whether it needs the kernel's source, and not only the kernel. */
  default boolean needsTree() {
    return false;
  }

  /** What has to be built for it beside its programs, by its path in the guest. */
  default Map<String, Path> built(Builds builds) throws InterruptedException {
    return Map.of();
  }

  /** Builds for the kernel under test, made when they are asked for. */
  interface Builds {
    /** The sched_ext selftests' runner of its tree. */
    Path selftests() throws InterruptedException;

    /**
     * The cells of a sweep, by their path in the guest.
     *
     * @param files the cell's source, its headers and the operations, by path
     * @param callbacks those that are wanted; all where it is empty
     */
    Map<String, Path> cells(SortedMap<String, byte[]> files, List<String> callbacks)
        throws InterruptedException;
  }

  /**
   * A scheduler that deletes from task storage, under which tasks come and go.
   *
   * @param name what the user calls it
   * @param source the scheduler; the name of its {@code struct sched_ext_ops} is its own, and what
   *     the kernel shows while it is enabled
   * @param mode what {@code churn} does
   * @param deletes how many deletes an armed lockdep must have watched
   * @param limit how long the churn may go on, on hardware
   * @param detectors symbols that the booted kernel's own config must have
   * @param needs what it asks of kernel and machine
   * @param key names all of these
   */
  record Churning(
      String name,
      BpfPrograms.Source source,
      String mode,
      long deletes,
      Duration limit,
      Set<String> detectors,
      ScenarioNeeds needs,
      String key)
      implements Scenario {
    public Churning {
      detectors = Set.copyOf(detectors);
    }

    /** The name of the scheduler. */
    String ops() {
      return source.name();
    }

    @Override
    public List<BpfPrograms.Source> programs() {
      return List.of(source);
    }

    @Override
    public Optional<String> scheduler() {
      return Optional.of(ops());
    }

    @Override
    public Workload workload(List<BpfProgram> programs) {
      return new ChurnWorkload(this, programs.get(0));
    }

    /** The same under another scheduler. */
    Churning under(BpfPrograms.Source other) {
      return new Churning(
          name, other, mode, deletes, limit, detectors, needs, key + " " + other.digest().hex());
    }
  }

  /**
   * The sched_ext selftests of the tree under test. They bring their own schedulers, and some of
   * them have the kernel eject one: that is no failure.
   *
   * @param name what the user calls it
   * @param limit how long one test may take, on hardware
   * @param detectors symbols that the booted kernel's own config must have
   * @param needs what it asks of kernel and machine
   * @param key names all of these
   */
  record Selftests(
      String name, Duration limit, Set<String> detectors, ScenarioNeeds needs, String key)
      implements Scenario {
    public Selftests {
      detectors = Set.copyOf(detectors);
    }

    @Override
    public boolean needsTree() {
      return true;
    }

    @Override
    public Map<String, Path> built(Builds builds) throws InterruptedException {
      return Map.of(dev.nosplat.engine.guest.Selftests.RUNNER, builds.selftests());
    }

    @Override
    public Workload workload(List<BpfProgram> programs) {
      return new SelftestWorkload(limit);
    }
  }

  /**
   * The scenario of that name, or the one whose directory, or archive of one, is given; or the
   * default one with a scheduler of the user's own, where a path that ends in {@code .bpf.c} is
   * given. Such a program includes {@code nosplat.bpf.h}, keeps its counters, and names its {@code
   * struct sched_ext_ops} like the file.
   *
   * @param directory what a relative path is relative to
   * @throws BadInput if there is no such scenario, its description is wrong, or the file's name is
   *     none that C has
   */
  static Scenario of(String nameOrFile, Path directory) {
    if (nameOrFile.endsWith(Catalogue.PROGRAM)) {
      return Catalogue.exitTaskDelete().under(Catalogue.scheduler(directory.resolve(nameOrFile)));
    }
    return new ScenarioReader(Catalogue.files(nameOrFile, directory)).read();
  }

  /**
   * The files of a scenario of the user's own; empty where the word is a name of ours, or nothing
   * is there.
   *
   * @throws BadInput if they cannot be read
   */
  static Optional<ScenarioFiles> filesOf(String path, Path directory) {
    return Catalogue.own(path, directory);
  }

  /** What a run is said to have run: the name of a directory's scenario, else the word itself. */
  static String recorded(String nameOrFile, Path directory) {
    return filesOf(nameOrFile, directory).map(ScenarioFiles::name).orElse(nameOrFile);
  }
}
