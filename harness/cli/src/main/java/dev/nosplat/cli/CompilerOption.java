// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.kernel.Compiler;
import picocli.CommandLine.Option;

/** {@code --compiler}, for every command that configures a kernel. */
final class CompilerOption {
  @Option(
      names = "--compiler",
      paramLabel = "gcc|clang",
      defaultValue = "gcc",
      description = "What compiles the kernel (default: ${DEFAULT-VALUE}).")
  private Compiler compiler = Compiler.GCC;

  Compiler chosen() {
    return compiler;
  }
}
