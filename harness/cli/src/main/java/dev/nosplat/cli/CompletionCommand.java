// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nosplat completion}: what a shell needs to complete our commands, made from them. */
@Command(
    name = "completion",
    description = "Print completion for a shell: bash, zsh or fish.",
    footer = {
      "",
      "bash and zsh:  source <(nosplat completion bash)",
      "fish:          nosplat completion fish | source",
      "",
      "Zsh needs autoload -U compinit && compinit before it."
    })
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  /** A shell that completes. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    // Picocli's script serves zsh too, through its bashcompinit.
    terminal
        .out()
        .print(
            switch (shell) {
              case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root);
              case FISH -> new FishCompletion(root).script();
            });
    return 0;
  }
}
