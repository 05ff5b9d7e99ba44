// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What git is shown of a repository that is not ours: a git directory of our own, with our
 * configuration and attributes and without hooks, in which refs are links to theirs and objects are
 * found where they are. No byte of their configuration is read. It lives for one call.
 */
final class RepositoryView implements AutoCloseable {
  /** Names that a user may give for a revision, beside branches and tags. */
  private static final List<String> OTHER_HEADS =
      List.of("FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD");

  private static final String CONFIG =
      """
      [core]
      \trepositoryformatversion = 1
      \tbare = true
      \tfsmonitor = false
      \thooksPath = /dev/null
      \tattributesFile = /dev/null
      \tsplitIndex = false
      \tuntrackedCache = false
      \tlogAllRefUpdates = false
      [gc]
      \tauto = 0
      [submodule]
      \trecurse = false
      [diff]
      \tignoreSubmodules = all
      [extensions]
      """;

  private final ForeignRepository repository;
  private final Path directory;

  private RepositoryView(ForeignRepository repository, Path directory) {
    this.repository = repository;
    this.directory = directory;
  }

  /**
   * Makes a view.
   *
   * @param withIndex whether a copy of their index is in it
   */
  static RepositoryView open(ForeignRepository repository, boolean withIndex) {
    try {
      Path directory = Files.createTempDirectory("nosplat-git");
      RepositoryView view = new RepositoryView(repository, directory);
      try {
        view.fill(withIndex);
      } catch (IOException e) {
        view.close();
        throw e;
      }
      return view;
    } catch (IOException e) {
      throw unusable(repository.path(), e);
    }
  }

  /** The environment in which git sees the view and nothing else. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("GIT_DIR", directory.toString());
    environment.put("GIT_OBJECT_DIRECTORY", repository.objects().toString());
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_COUNT", "0");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    // A replaced object would be shown here and not be what is built.
    environment.put("GIT_NO_REPLACE_OBJECTS", "1");
    environment.put("GIT_ALLOW_PROTOCOL", "none");
    return environment;
  }

  Path directory() {
    return directory;
  }

  private void fill(boolean withIndex) throws IOException {
    Path git = repository.gitDirectory();
    Path common = repository.common();
    Files.writeString(directory.resolve("HEAD"), head(git.resolve("HEAD")) + "\n");
    Files.createDirectory(directory.resolve("info"));
    Files.writeString(directory.resolve("info/attributes"), ObjectStore.ATTRIBUTES);
    boolean reftable = Files.isDirectory(common.resolve("reftable"));
    Files.writeString(
        directory.resolve("config"), CONFIG + (reftable ? "\trefStorage = reftable\n" : ""));
    link("refs", common.resolve("refs"));
    link("reftable", common.resolve("reftable"));
    link("packed-refs", common.resolve("packed-refs"));
    link("shallow", common.resolve("shallow"));
    link("info/exclude", common.resolve("info/exclude"));
    Files.createDirectory(directory.resolve("logs"));
    link("logs/HEAD", git.resolve("logs/HEAD"));
    link("logs/refs", common.resolve("logs/refs"));
    for (String name : OTHER_HEADS) {
      link(name, git.resolve(name));
    }
    if (withIndex && Files.isRegularFile(git.resolve("index"))) {
      // Its stat data spare git from reading every file again.
      Files.copy(git.resolve("index"), directory.resolve("index"));
      try (DirectoryStream<Path> shared = Files.newDirectoryStream(git, "sharedindex.*")) {
        for (Path each : shared) {
          link(String.valueOf(each.getFileName()), each);
        }
      }
    }
  }

  /** Old repositories have a symbolic link there. */
  private static String head(Path file) throws IOException {
    return Files.isSymbolicLink(file)
        ? "ref: " + Files.readSymbolicLink(file)
        : ForeignRepository.text(file);
  }

  private void link(String name, Path target) throws IOException {
    if (Files.isRegularFile(target) || Files.isDirectory(target)) {
      Files.createSymbolicLink(directory.resolve(name), target.toAbsolutePath());
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each); // a link goes, and never what it leads to
      }
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static InfraFailed unusable(Path path, IOException e) {
    return new InfraFailed(
        "A view of the git repository at " + path + " cannot be made.",
        List.of(String.valueOf(e)),
        "See that the repository can be read and that the temporary directory has room.",
        e);
  }
}
