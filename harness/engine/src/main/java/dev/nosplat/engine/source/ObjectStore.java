// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.files.Disk;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one bare git repository that holds every tree. What lies in a repository of the user's is
 * borrowed through {@code objects/info/alternates}, never copied and never changed.
 */
public final class ObjectStore {
  /** Bytes go in and out as they are, whatever a tree's own .gitattributes asks for. */
  static final String ATTRIBUTES = "* -text -eol -filter -ident -working-tree-encoding\n";

  private static final String PREFIX = "refs/nosplat/";

  /** A line of {@code git ls-tree}: 100644 or 100755, and not 120000 or 160000. */
  private static final Pattern REGULAR = Pattern.compile("100[0-7]{3} blob ");

  private final Path cache;
  private final Path repository;
  private final Git git;

  private ObjectStore(Path cache, Git git) {
    this.cache = cache;
    this.repository = cache.resolve("trees.git");
    this.git = git;
  }

  /**
   * Opens the store in a cache directory, making it when there is none.
   *
   * @param cache the cache directory; the store is {@code trees.git} below it
   */
  public static ObjectStore open(Path cache, Git git) throws InterruptedException {
    ObjectStore store = new ObjectStore(cache.toAbsolutePath(), git);
    try {
      if (!Files.exists(store.repository.resolve("HEAD"))) {
        try (FileGuard guard = store.guard("the cache", Progress.silent())) {
          store.create();
        }
      }
    } catch (IOException e) {
      throw store.unusable(e);
    }
    return store;
  }

  private void create() throws IOException, InterruptedException {
    if (Files.exists(repository.resolve("HEAD"))) {
      return;
    }
    Path fresh = Files.createTempDirectory(cache, "trees");
    Git.Call init = git.of(fresh);
    init.get("init", "--quiet", "--bare", "--template=", fresh.toString());
    for (String setting :
        List.of(
            "gc.auto=0", // Trees are kept alive by no ref.
            "core.fileMode=true",
            "core.symlinks=true",
            "core.autocrlf=false",
            "core.trustctime=false", // Containers change owners, not contents.
            "core.compression=1",
            "core.logAllRefUpdates=false",
            "checkout.workers=0",
            "index.version=4")) {
      int equals = setting.indexOf('=');
      git.of(fresh).get("config", setting.substring(0, equals), setting.substring(equals + 1));
    }
    Files.createDirectories(fresh.resolve("info"));
    Files.writeString(fresh.resolve("info/attributes"), ATTRIBUTES);
    Files.move(fresh, repository, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A call in this store's repository. */
  public Git.Call git() {
    return git.of(repository);
  }

  /** The git that this store uses, for calls elsewhere. */
  public Git host() {
    return git;
  }

  Path repository() {
    return repository;
  }

  /** The cache directory. */
  public Path cache() {
    return cache;
  }

  /** A directory for files that live as long as one call, below the cache directory. */
  public Path scratch() {
    Path scratch = cache.resolve("tmp");
    try {
      Files.createDirectories(scratch);
    } catch (IOException e) {
      throw unusable(e);
    }
    return scratch;
  }

  private FileGuard guard(String holding, Progress progress) throws InterruptedException {
    return FileGuard.acquire(cache.resolve("trees.lock"), holding, progress);
  }

  /**
   * The right to import: one at a time, because two would read the disk against each other. What a
   * killed import left behind is removed.
   */
  FileGuard importing(Progress progress) throws InterruptedException {
    FileGuard guard =
        FileGuard.acquire(cache.resolve(Leftovers.LOCK), "the object store", progress);
    try {
      Leftovers.sweep(repository);
    } catch (IOException e) {
      guard.close();
      throw unusable(e);
    }
    return guard;
  }

  /** Makes the objects of another object directory readable here. */
  void borrow(Path objects) throws InterruptedException {
    String line = objects.toString();
    if (line.contains("\n") || line.startsWith("\"") || line.startsWith("#")) {
      throw new BadInput(
          "Git cannot borrow from a path like " + line.replace('\n', '?') + ".",
          List.of("it holds a line end, or starts with a quote or a hash"),
          "Give the repository another path, for example through a symbolic link.");
    }
    try (FileGuard guard = guard("the cache", Progress.silent())) {
      Path alternates = repository.resolve("objects/info/alternates");
      List<String> lines = Files.exists(alternates) ? Files.readAllLines(alternates) : List.of();
      // A repository that is gone would make git complain in every call.
      List<String> kept =
          new ArrayList<>(lines.stream().filter(l -> Files.isDirectory(Path.of(l))).toList());
      if (!kept.contains(line)) {
        kept.add(line);
      }
      if (!kept.equals(lines)) {
        Files.createDirectories(alternates.getParent());
        Path fresh = Files.createTempFile(alternates.getParent(), "alternates", ".new");
        Files.write(fresh, kept);
        Files.move(fresh, alternates, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The commit that a name of ours stands for. */
  Optional<String> recall(String name) throws InterruptedException {
    Git.Result found = git().run("rev-parse", "--verify", "--quiet", PREFIX + name + "^{commit}");
    return found.ok() ? Optional.of(found.text()) : Optional.empty();
  }

  /** Lets a name of ours stand for a commit, and keeps the commit alive. */
  void remember(String name, String commit) throws InterruptedException {
    git().get("update-ref", PREFIX + name, commit);
  }

  /** The whole name of a ref of ours. */
  String ref(String name) {
    return PREFIX + name;
  }

  /** The tree of a commit that is in the store. */
  public String treeOf(String commit) throws InterruptedException {
    return git().get("rev-parse", "--verify", commit + "^{tree}");
  }

  /** A commit of a tree; the same arguments always give the same commit. */
  public String commit(String treeId, String message, List<String> parents)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("commit-tree", "-F", "-"));
    parents.forEach(parent -> arguments.addAll(List.of("-p", parent)));
    arguments.add(treeId);
    Git.Call call = git().input(message.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      call.with("GIT_" + who + "_NAME", "nosplat")
          .with("GIT_" + who + "_EMAIL", "nosplat@localhost")
          .with("GIT_" + who + "_DATE", "@0 +0000");
    }
    return call.get(arguments.toArray(String[]::new));
  }

  /**
   * The bytes of a regular file in a tree; empty if there is none of that name. A link's text is no
   * file's: who reads it as one reads what the tree's author chose.
   */
  public Optional<byte[]> file(String treeId, String path) throws InterruptedException {
    Git.Result entry = git().run("ls-tree", "-z", treeId, "--", path);
    if (!entry.ok() || !REGULAR.matcher(entry.text()).lookingAt()) {
      return Optional.empty();
    }
    Git.Result blob = git().run("cat-file", "blob", treeId + ":" + path);
    return blob.ok() ? Optional.of(blob.out()) : Optional.empty();
  }

  /**
   * Removes what an import left that failed; its guard is held.
   *
   * @param complaints what was said when it failed
   * @throws InfraFailed if it failed because of our disk
   */
  void clearUp(List<String> complaints) {
    Optional<String> trouble = Disk.trouble(cache);
    try {
      Leftovers.sweep(repository);
    } catch (IOException e) {
      throw unusable(e);
    }
    if (trouble.isPresent()) {
      List<String> evidence = new ArrayList<>(List.of(cache + ": " + trouble.get()));
      evidence.addAll(complaints);
      throw InfraFailed.disk(cache, evidence);
    }
  }

  InfraFailed unusable(IOException e) {
    return new InfraFailed(
        "The cache directory " + cache + " cannot be used.",
        List.of(String.valueOf(e)),
        "Make it writable and see that its disk has room, or choose another with XDG_CACHE_HOME.",
        e);
  }
}
