// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.verdict.InstrumentRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one check is to do.
 *
 * @param tree the tree specification, for example {@code /src/linux@v7.2} or {@code debian:newest};
 *     {@code kernel:DIR} for a kernel that was built elsewhere
 * @param patches patch inputs in order: files, mboxes, directories
 * @param controls names under {@code patches/controls} planted before {@code patches}
 * @param fragments config fragments in order, by name under {@code kernel-configs} or as a path
 * @param compiler what compiles the kernel
 * @param intake how far the source may be from what is committed, and patches from an exact fit
 * @param scenario the scenario's name
 * @param shape the machine
 * @param canary whether the canary is provoked; false only in tests of the verdict itself
 * @param knownIssues a known-issues file
 * @param untrusted one word for the series whose builds are kept apart and thrown away; empty where
 *     whoever asks vouches for the tree and its patches
 * @param instrument what a series may do that changes what the verdict rests on
 * @param reach whether a run proves nothing of patches of which it ran nothing; a bisection asks
 *     for a known bug and needs no such proof
 * @param profile the detectors that must be on and alive
 */
public record CheckPlan(
    String tree,
    List<Path> patches,
    List<String> controls,
    List<String> fragments,
    Compiler compiler,
    Intake intake,
    String scenario,
    Shape shape,
    boolean canary,
    Optional<Path> knownIssues,
    Optional<String> untrusted,
    InstrumentRule instrument,
    boolean reach,
    Profile profile) {

  /** The fragments that every plan starts from. */
  public static final List<String> DEFAULT_FRAGMENTS = List.of("base", "lockdep", "sched_ext");

  /** The scenario that the project exists for. */
  public static final String DEFAULT_SCENARIO = "exit_task_delete";

  /** How the tree of a plan begins whose kernel was built elsewhere. */
  private static final String BUILT = "kernel:";

  public CheckPlan {
    patches = List.copyOf(patches);
    controls = List.copyOf(controls);
    fragments = List.copyOf(fragments);
  }

  /** A plan for the unpatched tree with the default fragments, scenario and machine. */
  public static CheckPlan of(String tree) {
    return new CheckPlan(
        tree,
        List.of(),
        List.of(),
        DEFAULT_FRAGMENTS,
        Compiler.GCC,
        Intake.EXACT,
        DEFAULT_SCENARIO,
        Shape.DEFAULT,
        true,
        Optional.empty(),
        Optional.empty(),
        InstrumentRule.ATTENDED,
        true,
        Profile.standard());
  }

  /** The fragments, and those that the machine's root cannot do without. */
  List<String> allFragments() {
    List<String> all = new ArrayList<>(fragments);
    shape.root().fragments().stream().filter(f -> !all.contains(f)).forEach(all::add);
    return List.copyOf(all);
  }

  /**
   * A plan for a kernel that was built elsewhere.
   *
   * @param directory a build directory of make, or one that holds the files
   */
  public static CheckPlan ofKernel(Path directory) {
    return of(BUILT + directory).withFragments(List.of());
  }

  /** The directory of a kernel that was built elsewhere, if the plan is for one. */
  public Optional<Path> builtKernel() {
    return tree.startsWith(BUILT)
        ? Optional.of(Path.of(tree.substring(BUILT.length())))
        : Optional.empty();
  }

  /** The same plan on another tree. */
  public CheckPlan onTree(String other) {
    return new CheckPlan(
        other,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan with exactly these patches. */
  public CheckPlan withPatches(List<Path> others) {
    return new CheckPlan(
        tree,
        others,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan with this control planted under its patches. */
  public CheckPlan withControl(String name) {
    List<String> all = new ArrayList<>(controls);
    all.add(name);
    return new CheckPlan(
        tree,
        patches,
        all,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan with exactly these config fragments. */
  public CheckPlan withFragments(List<String> others) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        others,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan under the detectors of a profile: what they need is added to it. */
  public CheckPlan withProfile(Profile other) {
    List<String> all = new ArrayList<>(fragments);
    other.fragments().stream().filter(f -> !all.contains(f)).forEach(all::add);
    List<String> parameters = new ArrayList<>(other.parameters());
    shape.kernelParameters().stream().filter(p -> !parameters.contains(p)).forEach(parameters::add);
    return new CheckPlan(
        tree,
        patches,
        controls,
        all,
        compiler,
        intake,
        scenario,
        new Shape(
            shape.cpus(),
            Math.max(shape.memoryMiB(), other.memoryMiB()),
            parameters,
            shape.freshBoot(),
            shape.root()),
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        other);
  }

  /** The same plan, compiled by this. */
  public CheckPlan compiledBy(Compiler other) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        other,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan, with other liberties in taking source and patches. */
  public CheckPlan taking(Intake other) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        other,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan for patches that were picked from a thread already. */
  public CheckPlan withChosenPatches() {
    return taking(intake.chosen());
  }

  /** The same plan with another scenario. */
  public CheckPlan running(String other) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        other,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan with another known-issues file, or none. */
  public CheckPlan knowing(Optional<Path> other) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        other,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /** The same plan with another rule for series that change what the verdict rests on. */
  public CheckPlan under(InstrumentRule other) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        other,
        reach,
        profile);
  }

  /**
   * The same plan for patches that nobody vouches for: what their builds write goes with the
   * series.
   *
   * @param series one word that the builds of one series share, in order
   */
  public CheckPlan untrusted(String series) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        Optional.of(series),
        instrument,
        reach,
        profile);
  }

  /** The same plan on another machine. */
  public CheckPlan on(Shape other) {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        other,
        canary,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /**
   * The same plan on a machine that is booted for it: machines restored from one snapshot are not
   * independent, so whoever counts how often something happens needs this.
   */
  public CheckPlan onFreshBoot() {
    return on(
        new Shape(shape.cpus(), shape.memoryMiB(), shape.kernelParameters(), true, shape.root()));
  }

  /** The same plan, whether or not its patches run: nothing is counted. */
  public CheckPlan withoutReach() {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        canary,
        knownIssues,
        untrusted,
        instrument,
        false,
        profile);
  }

  /** The same plan without the canary: it can never pass. */
  public CheckPlan withoutCanary() {
    return new CheckPlan(
        tree,
        patches,
        controls,
        fragments,
        compiler,
        intake,
        scenario,
        shape,
        false,
        knownIssues,
        untrusted,
        instrument,
        reach,
        profile);
  }

  /**
   * How far a source may be from what is committed, and patches from an exact fit.
   *
   * @param dirty whether the uncommitted changes of a checkout are part of the tree
   * @param fit what is allowed where a patch does not apply as it is
   * @param choice which mails of a thread are the patches
   */
  public record Intake(boolean dirty, SeriesApplier.Options fit, Choice choice) {
    /** What is committed, and patches that fit at any offset or merge. */
    public static final Intake EXACT =
        new Intake(false, SeriesApplier.Options.STRICT, Choice.NEWEST);

    /** The same for patches that were chosen already. */
    Intake chosen() {
      return new Intake(dirty, fit, Choice.NEWEST);
    }
  }

  /**
   * The machine that a plan asks for.
   *
   * @param cpus virtual CPUs; the scenario's bug needs two
   * @param memoryMiB guest memory
   * @param kernelParameters extra words for the kernel's command line
   * @param freshBoot whether it must be booted for this run alone; otherwise it may be restored
   *     from a snapshot of the same kernel
   * @param root what its user space sees as the root
   */
  public record Shape(
      int cpus, int memoryMiB, List<String> kernelParameters, boolean freshBoot, Root root) {
    /** Two CPUs and 1 GiB. */
    public static final Shape DEFAULT = new Shape(2, 1024, List.of(), false, Root.INITRAMFS);

    private static final int MOST_CPUS = 256;
    private static final int LEAST_MIB = 64;
    private static final int MOST_MIB = 1 << 20;

    /** The kernel's own limit (COMMAND_LINE_SIZE of x86, 7.3). */
    private static final int MOST_PARAMETERS = 2048;

    public Shape {
      kernelParameters = List.copyOf(kernelParameters);
    }

    /** What no machine can have; empty where all is well. */
    public Optional<String> wrong() {
      if (cpus < 1 || cpus > MOST_CPUS) {
        return Optional.of("a machine has 1 to " + MOST_CPUS + " CPUs, and not " + cpus);
      }
      if (memoryMiB < LEAST_MIB || memoryMiB > MOST_MIB) {
        return Optional.of(
            "a machine has " + LEAST_MIB + " to " + MOST_MIB + " MiB, and not " + memoryMiB);
      }
      String parameters = String.join(" ", kernelParameters);
      if (parameters.length() > MOST_PARAMETERS) {
        return Optional.of(
            "the kernel reads " + MOST_PARAMETERS + " characters of parameters at most");
      }
      return parameters.codePoints().anyMatch(Character::isISOControl)
          ? Optional.of("a kernel parameter has no line ends or control characters")
          : Optional.empty();
    }
  }
}
