// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.source.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What lies in the cache directory, and the ways to be rid of it. */
final class Contents {
  private static final int SHORT = 8;

  /** How a directory is called from the moment it no longer counts until it is gone. */
  private static final String REMOVED = ".removed-";

  private final Path cache;
  private final Store store;
  private final Clock clock;

  Contents(Path cache, Store store, Clock clock) {
    this.cache = cache;
    this.store = store;
    this.clock = clock;
  }

  /**
   * An item and the way to be rid of it.
   *
   * @param stays whether there is none: it counts all the same, and before what could go
   */
  record Held(Cache.Item item, Removal removal, boolean stays) {
    Held(Cache.Item item, Removal removal) {
      this(item, removal, false);
    }
  }

  @FunctionalInterface
  interface Removal {
    /** Says whether it went: it does not where somebody is at work on it. */
    boolean remove() throws IOException;
  }

  List<Held> all() {
    List<Held> all = new ArrayList<>();
    store.entries().stream()
        .sorted(Comparator.comparing(entry -> entry.key().kind()))
        .forEach(entry -> all.add(new Held(item(entry), () -> store.remove(entry))));
    Path builds = cache.resolve("build");
    for (Path build : directories(builds)) {
      Path given = cache.resolve("given").resolve(build.getFileName());
      Path objects = given.resolveSibling(build.getFileName() + ".objects");
      Cache.Item item = item("build", build, "a build directory", given);
      Path lock = builds.resolve(build.getFileName() + ".lock");
      all.add(new Held(item, () -> removed(lock, List.of(build, given, objects))));
    }
    Path checkouts = cache.resolve("sources/checkouts");
    for (Path checkout : directories(checkouts)) {
      Cache.Item item = item("checkout", checkout, "a source tree", checkout.resolve("index"));
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
    all.removeIf(each -> each.item().bytes() == 0 && each.item().usage().whole());
    return all;
  }

  private Held kept(String kind, String place, String what) {
    Path directory = cache.resolve(place);
    return new Held(item(kind, directory, what, directory), () -> false, true);
  }

  List<Cache.Damage> verify(boolean remove) throws InterruptedException {
    List<Cache.Damage> damaged = new ArrayList<>();
    for (Store.Entry entry : store.entries()) {
      List<String> problems = new ArrayList<>(store.verify(entry));
      if (!problems.isEmpty()) {
        try {
          if (remove && !store.remove(entry)) {
            problems.add("it is in use, and was not removed");
          }
        } catch (IOException e) {
          problems.add("it cannot be removed: " + e.getMessage());
        }
        damaged.add(new Cache.Damage(item(entry), problems));
      }
    }
    return damaged;
  }

  private static boolean removed(Path lockFile, List<Path> paths) throws IOException {
    Optional<FileLock> lock = FileLock.tryAcquire(lockFile);
    if (lock.isEmpty()) {
      return false;
    }
    try (FileLock held = lock.get()) {
      for (Path path : paths) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(path);
          continue;
        }
        // Whole or not at all: make must never find half of its own directory.
        Path grave = path.resolveSibling(REMOVED + path.getFileName());
        Trees.delete(grave);
        try {
          Files.move(path, grave, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
          continue;
        }
        Trees.delete(grave);
      }
      return true;
    }
  }

  /** Removes what killed processes and failed imports left. */
  Pruned sweep() {
    List<String> left = new ArrayList<>(store.sweep());
    List<Path> places = new ArrayList<>(directories(cache.resolve("sources/checkouts")));
    places.add(cache.resolve("build"));
    places.add(cache.resolve("given"));
    for (Path place : places) {
      for (Path child : children(place)) {
        if (child.getFileName().toString().startsWith(REMOVED)) {
          try {
            Trees.delete(child);
          } catch (IOException e) {
            left.add(String.valueOf(e.getMessage()));
          }
        }
      }
    }
    List<Cache.Item> removed = new ArrayList<>();
    try {
      long bytes = Leftovers.sweepUnlessImporting(cache.resolve("sources"), clock.instant());
      if (bytes > 0) {
        removed.add(
            new Cache.Item(
                "leftover",
                "trees.git",
                "what imports left that did not end",
                new Trees.Usage(bytes, 0, true),
                clock.instant()));
      }
    } catch (IOException | UncheckedIOException e) {
      left.add(String.valueOf(e.getMessage()));
    }
    return new Pruned(removed, left);
  }

  private static Cache.Item item(Store.Entry entry) {
    String title = entry.about().getOrDefault("title", "");
    String what = title.isEmpty() ? inputs(entry.key().inputs()) : title;
    return new Cache.Item(
        entry.key().kind(),
        entry.directory().getFileName().toString(),
        entry.problems().isEmpty() ? what : "damaged: " + String.join("; ", entry.problems()),
        entry.usage(),
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

  private Cache.Item item(String kind, Path directory, String what, Path touched) {
    Trees.Usage usage = usage(directory);
    return new Cache.Item(
        kind,
        String.valueOf(directory.getFileName()),
        usage.whole() ? what : what + ", of which a part cannot be looked at",
        usage,
        used(touched));
  }

  /** What a container could have dated in the future counts as never used. */
  private Instant used(Path touched) {
    try {
      Instant used = Files.getLastModifiedTime(touched).toInstant();
      return used.isAfter(clock.instant()) ? Instant.EPOCH : used;
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  Trees.Usage usage(Path directory) {
    try {
      return Files.isDirectory(directory) ? Trees.usage(directory) : new Trees.Usage(0, 0, true);
    } catch (IOException e) {
      return new Trees.Usage(0, 0, false);
    }
  }

  private static List<Path> directories(Path directory) {
    return children(directory).stream()
        .filter(child -> !child.getFileName().toString().startsWith(REMOVED))
        .toList();
  }

  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, Files::isDirectory)) {
        stream.forEach(children::add);
      } catch (DirectoryIteratorException | IOException e) {
        return List.of(); // a directory that does not let itself be listed has nothing to show
      }
    }
    Collections.sort(children);
    return children;
  }
}
