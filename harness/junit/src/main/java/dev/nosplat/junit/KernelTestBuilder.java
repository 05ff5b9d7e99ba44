// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.record.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Says by code what {@link KernelTest} says by annotation. */
public final class KernelTestBuilder {
  private final Function<Expectation, KernelTestExtension> finish;
  private CheckPlan plan = CheckPlan.of("debian:newest");
  private Outcome expected = Outcome.PASS;

  KernelTestBuilder(Function<Expectation, KernelTestExtension> finish) {
    this.finish = finish;
  }

  /** Starts from a whole plan; what is said after this changes it. */
  public KernelTestBuilder plan(CheckPlan whole) {
    plan = whole;
    return this;
  }

  /** The tree, as {@code ./nosplat check --tree} takes it; {@code debian:newest} if not said. */
  public KernelTestBuilder tree(String spec) {
    plan = plan.onTree(spec);
    return this;
  }

  /** One more patch: a file, an mbox or a directory. */
  public KernelTestBuilder patch(Path patch) {
    List<Path> all = new ArrayList<>(plan.patches());
    all.add(patch);
    plan = plan.withPatches(all);
    return this;
  }

  /** One more planted bug, by its name under {@code patches/controls}. */
  public KernelTestBuilder control(String name) {
    plan = plan.withControl(name);
    return this;
  }

  /** The machine; two CPUs and 1 GiB if not said. */
  public KernelTestBuilder shape(CheckPlan.Shape shape) {
    plan = plan.on(shape);
    return this;
  }

  /** Boots the machine for this class alone, instead of restoring one where that is possible. */
  public KernelTestBuilder freshBoot() {
    plan = plan.onFreshBoot();
    return this;
  }

  /** The verdict that lets the tests pass; PASS if not said. */
  public KernelTestBuilder expect(Outcome outcome) {
    expected = outcome;
    return this;
  }

  /** The extension, for a static field with {@code @RegisterExtension}. */
  public KernelTestExtension build() {
    return finish.apply(new Expectation(plan, expected));
  }
}
