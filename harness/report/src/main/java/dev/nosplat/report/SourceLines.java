// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The source files that a run kept of its patched tree, for the lines around a blamed one. */
final class SourceLines {
  private final Path directory;

  private SourceLines(Path directory) {
    this.directory = directory.normalize();
  }

  /** What the run's directory has, if it is still there. */
  static SourceLines of(RunRecord run) {
    return new SourceLines(
        run.directory().resolve(run.artifacts().getOrDefault("sources", "sources")));
  }

  /**
   * The lines of a file.
   *
   * @param file relative to the tree, as a frame's location has it
   * @return empty where the run did not keep the file
   */
  List<String> lines(String file) {
    Path path = directory.resolve(file).normalize();
    if (!path.startsWith(directory) || !Files.isRegularFile(path)) {
      return List.of();
    }
    try {
      // Kernel sources are not all UTF-8, and this charset never fails.
      return Files.readAllLines(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // a report without the excerpt is better than no report
    }
  }
}
