// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;
import java.lang.reflect.Method;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link KernelTest} does, for registration by hand where a plan is made by code:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final KernelTestExtension kernel =
 *     KernelTestExtension.builder().tree("debian:newest").patch(Path.of("fix.patch")).build();
 * }</pre>
 *
 * <p>The field is static: there is one run a class.
 */
public final class KernelTestExtension
    implements ClassTemplateInvocationContextProvider,
        BeforeClassTemplateInvocationCallback,
        AfterClassTemplateInvocationCallback,
        BeforeAllCallback,
        AfterAllCallback,
        ParameterResolver,
        InvocationInterceptor {
  static final Namespace NAMESPACE = Namespace.create(KernelTestExtension.class);

  private final Optional<Expectation> byHand;

  /** For Jupiter: the plan is in the class's {@link KernelTest} annotation. */
  public KernelTestExtension() {
    this(Optional.empty());
  }

  private KernelTestExtension(Optional<Expectation> byHand) {
    this.byHand = byHand;
  }

  /** For registration by hand. */
  public static KernelTestBuilder builder() {
    return new KernelTestBuilder(expectation -> new KernelTestExtension(Optional.of(expectation)));
  }

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return byHand.isEmpty() && annotation(context).isPresent();
  }

  /** One invocation for each cell of the annotation's matrix. */
  @Override
  public Stream<Cell> provideClassTemplateInvocationContexts(ExtensionContext context) {
    return annotation(context)
        .map(test -> Cell.of(test, context::getConfigurationParameter))
        .orElse(List.of())
        .stream();
  }

  private static Optional<KernelTest> annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), KernelTest.class);
  }

  /** Runs the class's kernel: to the end, or to where the tests take over. */
  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Class<?> testClass = context.getRequiredTestClass();
    Optional<KernelTest> annotation = annotation(context);
    Optional<Held> outer = held(context);
    if (outer.isPresent() && outer.get().owner() == testClass) {
      throw new ExtensionConfigurationException(
          testClass.getName()
              + " has @KernelTest and a registered KernelTestExtension; keep one of them");
    }
    if (outer.isPresent() && annotation.isEmpty()) {
      return; // a nested class: its outer class's run is its own
    }
    if (byHand.isEmpty() && isTemplate(testClass)) {
      return; // each of its invocations has a run of its own
    }
    begin(
        byHand
            .or(() -> annotation.map(test -> withoutMatrix(test, testClass)))
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        testClass.getName()
                            + " has no @KernelTest; annotate it, or register"
                            + " KernelTestExtension.builder() in a static field"))
            .overriddenBy(context::getConfigurationParameter),
        context);
  }

  private static Expectation withoutMatrix(KernelTest test, Class<?> testClass) {
    if (Cell.hasMatrix(test)) {
      throw new ExtensionConfigurationException(
          testClass.getName()
              + " has a matrix; annotate it with @ClassTemplate too, so that Jupiter runs it once"
              + " for each cell");
    }
    return Expectation.of(test);
  }

  private static boolean isTemplate(Class<?> testClass) {
    return AnnotationSupport.isAnnotated(testClass, ClassTemplate.class);
  }

  /** Runs the kernel of the cell. */
  @Override
  public void beforeClassTemplateInvocation(ExtensionContext context) throws Exception {
    Cell cell = context.getStore(NAMESPACE).get(Cell.class, Cell.class);
    if (cell != null && byHand.isEmpty()) {
      begin(cell.expectation(), context);
    }
  }

  @Override
  public void afterClassTemplateInvocation(ExtensionContext context) throws Exception {
    afterAll(context);
  }

  private static void begin(Expectation expectation, ExtensionContext context) throws Exception {
    Class<?> testClass = context.getRequiredTestClass();
    try {
      ClassRun run = start(expectation, context);
      context.getStore(NAMESPACE).put(Held.class, new Held(run, testClass, new AtomicBoolean()));
      if (run instanceof LiveRun live && !live.isUp()) {
        throw tell(VerdictFailure.of(run.end(), expectation), context);
      }
    } catch (Problem e) {
      throw new ExtensionConfigurationException(e.text(), e);
    }
  }

  private static ClassRun start(Expectation expectation, ExtensionContext context)
      throws InterruptedException {
    Runs runs = runs(context);
    boolean wantsMachine =
        new Parameters(runs.onStage()).needMachine(context.getRequiredTestClass());
    Progress progress = new LineProgress(System.out::println, InstantSource.system());
    return wantsMachine
        ? LiveRun.start(expectation, runs, progress)
        : new FinishedRun(
            expectation, runs.check(expectation.plan(), Runs.Interlude.NONE, progress));
  }

  /** Ends the run, publishes what it left, and fails the class if no test of it has. */
  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    Optional<Held> held = held(context).filter(h -> h.owner() == context.getRequiredTestClass());
    if (held.isEmpty()) {
      return;
    }
    ClassRun run = held.get().run();
    try {
      RunRecord record = run.end();
      boolean untold =
          record.verdict().outcome() != run.expectation().expected() && !held.get().told().get();
      Optional<VerdictFailure> failure =
          untold ? Optional.of(VerdictFailure.of(record, run.expectation())) : Optional.empty();
      try {
        Attachments.publish(record, context);
      } catch (RuntimeException e) {
        failure.ifPresentOrElse(
            f -> f.addSuppressed(e),
            () -> {
              throw e;
            });
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
    } catch (Problem e) {
      throw new ExtensionConfigurationException(e.text(), e);
    } finally {
      run.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return new Parameters(runs(context).onStage()).areOurs(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return held(context)
        .flatMap(held -> held.run().parameter(type))
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    parameter.getDeclaringExecutable()
                        + " takes a "
                        + type.getSimpleName()
                        + ", which this class's run has not got"));
  }

  /**
   * Proceeds, then looks at the kernel. What the kernel did comes first; what the code threw is
   * suppressed under it.
   */
  private static <T> T judged(Invocation<T> invocation, ExtensionContext context) throws Throwable {
    T result;
    try {
      result = invocation.proceed();
    } catch (Throwable own) {
      Optional<VerdictFailure> kernel = look(context);
      kernel.ifPresent(failure -> failure.addSuppressed(own));
      throw kernel.isPresent() ? kernel.get() : own;
    }
    Optional<VerdictFailure> kernel = look(context);
    if (kernel.isPresent()) {
      throw kernel.get();
    }
    return result;
  }

  private static Optional<VerdictFailure> look(ExtensionContext context)
      throws InterruptedException {
    Optional<Held> held = held(context);
    return held.isEmpty()
        ? Optional.empty()
        : held.get().run().look(context.getDisplayName()).map(failure -> tell(failure, context));
  }

  private static VerdictFailure tell(VerdictFailure failure, ExtensionContext context) {
    held(context).ifPresent(held -> held.told().set(true));
    return failure;
  }

  /** The engine, shared by all classes of this execution and made when first asked for. */
  private static Runs runs(ExtensionContext context) {
    ExtensionContext.Store shared = context.getRoot().getStore(NAMESPACE);
    return shared.getOrComputeIfAbsent(Runs.class, key -> new EngineRuns(), Runs.class);
  }

  private static Optional<Held> held(ExtensionContext context) {
    return Optional.ofNullable(context.getStore(NAMESPACE).get(Held.class, Held.class));
  }

  /** The run of a class; Jupiter closes it with the class's context, whatever happens. */
  private record Held(ClassRun run, Class<?> owner, AtomicBoolean told) implements AutoCloseable {
    @Override
    public void close() {
      run.close();
    }
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }

  @Override
  public <T> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return judged(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    judged(invocation, context);
  }
}
