// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Artifacts on disk, {@code <root>/<kind>/<key name>/}. An entry is written beside its place and
 * renamed into it, so that it is there whole or not at all; a lock per key makes sure that two
 * processes which want the same artifact build it once.
 */
public final class Store {
  /** The file in each entry that says what went in. */
  public static final String INPUTS = "inputs.txt";

  /** The file that an entry's maker may write about it, lines of {@code name=value}. */
  private static final String ABOUT = "about.txt";

  /** How a draft's place is called when it holds what is being removed. */
  private static final String REMOVED = "removed-";

  private final Path root;
  private final Clock clock;

  /** A store below {@code root}, which need not exist yet. */
  public Store(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  /** Fills an empty directory with an artifact's files. */
  @FunctionalInterface
  public interface Maker {
    /** Writes the artifact's files below {@code directory}. */
    void make(Path directory) throws IOException, InterruptedException;
  }

  /**
   * One artifact as {@code nosplat cache} lists it.
   *
   * @param about what its maker wrote about it
   */
  public record Entry(
      Key key,
      SortedMap<String, String> about,
      Path directory,
      long bytes,
      java.time.Instant lastUsed) {
    public Entry {
      about = Collections.unmodifiableSortedMap(new TreeMap<>(about));
    }
  }

  /** Writes what a reader of the cache wants to know about an entry; part of no key. */
  public static void describe(Path draft, SortedMap<String, String> about) throws IOException {
    Files.writeString(draft.resolve(ABOUT), new Key("about", about).text());
  }

  /** The artifact's directory if it is there; marks it as used. */
  public Optional<Path> find(Key key) {
    return find(entry(key));
  }

  /** The same where only the key's name is known, as records have it. */
  public Optional<Path> find(String kind, String name) {
    return name.matches("[0-9a-f]+") ? find(root.resolve(kind).resolve(name)) : Optional.empty();
  }

  private Optional<Path> find(Path entry) {
    if (!Files.isRegularFile(entry.resolve(INPUTS))) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(entry.resolve(INPUTS), FileTime.from(clock.instant()));
    } catch (IOException e) {
      return Optional.empty(); // pruned between the two looks
    }
    return Optional.of(entry);
  }

  /**
   * The artifact's directory, made now if it is not there.
   *
   * @param whenWaiting run once if another process is making it
   * @throws UncheckedIOException if the disk fails us
   * @throws InterruptedException if interrupted; no entry appears
   */
  public Path obtain(Key key, Runnable whenWaiting, Maker maker) throws InterruptedException {
    Optional<Path> there = find(key);
    if (there.isPresent()) {
      return there.get();
    }
    try (FileLock lock = lock(key, whenWaiting)) {
      there = find(key);
      return there.isPresent() ? there.get() : make(key, maker);
    }
  }

  private Path make(Key key, Maker maker) throws InterruptedException {
    Path draft = root.resolve("drafts").resolve(key.kind() + "-" + key.name());
    Path entry = entry(key);
    try {
      Trees.delete(draft); // left by a process that was killed; we hold the lock, so it is nobody's
      Files.createDirectories(draft);
      maker.make(draft);
      Sums.write(draft);
      Path inputs = Files.writeString(draft.resolve(INPUTS), key.text());
      Files.setLastModifiedTime(inputs, FileTime.from(clock.instant()));
      Trees.delete(entry); // without inputs.txt it never was an entry
      Files.createDirectories(entry.getParent());
      return Files.move(draft, entry, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("storing " + entry, e);
    } finally {
      deleteQuietly(draft);
    }
  }

  /** Every entry, most recently used first. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Path kind : children(root)) {
      String name = kind.getFileName().toString();
      if (name.equals("drafts") || name.equals("locks")) {
        continue;
      }
      for (Path directory : children(kind)) {
        Path inputs = directory.resolve(INPUTS);
        try {
          entries.add(
              new Entry(
                  new Key(name, values(inputs)),
                  values(directory.resolve(ABOUT)),
                  directory,
                  Trees.usage(directory).bytes(),
                  Files.getLastModifiedTime(inputs).toInstant()));
        } catch (IOException e) {
          continue; // pruned while we looked
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::lastUsed).reversed());
    return entries;
  }

  private static SortedMap<String, String> values(Path file) throws IOException {
    SortedMap<String, String> values = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  /**
   * What is wrong with an entry: a file that is not as it was written, or a name that is not its
   * key's. Nothing for a sound one, and for one that was pruned meanwhile.
   */
  public List<String> verify(Entry entry) throws InterruptedException {
    if (problems(entry).isEmpty()) {
      return List.of();
    }
    // It may have been removed, or made again, under our eyes: nobody does that to a locked one.
    try (FileLock lock = FileLock.acquire(lockFile(lockName(entry)), () -> {})) {
      return Files.exists(entry.directory()) ? problems(entry) : List.of();
    }
  }

  private List<String> problems(Entry entry) {
    List<String> problems = new ArrayList<>();
    if (!entry.directory().equals(entry(entry.key()))) {
      problems.add(INPUTS + " is not that of this entry");
    }
    try {
      problems.addAll(Sums.problems(entry.directory()));
    } catch (IOException | UncheckedIOException e) {
      problems.add(String.valueOf(e));
    }
    return problems;
  }

  /** By its place and not by its key: a damaged entry may have lost that. */
  private static String lockName(Entry entry) {
    return entry.key().kind() + "-" + entry.directory().getFileName();
  }

  /**
   * Removes an entry, whole.
   *
   * @return whether it is gone; not if somebody is at work on it
   */
  public boolean remove(Entry entry) throws InterruptedException {
    String locked = lockName(entry);
    Optional<FileLock> lock = FileLock.tryAcquire(lockFile(locked));
    if (lock.isEmpty()) {
      return false;
    }
    try (FileLock held = lock.get()) {
      Path grave = root.resolve("drafts").resolve(REMOVED + locked);
      Files.createDirectories(grave.getParent());
      Trees.delete(grave);
      Files.move(entry.directory(), grave, StandardCopyOption.ATOMIC_MOVE);
      Trees.delete(grave);
      return true;
    } catch (NoSuchFileException e) {
      return true; // another process removed it
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + entry.directory(), e);
    }
  }

  /** Removes what killed processes left half made or half removed. */
  public void sweep() throws InterruptedException {
    for (Path left : children(root.resolve("drafts"))) {
      String name = left.getFileName().toString();
      String locked = name.startsWith(REMOVED) ? name.substring(REMOVED.length()) : name;
      Optional<FileLock> lock = FileLock.tryAcquire(lockFile(locked));
      if (lock.isPresent()) {
        try (FileLock held = lock.get()) {
          deleteQuietly(left);
        }
      }
    }
  }

  /** The lock of one key, for work that belongs to an entry but happens outside {@link #obtain}. */
  public FileLock lock(Key key, Runnable whenWaiting) throws InterruptedException {
    return FileLock.acquire(lockFile(key.kind() + "-" + key.name()), whenWaiting);
  }

  private Path lockFile(String entry) {
    return root.resolve("locks").resolve(entry);
  }

  private Path entry(Key key) {
    return root.resolve(key.kind()).resolve(key.name());
  }

  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, Files::isDirectory)) {
        stream.forEach(children::add);
      } catch (IOException e) {
        throw new UncheckedIOException("listing " + directory, e);
      }
    }
    return children;
  }

  private static void deleteQuietly(Path directory) {
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      // The next maker of this key deletes it before it starts.
    }
  }
}
