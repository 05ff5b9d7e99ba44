// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.record.Outcome;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class are about one kernel: it is built with these patches and this
 * configuration, booted, run through the scenario, and judged.
 *
 * <p>Every test of the class fails when the verdict is not the expected one, whatever the test
 * itself says: the splat is then the failure, and the test's own failure is suppressed under it.
 * {@code console.log} and {@code run.json} are published as attachments. There is one run a class;
 * a {@code @Nested} class shares its outer class's.
 *
 * <p>Tests take what they need as parameters, and what they take decides how the class runs:
 *
 * <ul>
 *   <li>{@link dev.nosplat.record.RunRecord RunRecord}, or nothing: the run is over before the
 *       first test; tests look at what it found.
 *   <li>{@link dev.nosplat.engine.machine.Machine Machine}, {@link
 *       dev.nosplat.engine.machine.Console Console}, {@link dev.nosplat.engine.machine.Shell Shell}
 *       or {@link dev.nosplat.engine.scenario.Scheduler Scheduler}: the tests run on the booted
 *       machine while the scheduler is enabled. Splats are looked for after each of them; after the
 *       last one the scenario's own workload, its evidence and the canary decide. The machine lives
 *       as long as the class and is closed whatever happens.
 * </ul>
 *
 * <p>{@code -Dnosplat.tree=SPEC} replaces every class's tree, and {@code -Dnosplat.patch=FILE,...}
 * adds patches after each class's own, so one command judges another tree or a new patch. Relative
 * paths start at {@code -Dnosplat.directory}, or else at the working directory.
 *
 * <p>With a {@link #matrix() matrix} all of this happens once for each of its cells, and what tells
 * a cell from the others is its invocation's name.
 *
 * <p>May be used as a meta-annotation.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(KernelTestExtension.class)
public @interface KernelTest {

  /** Where the kernel comes from, as {@code ./nosplat check --tree} takes it. */
  String tree() default "debian:newest";

  /** Patches in order: files, mboxes, directories. */
  String[] patches() default {};

  /** Planted bugs, by their names under {@code patches/controls}, below the patches. */
  String[] controls() default {};

  /** Config fragments in order: names under {@code kernel-configs}, or files. */
  String[] configs() default {"base", "lockdep", "sched_ext"};

  /** What compiles the kernel. */
  Compiler compiler() default Compiler.GCC;

  /** The scenario: a name that {@code nosplat scenario list} shows, or the directory of one. */
  String scenario() default "exit_task_delete";

  /** Virtual CPUs. */
  int cpus() default 2;

  /** Guest memory in MiB. */
  int memoryMiB() default 1024;

  /**
   * What the guest's user space sees as its root: the small guest image, or the toolchain
   * container's own file system for tests that need a full userland.
   */
  Root root() default Root.INITRAMFS;

  /** Extra words for the kernel's command line. */
  String[] kernelParameters() default {};

  /**
   * Whether the machine is booted for this class alone. Otherwise it may be restored from a
   * snapshot of the same kernel, taken before anything ran on it.
   */
  boolean freshBoot() default false;

  /** The verdict that lets the tests pass. Anything but PASS is for proving that bugs are seen. */
  Outcome expect() default Outcome.PASS;

  /**
   * Runs the class once for each combination of these values; without any, once. Jupiter wants such
   * a class to be a {@link org.junit.jupiter.api.ClassTemplate @ClassTemplate}, and runs its
   * {@code @BeforeAll} and {@code @AfterAll} methods once for all cells.
   */
  Matrix matrix() default @Matrix;

  /**
   * Values to combine. An axis without values keeps what the rest of the annotation says. Together
   * they make a cell for each combination:
   *
   * <pre>{@code
   * @ClassTemplate
   * @KernelTest(matrix = @Matrix(trees = {"debian:newest", "debian:oldest-7"},
   *                              configs = {"", "kasan"}))
   * }</pre>
   *
   * <p>runs four times; one of its names is {@code debian:newest, +kasan}.
   */
  @Target({})
  @Retention(RetentionPolicy.RUNTIME)
  @Documented
  @interface Matrix {

    /** Trees, as {@link KernelTest#tree()}. */
    String[] trees() default {};

    /** Compilers. */
    Compiler[] compilers() default {};

    /**
     * Config fragments on top of {@link KernelTest#configs()}: each value is a list with commas,
     * and an empty one adds nothing.
     */
    String[] configs() default {};

    /** Scenarios, as {@link KernelTest#scenario()}. */
    String[] scenarios() default {};

    /** Numbers of virtual CPUs. */
    int[] cpus() default {};
  }
}
