// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One invocation of a test class.
 *
 * @param name what tells it from the class's other ones
 * @param expectation what it is about
 */
record Cell(String name, Expectation expectation) implements ClassTemplateInvocationContext {

  /**
   * The cells of a class's matrix; one where it has none. A property that gives the tree takes the
   * place of the matrix's trees.
   *
   * @param properties gives the value of a property, if it is set
   */
  static List<Cell> of(KernelTest test, Function<String, Optional<String>> properties) {
    KernelTest.Matrix matrix = test.matrix();
    List<Draft> drafts = List.of(new Draft(List.of(), Expectation.of(test).plan()));
    if (properties.apply(Expectation.TREE).isEmpty()) {
      drafts = cross(drafts, List.of(matrix.trees()), tree -> tree, CheckPlan::onTree);
    }
    drafts = cross(drafts, List.of(matrix.compilers()), Compiler::toString, CheckPlan::compiledBy);
    drafts =
        cross(
            drafts,
            List.of(matrix.configs()),
            value ->
                fragments(value).isEmpty() ? "as it is" : "+" + String.join("+", fragments(value)),
            Cell::onTop);
    drafts = cross(drafts, List.of(matrix.scenarios()), name -> name, CheckPlan::running);
    drafts =
        cross(
            drafts,
            IntStream.of(matrix.cpus()).boxed().toList(),
            cpus -> cpus == 1 ? "1 CPU" : cpus + " CPUs",
            Cell::onCpus);
    List<Cell> cells = new ArrayList<>();
    for (Draft draft : drafts) {
      Expectation expectation =
          new Expectation(draft.plan(), test.expect()).overriddenBy(properties);
      String name =
          draft.words().isEmpty() ? expectation.words() : String.join(", ", draft.words());
      cells.add(new Cell(name, expectation));
    }
    return cells;
  }

  /** Whether any axis has a value. */
  static boolean hasMatrix(KernelTest test) {
    KernelTest.Matrix matrix = test.matrix();
    return matrix.trees().length
            + matrix.compilers().length
            + matrix.configs().length
            + matrix.scenarios().length
            + matrix.cpus().length
        > 0;
  }

  @Override
  public String getDisplayName(int index) {
    return name;
  }

  @Override
  public void prepareInvocation(ExtensionContext context) {
    context.getStore(KernelTestExtension.NAMESPACE).put(Cell.class, this);
  }

  /** Each draft with each value of an axis; as it is where the axis has none. */
  private static <T> List<Draft> cross(
      List<Draft> drafts,
      List<T> axis,
      Function<T, String> word,
      BiFunction<CheckPlan, T, CheckPlan> with) {
    if (axis.isEmpty()) {
      return drafts;
    }
    List<Draft> all = new ArrayList<>();
    for (Draft draft : drafts) {
      for (T value : axis) {
        List<String> words = new ArrayList<>(draft.words());
        words.add(word.apply(value));
        all.add(new Draft(List.copyOf(words), with.apply(draft.plan(), value)));
      }
    }
    return all;
  }

  private static List<String> fragments(String value) {
    return Stream.of(value.split(",")).map(String::strip).filter(f -> !f.isEmpty()).toList();
  }

  private static CheckPlan onTop(CheckPlan plan, String value) {
    List<String> all = new ArrayList<>(plan.fragments());
    all.addAll(fragments(value));
    return plan.withFragments(all);
  }

  private static CheckPlan onCpus(CheckPlan plan, int cpus) {
    CheckPlan.Shape shape = plan.shape();
    return plan.on(
        new CheckPlan.Shape(
            cpus, shape.memoryMiB(), shape.kernelParameters(), shape.freshBoot(), shape.root()));
  }

  private record Draft(List<String> words, CheckPlan plan) {}
}
