// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.kernel.Compiler;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CompilerOptionTest {
  private static BisectOptions parsed(String... arguments) {
    BisectOptions options = new BisectOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("options", mixin(options)))
        .parseArgs(arguments);
    return options;
  }

  private static CommandLine.Model.CommandSpec mixin(BisectOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  @Test
  void aKernelIsCompiledByGccUnlessClangIsAskedFor() {
    assertThat(parsed().plan().compiler()).isEqualTo(Compiler.GCC);
  }

  @Test
  void aBisectionWithAnotherCompilerIsAnotherQuestion() {
    BisectOptions clang = parsed("--compiler", "clang");
    assertThat(clang.plan().compiler()).isEqualTo(Compiler.CLANG);
    assertThat(clang.identity()).isNotEqualTo(parsed().identity());
  }

  @Test
  void aCompilerThatNobodyHasIsRefusedWithTheTwoThatThereAre() {
    ScreenText screen = new ScreenText();
    int code =
        Main.run(
            new String[] {"check", "--tree", "x", "--compiler", "icc"},
            screen.terminal(),
            List.of(new CheckCommand(screen.terminal())));
    assertThat(code).isEqualTo(2);
    assertThat(screen.err()).contains("--compiler takes gcc or clang, not icc.");
  }
}
