// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What nosplat keeps on disk, to be looked at, checked and cut down. It needs no container. */
public final class Cache {
  private static final int SHORT = 8;

  /** How a directory is called from the moment it no longer counts until it is gone. */
  private static final String REMOVED = ".removed-";

  private final Path cache;
  private final Path runs;
  private final Store store;

  /**
   * What is kept in these two places.
   *
   * @param cache artifacts, sources, build directories
   * @param runs one directory a run
   */
  public Cache(Path cache, Path runs, Clock clock) {
    this.cache = cache;
    this.runs = runs;
    this.store = new Store(cache.resolve("store"), clock);
  }

  /**
   * One thing in the cache.
   *
   * @param kind {@code kernel}, {@code snapshot}, {@code build}, ...
   * @param name the key of an artifact, or the directory's name
   * @param what it is, in words
   */
  public record Item(String kind, String name, String what, long bytes, Instant lastUsed) {}

  /** An artifact that is not what was stored, and how that shows. */
  public record Damage(Item item, List<String> problems) {
    public Damage {
      problems = List.copyOf(problems);
    }
  }

  /** An item and the way to be rid of it; it says whether it went. */
  private record Held(Item item, Removal removal) {}

  @FunctionalInterface
  private interface Removal {
    boolean remove() throws InterruptedException;
  }

  /** Everything, the artifacts first, the most recently used of each kind first. */
  public List<Item> items() {
    return held().stream().map(Held::item).toList();
  }

  /** What the run directories take, which nothing here ever removes. */
  public Item runs() {
    return item("runs", runs, "what each run left", runs);
  }

  /**
   * Digests every artifact.
   *
   * @param remove whether damaged ones are removed, to be made again by the next run
   */
  public List<Damage> verify(boolean remove) throws InterruptedException {
    List<Damage> damaged = new ArrayList<>();
    for (Store.Entry entry : store.entries()) {
      List<String> problems = store.verify(entry);
      if (!problems.isEmpty()) {
        damaged.add(new Damage(item(entry), problems));
        if (remove) {
          store.remove(entry);
        }
      }
    }
    return damaged;
  }

  /**
   * Removes what was not used for longest until the rest fits. What cannot be made again without a
   * network, the sources and packages, stays, and so does what somebody is at work on.
   *
   * @return what was removed
   */
  public List<Item> prune(long maxBytes) throws InterruptedException {
    try (FileLock alone = FileLock.acquire(cache.resolve("prune.lock"), () -> {})) {
      sweep();
      return pruneAlone(maxBytes);
    }
  }

  private List<Item> pruneAlone(long maxBytes) throws InterruptedException {
    List<Item> removed = new ArrayList<>();
    List<Held> all = new ArrayList<>(held());
    all.sort(Comparator.comparing((Held each) -> each.item().lastUsed()).reversed());
    long total = 0;
    for (Held each : all) {
      total += each.item().bytes();
      if (total > maxBytes && each.removal().remove()) {
        removed.add(each.item());
        total -= each.item().bytes();
      }
    }
    return removed;
  }

  private List<Held> held() {
    List<Held> all = new ArrayList<>();
    store.entries().stream()
        .sorted(Comparator.comparing(entry -> entry.key().kind()))
        .forEach(entry -> all.add(new Held(item(entry), () -> store.remove(entry))));
    Path builds = cache.resolve("build");
    for (Path build : directories(builds)) {
      Path given = cache.resolve("given").resolve(build.getFileName());
      Path objects = given.resolveSibling(build.getFileName() + ".objects");
      Item item = item("build", build, "a build directory", given);
      Path lock = builds.resolve(build.getFileName() + ".lock");
      all.add(new Held(item, () -> removed(lock, List.of(build, given, objects))));
    }
    Path checkouts = cache.resolve("sources/checkouts");
    for (Path checkout : directories(checkouts)) {
      Item item = item("checkout", checkout, "a source tree", checkout.resolve("index"));
      all.add(
          new Held(
              item,
              () ->
                  removed(
                      checkout.resolve("lock"),
                      List.of(checkout.resolve("index"), checkout.resolve("linux")))));
    }
    all.add(kept("sources", "sources/trees.git", "every tree that was read"));
    all.add(kept("packages", "apt", "source packages as they were fetched"));
    all.add(kept("compiled", "ccache", "ccache, which limits itself"));
    all.removeIf(each -> each.item().bytes() == 0);
    return all;
  }

  private Held kept(String kind, String place, String what) {
    Path directory = cache.resolve(place);
    return new Held(item(kind, directory, what, directory), () -> false);
  }

  private static boolean removed(Path lockFile, List<Path> paths) throws InterruptedException {
    Optional<FileLock> lock = FileLock.tryAcquire(lockFile);
    if (lock.isEmpty()) {
      return false;
    }
    try (FileLock held = lock.get()) {
      for (Path path : paths) {
        if (Files.isDirectory(path)) {
          // Whole or not at all: make must never find half of its own directory.
          Path grave = path.resolveSibling(REMOVED + path.getFileName());
          Files.move(path, grave, StandardCopyOption.ATOMIC_MOVE);
          Trees.delete(grave);
        } else {
          Files.deleteIfExists(path);
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + paths, e);
    }
  }

  /** What killed processes left. */
  private void sweep() throws InterruptedException {
    store.sweep();
    List<Path> places = new ArrayList<>(directories(cache.resolve("sources/checkouts")));
    places.add(cache.resolve("build"));
    try {
      for (Path place : places) {
        for (Path left : children(place)) {
          if (left.getFileName().toString().startsWith(REMOVED)) {
            Trees.delete(left);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing what a killed process left", e);
    }
  }

  private static Item item(Store.Entry entry) {
    String title = entry.about().getOrDefault("title", "");
    return new Item(
        entry.key().kind(),
        entry.directory().getFileName().toString(),
        title.isEmpty() ? inputs(entry.key().inputs()) : title,
        entry.bytes(),
        entry.lastUsed());
  }

  /** An artifact that says nothing about itself: what it was made from. */
  private static String inputs(Map<String, String> inputs) {
    Map<String, String> telling = new TreeMap<>(inputs);
    telling.keySet().retainAll(List.of("name", "kernel", "content", "accelerator"));
    return telling.entrySet().stream()
        .map(e -> e.getKey().equals("name") ? e.getValue() : e.getKey() + " " + cut(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String cut(String value) {
    return value.substring(0, Math.min(SHORT, value.length()));
  }

  private static Item item(String kind, Path directory, String what, Path touched) {
    try {
      Instant used =
          Files.exists(touched) ? Files.getLastModifiedTime(touched).toInstant() : Instant.EPOCH;
      long bytes = Files.isDirectory(directory) ? Trees.usage(directory).bytes() : 0;
      return new Item(kind, String.valueOf(directory.getFileName()), what, bytes, used);
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + directory, e);
    }
  }

  private static List<Path> directories(Path directory) {
    return children(directory).stream()
        .filter(child -> !child.getFileName().toString().startsWith(REMOVED))
        .toList();
  }

  private static List<Path> children(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + directory, e);
    }
  }
}
