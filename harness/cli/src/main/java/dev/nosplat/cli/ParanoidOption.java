// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import picocli.CommandLine.Option;

/** {@code --paranoid}, for the commands that judge a kernel. */
final class ParanoidOption {
  @Option(
      names = "--paranoid",
      description =
          "Build each kernel a second time, from nothing and without the compiler's cache, and"
              + " believe no run unless both are the same.")
  private boolean asked;

  /** Settings of a command that reads patches, under which kernels are built as asked. */
  Settings settings() {
    return Settings.ofProcess().readingPatches().withParanoia(asked);
  }
}
