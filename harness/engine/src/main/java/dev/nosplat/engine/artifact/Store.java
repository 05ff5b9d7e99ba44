// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import dev.nosplat.engine.files.Durable;
import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Artifacts on disk, {@code <root>/<kind>/<key name>/}. An entry is written beside its place, is on
 * the disk before it is renamed into it, and so is there whole or not at all; a lock per key makes
 * sure that two processes which want the same artifact build it once; what is in use is not
 * removed, and what is used is what was stored.
 */
public final class Store {
  /** The file in each entry that says what went in. */
  public static final String INPUTS = "inputs.txt";

  /** The file that an entry's maker may write about it, lines of {@code name=value}. */
  static final String ABOUT = "about.txt";

  /** How a draft's place is called when it holds what is being removed. */
  private static final String REMOVED = "removed-";

  private final Path root;
  private final Clock clock;
  private final Consumer<Damage> told;
  private final Durable durable;
  private final Leases leases;

  /** The entries, by their directories' identities, that were found to be what was stored. */
  private final Set<Object> sound = ConcurrentHashMap.newKeySet();

  /** A store below {@code root}, which need not exist yet. */
  public Store(Path root, Clock clock) {
    this(root, clock, damage -> {});
  }

  /**
   * The same.
   *
   * @param told told of each damaged entry that is put away to be made again
   */
  public Store(Path root, Clock clock, Consumer<Damage> told) {
    this(root, clock, told, new Durable());
  }

  Store(Path root, Clock clock, Consumer<Damage> told, Durable durable) {
    this.root = root;
    this.clock = clock;
    this.told = told;
    this.durable = durable;
    this.leases = new Leases(root.resolve("keys.lock"));
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
   * @param problems what is wrong with that or with its key, as far as a glance shows
   */
  public record Entry(
      Key key,
      SortedMap<String, String> about,
      Path directory,
      Trees.Usage usage,
      Instant lastUsed,
      List<String> problems) {
    public Entry {
      about = Collections.unmodifiableSortedMap(new TreeMap<>(about));
      problems = List.copyOf(problems);
    }
  }

  /** A stretch of time in which what was found or made stays where it is. */
  @FunctionalInterface
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /** Keeps each entry that is asked for from now on until this is closed. */
  public Use use() {
    return leases.open();
  }

  /** Writes what a reader of the cache wants to know about an entry; part of no key. */
  public static void describe(Path draft, SortedMap<String, String> about) throws IOException {
    Files.writeString(draft.resolve(ABOUT), new Key("about", about).text());
  }

  /**
   * The artifact's directory if it is there and is what was stored; marks it as used. One that is
   * not is put away.
   */
  public Optional<Path> find(Key key) {
    return located(key).filter(entry -> isSound(entry, key.kind(), false));
  }

  /** The same where only the key's name is known, as records have it. */
  public Optional<Path> find(String kind, String name) {
    return name.matches("[0-9a-f]+")
        ? located(kind, name).filter(entry -> isSound(entry, kind, false))
        : Optional.empty();
  }

  /** The same without a look at its files: for whoever looks at each himself, or only asks. */
  public Optional<Path> located(Key key) {
    return located(key.kind(), key.name());
  }

  private Optional<Path> located(String kind, String name) {
    Path entry = root.resolve(kind).resolve(name);
    Path inputs = entry.resolve(INPUTS);
    if (!Files.exists(inputs) || !leases.take(inUse(entry)) || !Files.exists(inputs)) {
      return Optional.empty();
    }
    try {
      // Java opens a file to date it, and to open a pipe is to wait for ever.
      if (Files.isRegularFile(inputs, LinkOption.NOFOLLOW_LINKS)) {
        Files.setLastModifiedTime(inputs, FileTime.from(clock.instant()));
      }
    } catch (IOException e) {
      return Optional.of(entry); // in a cache that we may only read nothing is ever pruned
    }
    return Optional.of(entry);
  }

  /**
   * Digests an entry, once in this store's life.
   *
   * @param ours whether the lock to make it is ours already
   */
  private boolean isSound(Path entry, String kind, boolean ours) {
    Optional<Object> identity = identity(entry);
    if (identity.isEmpty()) {
      return false;
    }
    if (sound.contains(identity.get())) {
      return true;
    }
    if (problems(entry, kind).isEmpty()) {
      sound.add(identity.get());
      return true;
    }
    // It may be on its way out, or just made again: nobody does that to a locked one.
    Optional<FileLock> lock =
        ours
            ? Optional.empty()
            : FileLock.tryAcquire(keys(), making(entry), FileLock.Sharing.EXCLUSIVE);
    if (lock.isEmpty() && !ours) {
      return false;
    }
    try {
      List<String> problems = problems(entry, kind);
      if (problems.isEmpty()) {
        return true;
      }
      // Others who use it have what they opened; nobody is to open this once more.
      told.accept(new Damage(kind, name(entry), problems));
      discard(entry);
      return false;
    } catch (IOException e) {
      return false; // whoever makes it anew meets the same trouble, and tells it
    } finally {
      lock.ifPresent(FileLock::close);
    }
  }

  private static Optional<Object> identity(Path entry) {
    try {
      return Optional.ofNullable(Files.readAttributes(entry, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The artifact's directory, made now if it is not there or damaged.
   *
   * @param whenWaiting run once if another process is making it
   * @throws UncheckedIOException if the disk fails us; no entry appears, nothing is left
   * @throws InterruptedException if interrupted; no entry appears
   */
  public Path obtain(Key key, Runnable whenWaiting, Maker maker) throws InterruptedException {
    Optional<Path> there = find(key);
    if (there.isPresent()) {
      return there.get();
    }
    Path entry = entry(key);
    try (FileLock lock = lock(entry, whenWaiting)) {
      there = located(key).filter(found -> isSound(found, key.kind(), true));
      return there.isPresent() ? there.get() : make(key, maker);
    }
  }

  private Path make(Key key, Maker maker) throws InterruptedException {
    Path entry = entry(key);
    Path draft = root.resolve("drafts").resolve(key.kind() + "-" + key.name());
    try {
      Trees.delete(draft); // left by a process that was killed; we hold the lock, so it is nobody's
      Trees.makeDirectories(draft);
      maker.make(draft);
      Sums.write(draft);
      Path inputs = Files.writeString(draft.resolve(INPUTS), key.text());
      Files.setLastModifiedTime(inputs, FileTime.from(clock.instant()));
      discard(entry); // without inputs.txt it never was an entry
      durable.makeDirectories(root.resolve(key.kind()));
      durable.publish(draft, entry);
      leases.take(inUse(entry));
      identity(entry).ifPresent(sound::add);
      return entry;
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("storing " + entry + " was stopped");
    } catch (IOException e) {
      throw new UncheckedIOException("storing " + entry, e);
    } finally {
      deleteQuietly(draft);
    }
  }

  /** Every entry, most recently used first. */
  public List<Entry> entries() {
    return Entries.of(root, clock.instant());
  }

  /**
   * What is wrong with an entry: a file that is not as it was written, or a name that is not its
   * key's. Nothing for a sound one, and for one that was pruned meanwhile.
   */
  public List<String> verify(Entry entry) throws InterruptedException {
    if (problems(entry.directory(), entry.key().kind()).isEmpty()) {
      return List.of();
    }
    // It may have been removed, or made again, under our eyes: nobody does that to a locked one.
    try (FileLock lock = lock(entry.directory(), () -> {})) {
      return Files.exists(entry.directory())
          ? problems(entry.directory(), entry.key().kind())
          : List.of();
    }
  }

  private static List<String> problems(Path entry, String kind) {
    Description inputs = Description.read(entry, INPUTS);
    List<String> problems = new ArrayList<>(inputs.problems());
    if (problems.isEmpty() && !new Key(kind, inputs.values()).name().equals(name(entry))) {
      problems.add(INPUTS + " is not that of this entry");
    }
    try {
      problems.addAll(Sums.problems(entry));
    } catch (IOException e) {
      problems.add(String.valueOf(e));
    }
    return problems;
  }

  /**
   * Removes an entry, whole.
   *
   * @return whether it is gone; not if somebody makes or uses it
   * @throws IOException if the system does not let it go
   */
  public boolean remove(Entry entry) throws IOException {
    Path directory = entry.directory();
    Optional<FileLock> making =
        FileLock.tryAcquire(keys(), making(directory), FileLock.Sharing.EXCLUSIVE);
    if (making.isEmpty()) {
      return false;
    }
    try (FileLock alone = making.get()) {
      Optional<FileLock> using =
          FileLock.tryAcquire(keys(), inUse(directory), FileLock.Sharing.EXCLUSIVE);
      if (using.isEmpty()) {
        return false;
      }
      try (FileLock unused = using.get()) {
        discard(directory);
        return true;
      }
    }
  }

  /** Removes an entry that turned out to be of no use, whoever has it. */
  public void forget(Key key) throws InterruptedException {
    try (FileLock alone = lock(entry(key), () -> {})) {
      discard(entry(key));
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + entry(key), e);
    }
  }

  /** Takes an entry out of its place at once, and then to pieces. Its lock is ours. */
  private void discard(Path entry) throws IOException {
    Path grave = root.resolve("drafts").resolve(REMOVED + labelled(entry));
    Trees.makeDirectories(root.resolve("drafts"));
    Trees.delete(grave);
    try {
      Files.move(entry, grave, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // another process removed it
    }
    Trees.delete(grave);
  }

  /**
   * Removes what killed processes left half made or half removed.
   *
   * @return what could not be removed, a sentence each
   */
  public List<String> sweep() {
    List<String> left = new ArrayList<>();
    for (Path draft : Entries.directories(root.resolve("drafts"))) {
      String name = name(draft);
      String labelled = name.startsWith(REMOVED) ? name.substring(REMOVED.length()) : name;
      Optional<FileLock> lock =
          FileLock.tryAcquire(keys(), "make " + labelled, FileLock.Sharing.EXCLUSIVE);
      if (lock.isPresent()) {
        try (FileLock held = lock.get()) {
          Trees.delete(draft);
        } catch (IOException e) {
          left.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return left;
  }

  private FileLock lock(Path entry, Runnable whenWaiting) throws InterruptedException {
    return FileLock.acquire(keys(), making(entry), FileLock.Sharing.EXCLUSIVE, whenWaiting);
  }

  private Path keys() {
    return root.resolve("keys.lock");
  }

  /** By its place and not by its key: a damaged entry may have lost that. */
  private static String labelled(Path entry) {
    return name(entry.toAbsolutePath().getParent()) + "-" + name(entry);
  }

  private static String making(Path entry) {
    return "make " + labelled(entry);
  }

  private static String inUse(Path entry) {
    return "use " + labelled(entry);
  }

  private static String name(@org.jspecify.annotations.Nullable Path path) {
    return path == null ? "" : String.valueOf(path.getFileName());
  }

  private Path entry(Key key) {
    return root.resolve(key.kind()).resolve(key.name());
  }

  private static void deleteQuietly(Path directory) {
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      // The next maker of this key deletes it before it starts.
    }
  }
}
