// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.NearestNames;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The runs and gates that are kept, by their names. */
final class KeptRuns {
  /** What a user says for the newest of them. */
  static final String LAST = "last";

  private static final String WHERE =
      "Give a directory, a run's name or its beginning as nosplat runs lists it, or last.";

  private final Path runs;

  /**
   * Runs.
   *
   * @param runs where they are kept; need not exist
   */
  KeptRuns(Path runs) {
    this.runs = runs;
  }

  /** The directories, the newest first: their names begin with the time, but for a word. */
  List<Path> directories() {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files
          .filter(Kept::isIn)
          .sorted(
              Comparator.comparing((Path f) -> name(f).replaceFirst("^(gate|scenarios)-", ""))
                  .reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + runs, e);
    }
  }

  /** How long a phase took in the slowest of the runs; empty if no run had it. */
  Optional<Duration> slowest(String phase) {
    return directories().stream()
        .flatMap(directory -> readable(directory).stream())
        .flatMap(
            kept ->
                kept.<Stream<RunRecord>>as(Stream::of, g -> g.base().stream(), s -> Stream.of()))
        .flatMap(run -> run.timeline().stream())
        .filter(each -> each.name().equals(phase))
        .map(each -> Duration.ofMillis(each.durationMillis()))
        .max(Comparator.naturalOrder());
  }

  /**
   * The record that a word means.
   *
   * @throws BadInput if it means none, or more than one
   */
  Kept find(String word) {
    return read(directory(word))
        .orElseThrow(() -> new BadInput("There is no run in " + word + ".", List.of(), WHERE));
  }

  /**
   * The run that a word means.
   *
   * @throws BadInput if it means none, more than one, or what has many runs
   */
  RunRecord run(String word) {
    return find(word)
        .<Optional<RunRecord>>as(Optional::of, g -> Optional.empty(), s -> Optional.empty())
        .orElseThrow(
            () ->
                new BadInput(
                    word + " is no single run, it has many.",
                    List.of(),
                    "Name one of its runs; nosplat report " + word + " lists them."));
  }

  /** The record in a directory; empty if there is none. */
  Optional<Kept> read(Path directory) {
    try {
      return Kept.load(directory);
    } catch (IOException | UnreadableRecord e) {
      throw new BadInput(
          "The record in " + directory + " cannot be read.",
          List.of(String.valueOf(e.getMessage())),
          "Give the directory of a run of this version.",
          e);
    }
  }

  /** As {@link #read}, and empty for what cannot be read. */
  Optional<Kept> readable(Path directory) {
    try {
      return read(directory);
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  private Path directory(String word) {
    Path given = Path.of(word);
    if (Files.isDirectory(given)) {
      return given;
    }
    List<Path> all = directories();
    if (word.equals(LAST) && !all.isEmpty()) {
      return all.get(0);
    }
    List<Path> found =
        all.stream().filter(f -> name(f).startsWith(word) || name(f).endsWith("-" + word)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    List<String> evidence =
        found.isEmpty()
            ? NearestNames.of(word, all.stream().map(KeptRuns::name).toList())
            : found.stream().map(KeptRuns::name).limit(5).toList();
    throw new BadInput(
        found.isEmpty()
            ? "No run is called " + word + "."
            : found.size() + " runs begin with " + word + ".",
        evidence,
        WHERE);
  }

  private static String name(Path directory) {
    return String.valueOf(directory.getFileName());
  }
}
