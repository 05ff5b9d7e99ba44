// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain directory, imported into the object store. An index of ours remembers sizes and times, so
 * that only what changed is read the second time.
 */
final class DirectorySource {
  private final ObjectStore store;
  private final Path directory;
  private final Path index;

  DirectorySource(ObjectStore store, Path directory, String name) {
    this.store = store;
    this.directory = directory;
    this.index = store.cache().resolve("directories").resolve(name + ".index");
  }

  /** The commit of what the directory holds now. */
  String commit(Progress progress) throws InterruptedException {
    try (FileGuard guard = store.importing(progress)) {
      progress.begin("reading " + directory);
      Files.createDirectories(index.getParent());
      Files.deleteIfExists(Path.of(index + ".lock")); // A killed run's: we hold the guard.
      Git.Result added = built() ? addSources() : addAll();
      if (!added.ok()) {
        store.clearUp(added.complaints());
        throw new BadInput(
            "The directory " + directory + " cannot be read.",
            added.complaints(),
            "See that every file there can be read.");
      }
      String tree = call().get("write-tree");
      return store.commit(tree, "A directory\n", List.of());
    } catch (IOException e) {
      throw store.unusable(e);
    }
  }

  /**
   * Everything there is. The tree's own .gitignore is not asked: that of a Debian source package
   * ignores every file at the top.
   */
  private Git.Result addAll() throws InterruptedException {
    return WorkTreeFiles.into(this::call, List.of(), settings());
  }

  private List<String> settings() {
    // One pack instead of 96,000 loose objects.
    return Files.exists(index) ? List.of() : List.of("core.bigFileThreshold=1");
  }

  /**
   * Whether something was built in the directory itself: the top-level Makefile (7.3) then refuses
   * to build elsewhere from it.
   */
  private boolean built() {
    return Files.exists(directory.resolve(".config"))
        || Files.isDirectory(directory.resolve("include/config"))
        || Files.isDirectory(directory.resolve("include/generated"));
  }

  /** What is left when the .gitignore files of the tree, those for everything aside, are obeyed. */
  private Git.Result addSources() throws InterruptedException, IOException {
    Path patterns = Files.createTempFile(store.scratch(), "ignored", ".patterns");
    try {
      Files.write(patterns, ignored(), StandardCharsets.ISO_8859_1);
      return WorkTreeFiles.into(this::call, List.of("--exclude-from=" + patterns), settings());
    } finally {
      Files.deleteIfExists(patterns);
    }
  }

  private List<String> ignored() throws IOException {
    List<String> patterns = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    try (var walk =
        Files.find(directory, 8, (p, a) -> a.isRegularFile() && p.endsWith(".gitignore"))) {
      walk.sorted().forEach(files::add);
    }
    files.sort((a, b) -> Integer.compare(a.getNameCount(), b.getNameCount()));
    for (Path file : files) {
      Path below = directory.relativize(file.getParent());
      String prefix = below.toString().isEmpty() ? "" : "/" + below;
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        if (!line.isBlank() && !line.startsWith("#") && !line.equals("/*")) {
          patterns.add(anchored(prefix, line));
        }
      }
    }
    patterns.add("!.gitignore");
    patterns.add(".git");
    return patterns;
  }

  /** A pattern of a .gitignore further down, as the same pattern at the top. */
  private static String anchored(String prefix, String line) {
    if (prefix.isEmpty()) {
      return line;
    }
    boolean not = line.startsWith("!");
    String pattern = not ? line.substring(1) : line;
    int slash = pattern.indexOf('/');
    boolean anywhere = slash < 0 || slash == pattern.length() - 1;
    String there = prefix + (anywhere ? "/**/" : pattern.startsWith("/") ? "" : "/") + pattern;
    return (not ? "!" : "") + there;
  }

  private Git.Call call() {
    return store.git().workTree(directory).index(index);
  }
}
