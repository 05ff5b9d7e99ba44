// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directories that runs leave. */
public final class Runs {
  /** How a run's directory is called; whatever else lies there is somebody's, and left alone. */
  private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-z]+");

  /** Written first, so a directory without {@link #RECORD} is that of a run that did not end. */
  private static final String PLAN = "plan.json";

  private static final String RECORD = "run.json";
  private static final Duration KILLED_KEPT = Duration.ofDays(1);

  private final Path directory;
  private final Clock clock;

  /** The runs below {@code directory}, which need not exist. */
  public Runs(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** One of them, and when something was last added to it. */
  private record Run(Path path, Instant touched) {}

  /** Keeps a run's directory from being removed by anybody until this process ends. */
  public static void own(Path directory, String id) {
    FileLock.tryAcquire(owners(directory), id, FileLock.Sharing.EXCLUSIVE);
  }

  private static Path owners(Path directory) {
    return directory.resolve(".owners.lock");
  }

  /** How many there are. */
  public int count() {
    return all().size();
  }

  /**
   * Removes the directories of killed runs after a day, and those of runs that are not to be kept.
   * Those of runs that are not over stay.
   */
  public Pruned prune(Retention retention) {
    List<Cache.Item> removed = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Run run : old(retention)) {
      remove(run, removed, left);
    }
    return new Pruned(removed, left);
  }

  /** What {@link #prune} would remove, but for runs that are not over. */
  Pruned wouldPrune(Retention retention) {
    List<Cache.Item> removed = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Run run : old(retention)) {
      try {
        removed.add(item(run));
      } catch (IOException e) {
        left.add(String.valueOf(e.getMessage()));
      }
    }
    return new Pruned(removed, left);
  }

  private static Cache.Item item(Run run) throws IOException {
    String id = String.valueOf(run.path().getFileName());
    return new Cache.Item("run", id, "what a run left", Trees.usage(run.path()), run.touched());
  }

  private List<Run> old(Retention retention) {
    List<Run> old = new ArrayList<>();
    List<Run> kept = new ArrayList<>();
    for (Run run : all()) {
      (isKilled(run) ? old : kept).add(run);
    }
    if (retention instanceof Retention.Younger younger) {
      kept.stream().filter(run -> isOlder(run, younger.age())).forEach(old::add);
    } else if (retention instanceof Retention.Last last) {
      kept.stream().skip(last.runs()).forEach(old::add);
    }
    return old;
  }

  private void remove(Run run, List<Cache.Item> removed, List<String> left) {
    String id = String.valueOf(run.path().getFileName());
    Optional<FileLock> lock =
        FileLock.tryAcquire(owners(directory), id, FileLock.Sharing.EXCLUSIVE);
    if (lock.isEmpty()) {
      return; // it is not over
    }
    try (FileLock held = lock.get()) {
      Cache.Item item = item(run);
      Trees.delete(run.path());
      removed.add(item);
    } catch (IOException e) {
      left.add(String.valueOf(e.getMessage()));
    }
  }

  private boolean isKilled(Run run) {
    return Files.exists(run.path().resolve(PLAN))
        && !Files.exists(run.path().resolve(RECORD))
        && isOlder(run, KILLED_KEPT);
  }

  /** Never true of what a clock that was wrong dated in the future. */
  private boolean isOlder(Run run, Duration age) {
    return run.touched().plus(age).isBefore(clock.instant());
  }

  /** The youngest first. */
  private List<Run> all() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Run> runs = new ArrayList<>();
      for (Path path : files.toList()) {
        if (ID.matcher(String.valueOf(path.getFileName())).matches()
            && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          runs.add(new Run(path, touched(path)));
        }
      }
      runs.sort(Comparator.comparing(Run::touched).thenComparing(run -> run.path()).reversed());
      return runs;
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + directory, e);
    }
  }

  private static Instant touched(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (IOException e) {
      return Instant.MAX; // it is being removed by somebody else
    }
  }
}
