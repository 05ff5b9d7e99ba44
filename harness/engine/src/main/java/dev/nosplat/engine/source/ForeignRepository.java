// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a git repository that is not ours keeps things. It may come from anyone, and git runs what
 * a repository's configuration names: filters, hooks, a file system monitor, a signature checker.
 * So git never sees such a repository itself; {@link Git#reading} shows it a view.
 *
 * @param path where the user said it is
 * @param gitDirectory of this work tree
 * @param common what all its work trees share: objects, branches, tags
 * @param bare whether it has no work tree
 */
public record ForeignRepository(Path path, Path gitDirectory, Path common, boolean bare) {
  /** A file of git's that holds one path or one ref. */
  private static final int MOST_BYTES = 1 << 13;

  private static final String LINK = "gitdir: ";

  /**
   * The repository whose work tree this directory is; empty without a {@code .git} in it. A
   * directory that only looks like a bare repository is none: anything can be put into an archive.
   */
  public static Optional<ForeignRepository> at(Path directory) {
    Path git = directory.resolve(".git");
    try {
      Path gitDirectory = git;
      if (Files.isRegularFile(git)) {
        String text = text(git);
        if (!text.startsWith(LINK)) {
          return Optional.empty();
        }
        gitDirectory = directory.resolve(text.substring(LINK.length())).normalize();
      }
      Path link = gitDirectory.resolve("commondir");
      Path common =
          Files.isRegularFile(link) ? gitDirectory.resolve(text(link)).normalize() : gitDirectory;
      return found(new ForeignRepository(directory, gitDirectory, common, false));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * The repository that the user says is here, with a work tree or bare.
   *
   * @throws BadInput if there is none
   */
  public static ForeignRepository named(Path directory) {
    return at(directory)
        .or(() -> found(new ForeignRepository(directory, directory, directory, true)))
        .orElseThrow(
            () ->
                new BadInput(
                    directory + " is not the top of a git repository, so it has no revisions.",
                    List.of(),
                    "Name the repository's top directory, or leave the @REV out."));
  }

  /** Whether a directory that is no repository's work tree may be a bare one. */
  static boolean maybeBare(Path directory) {
    return found(new ForeignRepository(directory, directory, directory, true)).isPresent();
  }

  /** Its object directory, perhaps shared with other work trees. */
  public Path objects() {
    return common.resolve("objects");
  }

  /** The object directory as git's list of alternates takes it: a path with a colon is quoted. */
  public String alternate() {
    return '"' + objects().toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Optional<ForeignRepository> found(ForeignRepository candidate) {
    boolean there =
        isHead(candidate.gitDirectory().resolve("HEAD"))
            && Files.isDirectory(candidate.objects())
            && Files.isDirectory(candidate.common().resolve("refs"));
    return there ? Optional.of(candidate) : Optional.empty();
  }

  /** A file, or in old repositories a link; a pipe would never end. */
  private static boolean isHead(Path file) {
    return Files.isSymbolicLink(file) || Files.isRegularFile(file);
  }

  /** The first line of a small file. */
  static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("");
    }
  }
}
