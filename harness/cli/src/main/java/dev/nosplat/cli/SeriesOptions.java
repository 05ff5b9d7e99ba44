// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.series.input.SeriesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How patches are taken from what holds them; the same for every command. */
final class SeriesOptions {
  @Option(
      names = "--repair",
      description = "Rebuild patches that lost white space, line ends or counts on their way.")
  private boolean repair;

  @Option(
      names = "--fuzz",
      paramLabel = "LINES",
      description = "Ignore 1 or 2 lines of context at the ends of a hunk, and say where.")
  private int fuzz;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The version of the series to take, where a thread or directory holds several.")
  private Optional<String> version = Optional.empty();

  @Option(
      names = "--reply",
      paramLabel = "N|MESSAGE-ID",
      description = "Take this mail of a thread instead of its series; repeatable.")
  private List<String> replies = new ArrayList<>();

  /** Whether patches that do not fit are rebuilt. */
  boolean repairs() {
    return repair;
  }

  /**
   * Lines of context that may be ignored.
   *
   * @throws BadInput if patches do not have so many
   */
  int fuzz() {
    if (fuzz < 0 || fuzz > 2) {
      throw new BadInput(
          "--fuzz takes 0, 1 or 2.",
          List.of("a hunk has three lines of context; without any its place cannot be checked"),
          "Rebase the patch, or give one of these.");
    }
    return fuzz;
  }

  /**
   * Which mails of a thread are meant.
   *
   * @throws BadInput if the version is no number
   */
  Choice choice() {
    return new Choice(version.map(SeriesOptions::number), replies);
  }

  private static SeriesVersion number(String text) {
    if (!text.matches("v?\\d{1,3}(\\.\\d{1,3})?")) {
      throw new BadInput(
          "--version takes a number.", List.of(text), "Write --version 2, or 2.1 for a part.");
    }
    return SeriesVersion.parse(text);
  }
}
