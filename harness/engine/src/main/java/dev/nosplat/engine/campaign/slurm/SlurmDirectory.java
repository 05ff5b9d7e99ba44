// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.record.CampaignPlan;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a campaign on Slurm lies in the store: the plan of each array job, under the job's name,
 * and what its tasks have printed. All nodes must see it at the same place.
 */
final class SlurmDirectory {
  private static final String SUFFIX = ".plan.json";
  private static final String LOG = ".log";
  private static final String CANCELLED = "cancelled";

  private final Path directory;

  /** That of one campaign; need not exist. */
  SlurmDirectory(Path directory) {
    this.directory = directory;
  }

  Path path() {
    return directory;
  }

  /** The right to hand in this campaign's jobs; the operating system takes it back at the end. */
  FileLock alone(Runnable whenWaiting) throws InterruptedException {
    return FileLock.acquire(directory.resolve("coordinator"), whenWaiting);
  }

  Path plan(String name) {
    return directory.resolve(name + SUFFIX);
  }

  /** Writes the plan of an array, before the array is handed in. */
  Path write(String name, String plan) {
    try {
      Trees.makeDirectories(directory);
      Path draft = Files.createTempFile(directory, "draft-", "");
      Files.writeString(draft, plan);
      return Files.move(draft, plan(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InfraFailed(
          "A plan for Slurm cannot be written to " + directory + ".",
          List.of(String.valueOf(e)),
          "Make room on that disk, or set NOSPLAT_DIR to a directory on another one.",
          e);
    }
  }

  /** The names of the arrays that were ever about to be handed in. */
  List<String> names() {
    return files().stream()
        .filter(name -> name.endsWith(SUFFIX))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .sorted()
        .toList();
  }

  private List<String> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + directory, e);
    }
  }

  /** The cell of a task; empty if its plan is not here, or has no such task. */
  Optional<CampaignPlan.Entry> cell(SlurmTask task) {
    try {
      List<CampaignPlan.Entry> cells =
          CampaignPlan.read(Files.readString(plan(task.name()))).cells();
      return task.index() < cells.size() ? Optional.of(cells.get(task.index())) : Optional.empty();
    } catch (NoSuchFileException | UnreadableRecord e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + plan(task.name()), e);
    }
  }

  /** Removes the plans and logs of arrays of which Slurm knows nothing any more. */
  void forgetAllBut(List<SlurmTask> known) {
    Set<String> kept = new HashSet<>();
    for (SlurmTask each : known) {
      kept.add(String.valueOf(plan(each.name()).getFileName()));
      kept.add(String.valueOf(log(each).getFileName()));
    }
    try {
      for (String name : files()) {
        if ((name.endsWith(SUFFIX) || name.endsWith(LOG)) && !kept.contains(name)) {
          Files.deleteIfExists(directory.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing plans in " + directory, e);
    }
  }

  /** Where a task prints to. */
  Path log(SlurmTask task) {
    return directory.resolve(task.job() + "_" + task.index() + LOG);
  }

  /** Asks every coordinator, on whichever host, to hand in nothing more. */
  void cancel(Instant now) {
    try {
      Trees.makeDirectories(directory);
      Files.writeString(directory.resolve(CANCELLED), now + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("writing to " + directory, e);
    }
  }

  /** When it was cancelled last; a coordinator ends if this changes. */
  Optional<FileTime> cancelled() {
    try {
      return Optional.of(Files.getLastModifiedTime(directory.resolve(CANCELLED)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + directory, e);
    }
  }
}
