// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs remembered on disk, {@code <directory>/<key>/<run id>.json}. Each is written beside its
 * place and renamed into it; what cannot be read counts as never written.
 */
public final class StoredRuns implements RunMemory {
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final Keys keys;

  /**
   * A memory below {@code directory}, which need not exist yet.
   *
   * @param keys what a run of a plan depends on
   */
  public StoredRuns(Path directory, Keys keys) {
    this.directory = directory;
    this.keys = keys;
  }

  /** Tells what a run of a plan depends on. */
  @FunctionalInterface
  public interface Keys {
    /**
     * The key; plans with equal keys may stand for each other.
     *
     * @throws dev.nosplat.engine.problem.BadInput if the plan's tree or series is at fault
     */
    Key of(CheckPlan plan) throws InterruptedException;
  }

  @Override
  public List<RunRecord> recall(CheckPlan plan) throws InterruptedException {
    Path entry = directory.resolve(keys.of(plan).name());
    if (!Files.isDirectory(entry)) {
      return List.of();
    }
    List<RunRecord> runs = new ArrayList<>();
    try (Stream<Path> files = Files.list(entry)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        try {
          runs.add(RunRecordJson.read(Files.readString(file)));
        } catch (UnreadableRecord e) {
          Files.deleteIfExists(file); // another version's format: nobody will read it again
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + entry, e);
    }
    runs.sort(Comparator.comparing(RunRecord::started).thenComparing(RunRecord::id));
    return List.copyOf(runs);
  }

  @Override
  public void remember(CheckPlan plan, RunRecord run) throws InterruptedException {
    Path entry = directory.resolve(keys.of(plan).name());
    try {
      Files.createDirectories(entry);
      Path draft = Files.createTempFile(entry, run.id(), ".draft");
      Files.writeString(draft, RunRecordJson.write(run));
      Files.move(draft, entry.resolve(run.id() + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("writing below " + entry, e);
    }
  }
}
