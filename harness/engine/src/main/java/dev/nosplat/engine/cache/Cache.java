// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Disk;
import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What nosplat keeps on disk, to be looked at, checked and cut down. It needs no container. */
public final class Cache {
  /** How often the limits are applied at most: to measure all takes about a second. */
  private static final Duration TIDY_EVERY = Duration.ofHours(1);

  private final Path cache;
  private final Path runs;
  private final Clock clock;
  private final Contents contents;

  /**
   * What is kept in these two places.
   *
   * @param cache artifacts, sources, build directories
   * @param runs one directory a run
   */
  public Cache(Path cache, Path runs, Clock clock) {
    this.cache = cache;
    this.runs = runs;
    this.clock = clock;
    this.contents = new Contents(cache, new Store(cache.resolve("store"), clock), clock);
  }

  /**
   * One thing in the cache.
   *
   * @param kind {@code kernel}, {@code snapshot}, {@code build}, ...
   * @param name the key of an artifact, or the directory's name
   * @param what it is, in words
   * @param usage what it takes
   */
  public record Item(String kind, String name, String what, Trees.Usage usage, Instant lastUsed) {
    /** What it takes, as far as it can be measured. */
    public long bytes() {
      return usage.bytes();
    }
  }

  /** An artifact that is not what was stored, and how that shows. */
  public record Damage(Item item, List<String> problems) {
    public Damage {
      problems = List.copyOf(problems);
    }
  }

  /** What these take together. */
  public static long bytes(List<Item> items) {
    return items.stream()
        .map(Item::usage)
        .reduce(new Trees.Usage(0, 0, true), Trees.Usage::plus)
        .bytes();
  }

  /** Everything, the artifacts first, the most recently used of each kind first. */
  public List<Item> items() {
    return contents.all().stream().map(Contents.Held::item).toList();
  }

  /** What the run directories take. */
  public Item runs() {
    int count = new Runs(runs, clock).count();
    return new Item(
        "runs",
        String.valueOf(runs.getFileName()),
        count == 1 ? "1 run" : count + " runs",
        contents.usage(runs),
        clock.instant());
  }

  /**
   * Digests every artifact.
   *
   * @param remove whether damaged ones are removed, to be made again by the next run
   */
  public List<Damage> verify(boolean remove) throws InterruptedException {
    return contents.verify(remove);
  }

  /**
   * Removes what was not used for longest until the rest fits. What cannot be made again without a
   * network, the sources and packages, stays, and so does what a running command uses. One thing
   * that cannot be removed or measured keeps nothing else from being removed.
   *
   * @return what was removed, and what the system did not let go
   */
  public Pruned prune(long maxBytes) throws InterruptedException {
    try (FileLock alone = FileLock.acquire(pruning(), () -> {})) {
      return pruneAlone(maxBytes);
    }
  }

  /** What {@link #prune} would remove now, as long as no running command uses it. */
  public Pruned wouldPrune(long maxBytes) {
    List<Item> removed = new ArrayList<>();
    fit(
        maxBytes,
        each -> {
          boolean goes = !each.stays();
          if (goes) {
            removed.add(each.item());
          }
          return goes;
        });
    return new Pruned(removed, List.of());
  }

  /** What {@link #pruneRuns} would remove now. */
  public Pruned wouldPruneRuns(Retention retention) {
    return new Runs(runs, clock).wouldPrune(retention);
  }

  /** Removes the directories of killed runs and of those that are not to be kept. */
  public Pruned pruneRuns(Retention retention) throws InterruptedException {
    try (FileLock alone = FileLock.acquire(pruning(), () -> {})) {
      return new Runs(runs, clock).prune(retention);
    }
  }

  /**
   * Applies the limits, at most once an hour and only if nobody else is about it: the end of a run
   * is a good moment. It never throws because of what it finds on the disk.
   *
   * @return what it did; nothing where it was too soon
   */
  public Optional<Pruned> tidy(Limits limits) {
    Path stamp = cache.resolve("tidied");
    try {
      if (Files.exists(stamp) && Disk.isYounger(stamp, TIDY_EVERY, clock.instant())) {
        return Optional.empty();
      }
      Optional<FileLock> alone = FileLock.tryAcquire(pruning());
      if (alone.isEmpty()) {
        return Optional.empty();
      }
      try (FileLock held = alone.get()) {
        Files.writeString(stamp, "");
        Files.setLastModifiedTime(stamp, FileTime.from(clock.instant()));
        Pruned pruned = new Runs(runs, clock).prune(limits.runs());
        OptionalLong bytes = limits.cacheBytes();
        return Optional.of(bytes.isPresent() ? pruned.plus(pruneAlone(bytes.getAsLong())) : pruned);
      }
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(
          new Pruned(List.of(), List.of("the cache cannot be tidied: " + e.getMessage())));
    }
  }

  private Path pruning() {
    return cache.resolve("prune.lock");
  }

  private Pruned pruneAlone(long maxBytes) {
    Pruned swept = contents.sweep();
    List<Item> removed = new ArrayList<>(swept.removed());
    List<String> left = new ArrayList<>(swept.left());
    fit(
        maxBytes,
        each -> {
          try {
            boolean gone = each.removal().remove();
            if (gone) {
              removed.add(each.item());
            }
            return gone;
          } catch (IOException | UncheckedIOException e) {
            left.add(String.valueOf(e.getMessage()));
            return false;
          }
        });
    return new Pruned(removed, left);
  }

  /**
   * Goes through everything, the most recently used first, and removes what is too much.
   *
   * @param removal whether a thing is gone now
   */
  private void fit(long maxBytes, Predicate<Contents.Held> removal) {
    List<Contents.Held> all = new ArrayList<>(contents.all());
    all.sort(
        Comparator.comparing(Contents.Held::stays)
            .thenComparing((Contents.Held each) -> each.item().lastUsed())
            .reversed());
    long total = 0;
    for (Contents.Held each : all) {
      Trees.Usage usage = each.item().usage();
      long with = new Trees.Usage(total, 0, true).plus(usage).bytes();
      // What cannot be measured may be of any size.
      if (with <= maxBytes && usage.whole()) {
        total = with;
        continue;
      }
      if (!removal.test(each)) {
        total = with;
      }
    }
  }
}
