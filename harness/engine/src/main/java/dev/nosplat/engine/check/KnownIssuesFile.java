// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** A known-issues file that a user named. */
public final class KnownIssuesFile {
  private KnownIssuesFile() {}

  /**
   * What the file holds.
   *
   * @param today no entry may expire more than ten years after it
   * @throws BadInput if it cannot be read, or says where it is wrong
   */
  public static KnownIssues load(Path file, LocalDate today) {
    try {
      return KnownIssues.load(file, today);
    } catch (IOException e) {
      throw new BadInput(
          "The known-issues file " + file + " cannot be read",
          List.of(e.toString()),
          "Check the name given to --known",
          e);
    } catch (UnreadableRecord e) {
      throw new BadInput(
          "The known-issues file " + file + " cannot be used",
          List.of(String.valueOf(e.getMessage())),
          "Correct that entry; docs/scan.md shows one",
          e);
    }
  }
}
