// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nosplat patch}: what can be done with patches without building a kernel. */
@Command(
    name = "patch",
    synopsisSubcommandLabel = "COMMAND",
    description = "Say whether patches apply, and repair mangled ones.")
final class PatchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "nosplat patch needs a command: check.");
  }
}
