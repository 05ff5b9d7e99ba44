// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What became of cells, {@code <directory>/<key>.json} each, and {@code <key>.try-N.json} for each
 * time that one ended INFRA_FAILED. A file appears whole under its name or not at all, and the
 * first one of a name stays: two workers with one cell give one result.
 */
public final class CellResults {
  private static final String SUFFIX = ".json";
  private static final String TRY = ".try-";

  private final Path directory;

  /** Results below {@code directory}, which need not exist yet. */
  public CellResults(Path directory) {
    this.directory = directory;
  }

  /**
   * What lies there at one moment.
   *
   * @param done the keys of the cells that have a verdict
   * @param tries how often cells have ended INFRA_FAILED, by their keys
   */
  public record Listing(Set<String> done, Map<String, Integer> tries) {
    public Listing {
      done = Set.copyOf(done);
      tries = Map.copyOf(tries);
    }
  }

  /** One look at the disk, however many cells are asked for. */
  public Listing listing() {
    Set<String> done = new HashSet<>();
    Map<String, Integer> tries = new HashMap<>();
    for (String name : names()) {
      int attempt = name.indexOf(TRY);
      if (attempt > 0) {
        tries.merge(name.substring(0, attempt), 1, Integer::sum);
      } else if (name.endsWith(SUFFIX)) {
        done.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return new Listing(done, tries);
  }

  private List<String> names() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + directory, e);
    }
  }

  /** Every verdict that is kept, for whoever learns from them. */
  public List<CellResult> all() {
    return listing().done().stream().sorted().flatMap(key -> verdict(key).stream()).toList();
  }

  /** A cell's verdict; what another version has written counts as never written. */
  public Optional<CellResult> verdict(String key) {
    return read(directory.resolve(key + SUFFIX));
  }

  /** The INFRA_FAILED results of a cell, in order. */
  public List<CellResult> tries(String key) {
    return IntStream.iterate(1, n -> n + 1)
        .mapToObj(n -> read(attempt(key, n)))
        .takeWhile(Optional::isPresent)
        .map(Optional::get)
        .toList();
  }

  /** What is known last of a cell: its verdict, or else how its last attempt ended. */
  public Optional<CellResult> latest(String key) {
    return verdict(key).or(() -> tries(key).stream().reduce((before, after) -> after));
  }

  private Path attempt(String key, int number) {
    return directory.resolve(key + TRY + number + SUFFIX);
  }

  private static Optional<CellResult> read(Path file) {
    try {
      return Optional.of(CellResult.read(Files.readString(file)));
    } catch (NoSuchFileException | UnreadableRecord e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /**
   * Keeps what became of a cell.
   *
   * @return whether it is the one that counts; otherwise the cell had a verdict already
   * @throws InfraFailed if it cannot be written
   */
  public boolean keep(CellResult result) {
    if (result.verdict().outcome() != Outcome.INFRA_FAILED) {
      return put(directory.resolve(result.key() + SUFFIX), result);
    }
    int number = 1;
    while (!put(attempt(result.key(), number), result)) {
      number++;
    }
    return true;
  }

  private boolean put(Path place, CellResult result) {
    try {
      Trees.makeDirectories(directory);
      Path draft = Files.createTempFile(directory, "draft-", "");
      try {
        Files.writeString(draft, result.json());
        if (Files.exists(place) && read(place).isEmpty()) {
          Files.delete(place); // another version's format: it counts as never written
        }
        Files.createLink(place, draft);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new InfraFailed(
          "The result of a cell cannot be kept in " + directory + ".",
          List.of(String.valueOf(e), "it was " + result.verdict().outcome()),
          "Make room on that disk, or set NOSPLAT_DIR to a directory on another one.",
          e);
    }
  }

  /** Forgets that a cell has ended INFRA_FAILED, so that it may be tried again. */
  public void forgetTries(String key) {
    try {
      int last = tries(key).size();
      for (int n = last; n > 0; n--) {
        Files.deleteIfExists(attempt(key, n));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing tries in " + directory, e);
    }
  }

  /** The right to work on a cell; nothing if another process or thread has it. */
  public Optional<FileLock> claim(String key) {
    return FileLock.tryAcquire(
        directory.resolveSibling(directory.getFileName() + ".lock"),
        key,
        FileLock.Sharing.EXCLUSIVE);
  }
}
