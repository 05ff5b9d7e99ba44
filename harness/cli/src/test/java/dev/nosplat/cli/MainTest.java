// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static dev.nosplat.cli.ScreenText.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class MainTest {
  private final ScreenText screen = new ScreenText();

  @Test
  void badInputIsToldInThreePartsAndExitsWithTwo() throws IOException {
    int code =
        run(
            () -> {
              throw new BadInput(
                  "The patch 0002-fix.patch does not apply.",
                  List.of(
                      "kernel/rcu/srcutree.c, hunk 2 of 3 (line 1182)",
                      "expected: \tspin_lock_irqsave_rcu_node(sup, flags);"),
                  "Rebase the series onto the tree that --tree names.");
            });
    assertThat(screen.err()).isEqualTo(golden("bad-input.txt"));
    assertThat(code).isEqualTo(2);
  }

  @Test
  void aProblemWithoutEvidenceHasTwoLines() throws IOException {
    int code =
        run(
            () -> {
              throw new InfraFailed(
                  "No container engine answers.",
                  List.of(),
                  "Run ./nosplat setup, or ./nosplat doctor for details.");
            });
    assertThat(screen.err()).isEqualTo(golden("no-evidence.txt"));
    assertThat(code).isEqualTo(6);
  }

  @Test
  void theExitCodeSaysWhoseFaultItIs() {
    assertThat(
            run(
                () -> {
                  throw new BuildFailed("x", List.of(), "y");
                }))
        .isEqualTo(4);
    assertThat(
            run(
                () -> {
                  throw new BootFailed("x", List.of(), "y");
                }))
        .isEqualTo(5);
    assertThat(run(() -> 3)).isEqualTo(3);
  }

  @Test
  void aDefectOfOursIsNeverExitCodeOneAndShowsNoStackTrace() throws IOException {
    int code = run(MainTest::defect);
    assertThat(screen.err()).isEqualTo(golden("broken-ourselves.txt"));
    assertThat(code).isEqualTo(6);
  }

  @Test
  void debugShowsTheStackTraceOfADefect() {
    run(MainTest::defect, "--debug");
    assertThat(screen.err()).contains("at dev.nosplat.cli.MainTest.defect").contains("What to do");
  }

  @Test
  void anErrorThatIsNoExceptionIsADefectToo() {
    int code =
        run(
            () -> {
              throw new ExceptionInInitializerError("x");
            });
    assertThat(code).isEqualTo(6);
    assertThat(screen.err()).startsWith("error: nosplat itself failed").doesNotContain("\tat ");
  }

  @Test
  void anInputThatTheMemoryDoesNotHoldIsToldAsSuch() {
    for (Error error : new Error[] {new StackOverflowError(), new OutOfMemoryError()}) {
      int code =
          run(
              () -> {
                throw error;
              });
      assertThat(code).isEqualTo(6);
      assertThat(screen.err()).contains("has no more memory").doesNotContain("\tat ");
    }
  }

  @Test
  void aMistypedOptionIsAnsweredWithWhatItMayHaveMeant() throws IOException {
    int code = Main.run(new String[] {"--debg"}, screen.terminal(), List.of());
    assertThat(screen.err()).isEqualTo(golden("usage.txt"));
    assertThat(code).isEqualTo(2);
  }

  @Test
  void withoutACommandTheUserSeesWhatThereIs() {
    int code = Main.run(new String[0], screen.terminal(), List.of(new Probe(() -> 0)));
    assertThat(screen.out()).contains("More: probe.");
    assertThat(screen.err()).isEmpty();
    assertThat(code).isEqualTo(2);
  }

  @Test
  void helpGoesToStandardOutputAndListsTheExitCodes() {
    int code = Main.run(new String[] {"--help"}, screen.terminal(), List.of());
    assertThat(code).isZero();
    assertThat(screen.out()).startsWith("nosplat builds").contains("3 INCONCLUSIVE");
    assertThat(screen.err()).isEmpty();
  }

  private static int defect() {
    throw new IllegalStateException("the store lost an entry");
  }

  private int run(Callable<Integer> work, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "probe";
    System.arraycopy(options, 0, args, 1, options.length);
    return Main.run(args, screen.terminal(), List.of(new Probe(work)));
  }

  @Command(name = "probe")
  private record Probe(Callable<Integer> work) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      return work.call();
    }
  }
}
