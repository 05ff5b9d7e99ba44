// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.engine.scenario.ScenarioFiles;
import dev.nosplat.engine.scenario.UserScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A scheduler of the user's, under which a scenario's workload is put. */
final class SchedulerOption {
  @Option(
      names = "--scheduler",
      paramLabel = "FILE",
      description =
          "Run the workload under this sched_ext scheduler: a C source, or a BPF object; see"
              + " docs/scenarios.md.")
  private Optional<Path> scheduler = Optional.empty();

  /**
   * These scenarios as they are to be run; with a scheduler each is an archive.
   *
   * @param scenarios names or places
   * @param directory what a relative path is relative to
   * @param scratch where the archives are written
   */
  List<String> applied(List<String> scenarios, Path directory, Path scratch) {
    List<String> all = new ArrayList<>();
    for (String each : scenarios) {
      all.add(
          scheduler.isEmpty()
              ? each
              : archive(over(Catalogue.files(each, directory), directory), all.size(), scratch));
    }
    return all;
  }

  /** The scenario with the scheduler, if one was given. */
  ScenarioFiles over(ScenarioFiles scenario, Path directory) {
    return scheduler
        .map(file -> UserScheduler.read(directory.resolve(file)).in(scenario))
        .orElse(scenario);
  }

  private static String archive(ScenarioFiles files, int number, Path scratch) {
    try {
      Path place = Files.createDirectories(scratch.resolve(String.valueOf(number)));
      Path archive = place.resolve(ScenarioFiles.ARCHIVE);
      return Files.write(archive, files.archive()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("keeping a scenario's files", e);
    }
  }
}
