// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.source.ForeignRepository;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An index of ours over a repository of the user's: patches can be tried on any of its commits, and
 * neither its index nor its work tree nor its objects change.
 */
final class ShadowIndex implements AutoCloseable {
  private final Git git;
  private final Path repository;
  private final Path directory;
  private final String objects;

  /**
   * Fills an index with a commit's tree.
   *
   * @param scratch an existing directory of ours
   */
  ShadowIndex(Git git, Path repository, Path scratch, String commit) throws InterruptedException {
    this.git = git;
    this.repository = repository;
    this.objects = ForeignRepository.named(repository).alternate();
    try {
      this.directory = Files.createTempDirectory(scratch, "index");
      Files.createDirectory(directory.resolve("objects"));
    } catch (IOException e) {
      throw unwritable(scratch, e);
    }
    call().get("read-tree", commit);
  }

  /** A call that reads and writes this index, and whose objects stay with it. */
  Git.Call call() {
    return git.reading(repository)
        .with("GIT_INDEX_FILE", directory.resolve("index").toString())
        .with("GIT_OBJECT_DIRECTORY", directory.resolve("objects").toString())
        .with("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects);
  }

  /** Applies a patch if all of it applies; otherwise the index stays as it is. */
  boolean apply(byte[] patch, String... options) throws InterruptedException {
    String[] arguments =
        Stream.concat(
                Stream.concat(Stream.of("apply", "--cached"), Stream.of(options)), Stream.of("-"))
            .toArray(String[]::new);
    return call().input(patch).run(arguments).ok();
  }

  /** The difference from a commit to this index, as a patch that {@code git apply} takes. */
  byte[] differenceFrom(String commit) throws InterruptedException {
    String[] arguments = {
      "diff-index", "--cached", "-p", "--binary", "--full-index", "--no-ext-diff", commit
    };
    Git.Result difference = call().run(arguments);
    if (!difference.ok()) {
      throw call().failure(arguments, difference);
    }
    return difference.out();
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  static InfraFailed unwritable(Path path, IOException e) {
    return new InfraFailed(
        "The scratch directory " + path + " cannot be used.",
        List.of(String.valueOf(e)),
        "Check that it is writable and has room; then run the same command again.",
        e);
  }
}
