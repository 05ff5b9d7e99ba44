// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.NearestNames;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

  /** A run or a gate. */
  interface Kept {
    /** One of the two, by what it is. */
    <T> T as(Function<RunRecord, T> run, Function<GateRecord, T> gate);
  }

  /** The directories, the newest first: their names begin with the time, those of gates later. */
  List<Path> directories() {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files
          .filter(f -> holds(f, RunRecordJson.FILE) || holds(f, GateRecordJson.FILE))
          .sorted(Comparator.comparing((Path f) -> name(f).replaceFirst("^gate-", "")).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + runs, e);
    }
  }

  /** How long a phase took in the slowest of the runs; empty if no run had it. */
  Optional<Duration> slowest(String phase) {
    return directories().stream()
        .flatMap(directory -> readable(directory).stream())
        .flatMap(kept -> kept.as(Stream::of, gate -> gate.base().stream()))
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
   * @throws BadInput if it means none, more than one, or a gate
   */
  RunRecord run(String word) {
    return find(word)
        .<Optional<RunRecord>>as(Optional::of, gate -> Optional.empty())
        .orElseThrow(
            () ->
                new BadInput(
                    word + " is a gate, which has many runs.",
                    List.of(),
                    "Name one of its runs; nosplat report " + word + " lists them."));
  }

  /** The record in a directory; empty if there is none. */
  Optional<Kept> read(Path directory) {
    try {
      if (holds(directory, RunRecordJson.FILE)) {
        RunRecord run = RunRecordJson.load(directory);
        return Optional.of(
            new Kept() {
              @Override
              public <T> T as(Function<RunRecord, T> ofRun, Function<GateRecord, T> ofGate) {
                return ofRun.apply(run);
              }
            });
      }
      if (holds(directory, GateRecordJson.FILE)) {
        GateRecord gate = GateRecordJson.load(directory);
        return Optional.of(
            new Kept() {
              @Override
              public <T> T as(Function<RunRecord, T> ofRun, Function<GateRecord, T> ofGate) {
                return ofGate.apply(gate);
              }
            });
      }
      return Optional.empty();
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

  private static boolean holds(Path directory, String file) {
    return Files.isRegularFile(directory.resolve(file));
  }

  private static String name(Path directory) {
    return String.valueOf(directory.getFileName());
  }
}
