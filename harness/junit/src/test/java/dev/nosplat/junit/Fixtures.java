// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test classes as users write them; {@link KernelTestExtensionTest} runs them. */
final class Fixtures {
  private Fixtures() {}

  @ExtendWith(RecordedRuns.class)
  @Retention(RetentionPolicy.RUNTIME)
  @interface OnRecordings {}

  @OnRecordings
  @KernelTest(tree = "pass")
  @Retention(RetentionPolicy.RUNTIME)
  @interface OurKernel {}

  @OnRecordings
  @KernelTest(tree = "pass")
  static class Passes {
    @Test
    void theRecordIsThere(RunRecord run) {
      assertTrue(run.verdict().passed());
    }

    @Test
    void nothingIsAskedFor() {}
  }

  @OurKernel
  static class ByMetaAnnotation {
    @Test
    void theRecordIsThere(RunRecord run) {
      assertTrue(run.verdict().passed());
    }
  }

  @OnRecordings
  static class ByHand {
    @RegisterExtension
    static final KernelTestExtension KERNEL =
        KernelTestExtension.builder()
            .tree("pass")
            .control("faithful")
            .patch(Path.of("a.patch"))
            .build();

    @Test
    void theRecordIsThere(RunRecord run) {
      assertTrue(run.verdict().passed());
    }
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  static class ByBoth {
    @RegisterExtension
    static final KernelTestExtension KERNEL = KernelTestExtension.builder().tree("pass").build();

    @Test
    void never() {}
  }

  @OnRecordings
  @ExtendWith(KernelTestExtension.class)
  static class ByNeither {
    @Test
    void never() {}
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  static class Outer {
    @Test
    void outside(RunRecord run) {}

    @Nested
    class Inner {
      @Test
      void inside(RunRecord run) {}
    }
  }

  @OnRecordings
  @ClassTemplate
  @KernelTest(
      matrix =
          @KernelTest.Matrix(
              trees = {"pass", "fail"},
              configs = {"", "kasan, rt"}))
  static class InFourCells {
    @Test
    void theRecordIsThere(RunRecord run) {}
  }

  @OnRecordings
  @ClassTemplate
  @KernelTest(
      tree = "pass",
      matrix =
          @KernelTest.Matrix(
              compilers = {Compiler.GCC, Compiler.CLANG},
              scenarios = "exit_task_delete",
              cpus = {1, 4}))
  static class OnTwoCompilersAndMachines {
    @Test
    void theRecordIsThere(RunRecord run) {}

    @Nested
    class Inner {
      @Test
      void inside(RunRecord run) {}
    }
  }

  @OnRecordings
  @ClassTemplate
  @KernelTest(tree = "pass")
  static class InOneCell {
    @Test
    void theRecordIsThere(RunRecord run) {}
  }

  @OnRecordings
  @KernelTest(tree = "pass", matrix = @KernelTest.Matrix(cpus = 2))
  static class InNoCell {
    @Test
    void never() {}
  }

  @OnRecordings
  @KernelTest(tree = "fail", controls = "faithful", patches = "dir/fix.patch")
  static class Splats {
    @Test
    void theAuthorForgotToLook() {}
  }

  @OnRecordings
  @KernelTest(tree = "fail")
  static class SplatsAndTheAuthorFails {
    @Test
    void theAuthorFailsToo() {
      throw new IllegalStateException("ssh: connection reset");
    }
  }

  @OnRecordings
  @KernelTest(tree = "fail")
  static class SplatsAndTheAuthorGivesUp {
    @Test
    void anAssumptionDoesNotHold() {
      assumeTrue(false);
    }
  }

  @OnRecordings
  @KernelTest(tree = "fail")
  static class SplatsAndNothingRuns {
    @Test
    @Disabled
    void never() {}
  }

  @OnRecordings
  @KernelTest(tree = "inconclusive")
  static class ProvesNothing {
    @Test
    void theAuthorIsContent() {}
  }

  @OnRecordings
  @KernelTest(tree = "fail", expect = Outcome.FAIL)
  static class WantsTheSplat {
    @Test
    void theSplatIsInTheRecord(RunRecord run) {
      assertEquals(1, run.splats().size());
    }
  }

  @OnRecordings
  @KernelTest(tree = "pass", expect = Outcome.FAIL)
  static class MissesTheSplat {
    @Test
    void theAuthorIsContent() {}
  }

  @OnRecordings
  @KernelTest(tree = "no-such-tree")
  static class AsksForNonsense {
    @Test
    void never() {}
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  static class WantsBoth {
    @Test
    void looksBack(RunRecord run) {}

    @Test
    void drives(RecordedStage stage) {}
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  @TestMethodOrder(MethodOrderer.MethodName.class)
  static class SplatsInTheSecondTest {
    @Test
    void first(RecordedStage stage) {}

    @Test
    void second(RecordedStage stage) {
      stage.splat();
      throw new IllegalStateException("ssh: connection reset");
    }

    @Test
    void third(RecordedStage stage) {}
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  static class SplatsBeforeTheTest {
    @BeforeEach
    void before(RecordedStage stage) {
      stage.splat();
      throw new IllegalStateException("ssh: connection reset");
    }

    @Test
    void never() {}
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  static class SplatsAfterTheLastTest {
    @Test
    void passes(RecordedStage stage) {}

    @AfterAll
    static void afterwards(RecordedStage stage) {
      stage.splat();
    }
  }

  @OnRecordings
  @KernelTest(tree = "pass")
  static class TheGuestDies {
    @Test
    void dies(RecordedStage stage) {
      stage.die();
      throw new IllegalStateException("ssh: connection reset");
    }
  }

  @OnRecordings
  @KernelTest(tree = "inconclusive")
  static class ProvesNothingLive {
    @Test
    void passes(RecordedStage stage) {}
  }

  @OnRecordings
  @KernelTest(tree = "build-failed")
  static class DoesNotBuildLive {
    @Test
    void never(RecordedStage stage) {}
  }

  @OnRecordings
  @KernelTest(tree = "fail", expect = Outcome.FAIL)
  static class WantsTheSplatLive {
    @Test
    void provokesIt(RecordedStage stage) {
      stage.splat();
    }
  }
}
