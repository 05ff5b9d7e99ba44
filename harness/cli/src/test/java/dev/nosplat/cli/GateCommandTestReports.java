// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.GateRecordJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** Writes a failed gate's reports as the command does. */
final class GateCommandTestReports {
  private GateCommandTestReports() {}

  static void write(Terminal terminal, Path directory) throws Exception {
    ReportOptions options = new ReportOptions();
    new CommandLine(options).parseArgs("--github");
    options.write(
        GateRecordJson.read(
            Files.readString(
                Path.of("../record/src/test/resources/dev/nosplat/record/recorded/gate-new.json"))),
        commands -> terminal.annotate(commands, terminal.out()),
        Map.of("GITHUB_STEP_SUMMARY", directory.resolve("summary.md").toString()));
  }
}
