// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.RunFiles;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.MediaType;

/** A run's own files, published with the test results. */
final class Attachments {
  private static final String CONSOLE = "console";

  private Attachments() {}

  /** Publishes the run record, and the console's log if the run got as far as having one. */
  static void publish(RunRecord run, ExtensionContext context) {
    context.publishFile(
        RunRecordJson.FILE,
        MediaType.APPLICATION_JSON_UTF_8,
        file -> Files.writeString(file, RunRecordJson.write(run)));
    RunFiles.of(run)
        .artifact(CONSOLE)
        .ifPresent(
            console ->
                context.publishFile(
                    String.valueOf(console.getFileName()),
                    MediaType.TEXT_PLAIN_UTF_8,
                    file -> copy(console, file)));
  }

  private static void copy(Path from, Path to) throws java.io.IOException {
    Files.copy(from, to);
  }
}
