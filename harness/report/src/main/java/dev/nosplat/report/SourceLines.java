// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.RunFiles;
import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The source files that a run kept of its patched tree, for the lines around a blamed one. */
final class SourceLines {
  /** The kernel's longest file has 60,000 lines (7.3, generated register headers). */
  private static final long MOST_BYTES = 32 << 20;

  private final RunFiles files;

  private SourceLines(RunFiles files) {
    this.files = files;
  }

  /** What the run's directory has, if it is still there. */
  static SourceLines of(RunRecord run) {
    return new SourceLines(RunFiles.of(run));
  }

  /**
   * The lines of a file.
   *
   * @param file relative to the tree, as a frame's location has it
   * @return empty where the run did not keep the file
   */
  List<String> lines(String file) {
    return files.below("sources", file).map(SourceLines::read).orElse(List.of());
  }

  private static List<String> read(Path file) {
    try {
      // Kernel sources are not all UTF-8, and this charset never fails.
      return Files.size(file) > MOST_BYTES
          ? List.of()
          : Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // a report without the excerpt is better than no report
    }
  }
}
