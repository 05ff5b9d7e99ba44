// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.record.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a test class is about.
 *
 * @param plan what is checked
 * @param expected the verdict that lets its tests pass
 */
record Expectation(CheckPlan plan, Outcome expected) {
  static final String TREE = "nosplat.tree";
  static final String PATCH = "nosplat.patch";
  static final String DIRECTORY = "nosplat.directory";

  static Expectation of(KernelTest test) {
    CheckPlan plan =
        CheckPlan.of(test.tree())
            .withPatches(Stream.of(test.patches()).map(Path::of).toList())
            .withFragments(List.of(test.configs()))
            .compiledBy(test.compiler())
            .running(test.scenario())
            .on(
                new CheckPlan.Shape(
                    test.cpus(),
                    test.memoryMiB(),
                    List.of(test.kernelParameters()),
                    test.freshBoot(),
                    test.root()));
    for (String control : test.controls()) {
      plan = plan.withControl(control);
    }
    return new Expectation(plan, test.expect());
  }

  /**
   * The same, on the tree and with the patches that properties ask for.
   *
   * @param properties gives the value of a property, if it is set
   */
  Expectation overriddenBy(Function<String, Optional<String>> properties) {
    Path directory = Path.of(properties.apply(DIRECTORY).orElse("")).toAbsolutePath();
    List<Path> patches = new ArrayList<>(plan.patches());
    properties.apply(PATCH).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .map(directory::resolve)
        .forEach(patches::add);
    CheckPlan overridden = plan.withPatches(patches);
    return new Expectation(
        properties.apply(TREE).map(overridden::onTree).orElse(overridden), expected);
  }

  /** The configuration in a few words: reports show it where class names do not tell runs apart. */
  String words() {
    List<String> words = new ArrayList<>(List.of(plan.tree()));
    plan.controls().forEach(control -> words.add("control " + control));
    plan.patches().forEach(patch -> words.add(String.valueOf(patch.getFileName())));
    return String.join(" + ", words)
        + ", "
        + String.join("+", plan.fragments())
        + (plan.compiler() == Compiler.GCC ? "" : ", " + plan.compiler())
        + ", "
        + plan.scenario();
  }
}
