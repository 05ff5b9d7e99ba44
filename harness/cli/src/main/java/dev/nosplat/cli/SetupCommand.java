// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nosplat setup}, for the help: the launcher runs it, because it builds the jar that this is
 * in.
 */
@Command(
    name = "setup",
    description = "Install and build what this host lacks.",
    footer = {"", "The launcher ./nosplat of a source tree runs this; it says what it does."})
final class SetupCommand implements Callable<Integer> {
  @Option(names = "--yes", description = "Install what is missing without a question.")
  private boolean yes;

  @Option(
      names = "--scan-only",
      description = "Only what nosplat scan needs: a JDK, Maven and the jar; no container engine.")
  private boolean scanOnly;

  @Override
  public Integer call() {
    throw new BadInput(
        "This jar is built already, and a jar cannot set up a host.",
        List.of("asked for: setup" + (scanOnly ? " --scan-only" : "") + (yes ? " --yes" : "")),
        "Run ./nosplat setup in nosplat's source tree; nosplat scan needs no setup.");
  }
}
