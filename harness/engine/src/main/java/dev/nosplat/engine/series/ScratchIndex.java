// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.series.repair.TreeFiles;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** A tree that patches are applied to, in an index file that nobody else sees. */
final class ScratchIndex implements TreeFiles, AutoCloseable {
  private final ObjectStore store;
  private final Path directory;
  private final Path index;

  ScratchIndex(ObjectStore store, String treeId) throws InterruptedException {
    this.store = store;
    try {
      this.directory = Files.createTempDirectory(store.scratch(), "series");
    } catch (IOException e) {
      throw failed(e);
    }
    this.index = directory.resolve("index");
    git().get("read-tree", treeId);
  }

  private Git.Call git() {
    return store.git().index(index);
  }

  /** Applies a diff as it stands; the index stays as it was if that fails. */
  Git.Result apply(Patch patch, String... options) throws InterruptedException {
    String[] arguments = new String[options.length + 5];
    arguments[0] = "apply";
    arguments[1] = "--cached";
    arguments[2] = "--verbose";
    arguments[3] = "--whitespace=nowarn";
    arguments[4] = "-p" + patch.strip();
    System.arraycopy(options, 0, arguments, 5, options.length);
    return git().input(RawText.bytes(patch.diff())).run(arguments);
  }

  /** Applies a diff by merging with the file that it was made for, where the store has that. */
  Git.Result merge(Patch patch) throws InterruptedException {
    Path before = directory.resolve("before");
    try {
      Files.copy(index, before, StandardCopyOption.REPLACE_EXISTING);
      Git.Result result = apply(patch, "--3way");
      if (!result.ok()) {
        Files.move(before, index, StandardCopyOption.REPLACE_EXISTING);
      }
      return result;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A file's bytes (see the package) as it is now. */
  @Override
  public Optional<String> file(String path) throws InterruptedException {
    if (path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    Git.Result blob = git().run("cat-file", "blob", ":" + path);
    return blob.ok() ? Optional.of(RawText.of(blob.out())) : Optional.empty();
  }

  /** The mode of a file now, for example {@code 100644}. */
  @Override
  public Optional<String> mode(String path) throws InterruptedException {
    if (path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    List<String> entries =
        git().with("GIT_LITERAL_PATHSPECS", "1").run("ls-files", "-s", "-z", "--", path).records();
    return entries.stream()
        .filter(entry -> entry.endsWith("\t" + path))
        .map(entry -> entry.substring(0, 6))
        .findFirst();
  }

  /** Whether any file lies below a directory. */
  boolean holdsDirectory(String path) throws InterruptedException {
    Git.Result found =
        git().with("GIT_LITERAL_PATHSPECS", "1").run("ls-files", "-z", "--", path + "/");
    return found.out().length > 0;
  }

  /** Puts a file there, whatever was there before. */
  void put(String path, String mode, String raw) throws InterruptedException {
    String blob = git().input(RawText.bytes(raw)).get("hash-object", "-w", "--stdin");
    Git.Result put =
        git().run("update-index", "--add", "--cacheinfo", mode + "," + blob + "," + path);
    if (!put.ok()) {
      throw new BadInput(
          "Git does not allow the path " + RawText.shown(path) + ".",
          put.complaints(),
          "A patch may only change files below the tree's top, and none of git's own.");
    }
  }

  /** Removes a file. */
  void remove(String path) throws InterruptedException {
    String zero = "0 0000000000000000000000000000000000000000\t";
    git()
        .input((zero + path + "\0").getBytes(StandardCharsets.UTF_8))
        .get("update-index", "-z", "--index-info");
  }

  /** The tree as it is now. */
  String tree() throws InterruptedException {
    return git().get("write-tree");
  }

  /** The names of the tracked files, all of them. */
  @Override
  public List<String> names() throws InterruptedException {
    return git().run("ls-files", "-z").records();
  }

  private InfraFailed failed(IOException e) {
    return new InfraFailed(
        "A scratch file in the cache directory cannot be written.",
        List.of(String.valueOf(e)),
        "Make the cache directory writable and see that its disk has room.",
        e);
  }

  @Override
  public void close() {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
