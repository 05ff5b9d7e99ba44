// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.source.ForeignRepository;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads patch series from wherever a user has them. */
public final class PatchReader {
  private static final String ADVICE =
      "Give a patch file, a mailbox, a directory of patches, a commit or a range A..B of the tree's"
          + " repository, lore:MESSAGE-ID, a URL, or - for standard input.";

  private final InputStream stdin;
  private final GitCommits commits;
  private final Remote remote;
  private final Choice choice;

  /**
   * A reader.
   *
   * @param stdin what {@code -} stands for
   * @param git for commits and ranges
   * @param repository the repository that ranges such as {@code v7.2..topic} are in; empty where
   *     the tree is no git repository
   */
  public PatchReader(InputStream stdin, Git git, Optional<Path> repository) {
    this(stdin, new GitCommits(git, repository), new Remote(git), Choice.NEWEST);
  }

  private PatchReader(InputStream stdin, GitCommits commits, Remote remote, Choice choice) {
    this.stdin = stdin;
    this.commits = commits;
    this.remote = remote;
    this.choice = choice;
  }

  /**
   * A reader whose ranges are in the repository that a tree specification names, if it names one.
   *
   * @param directory what relative paths are relative to
   */
  public static PatchReader beside(String tree, Path directory, InputStream stdin, Git git) {
    Path whole = directory.resolve(tree.replace('\0', '?'));
    Path before = directory.resolve(tree.replace('\0', '?').replaceFirst("@[^@]*$", ""));
    boolean revision = !Files.exists(whole) && Files.isDirectory(before);
    Optional<ForeignRepository> found =
        revision ? Optional.of(ForeignRepository.named(before)) : ForeignRepository.at(whole);
    return new PatchReader(stdin, git, found.map(ForeignRepository::path));
  }

  /** The same reader, which takes these mails of a thread. */
  public PatchReader choosing(Choice other) {
    return new PatchReader(stdin, commits, remote, other);
  }

  /**
   * Reads inputs one after the other.
   *
   * @throws BadInput if one is not there or holds no patch
   */
  public PatchSeries read(List<Path> inputs) throws InterruptedException {
    PatchSeries series = PatchSeries.none();
    for (Path input : inputs) {
      // A path has lost one of the two slashes of a URL.
      series = series.then(read(input.toString().replaceFirst("^(https?):/+", "$1://")));
    }
    if (series.patches().isEmpty() && !inputs.isEmpty()) {
      throw new BadInput(
          "There is no patch among the inputs.",
          series.notes(),
          "Give the patches of the series too; a cover letter alone is none.");
    }
    List<Integer> missing = series.facts().numbering().missing();
    if (!missing.isEmpty() && choice.replies().isEmpty()) {
      int total = series.facts().numbering().total();
      String numbers =
          missing.stream().limit(10).map(n -> n + "/" + total).collect(Collectors.joining(", "));
      String more = missing.size() > 10 ? " and " + (missing.size() - 10) + " more" : "";
      String note = "this is a part of a series; not there: " + numbers + more;
      series = series.then(new PatchSeries(List.of(), List.of(note)));
    }
    return series;
  }

  private PatchSeries read(String input) throws InterruptedException {
    PatchFile file = new PatchFile(choice);
    try {
      if (input.equals("-")) {
        return file.text(Limits.read(stdin, "Standard input"), "standard input", 1, true);
      }
      Optional<PatchSeries> fetched = remote.read(input, file);
      if (fetched.isPresent()) {
        return fetched.get();
      }
      Path path = Path.of(input);
      if (Files.isDirectory(path)) {
        return new PatchDirectory(path, file).read();
      }
      if (Files.isRegularFile(path)) {
        return PatchDirectory.isList(path)
            ? new PatchDirectory(path.toAbsolutePath().resolveSibling(""), file).list(path)
            : file.read(path, 1);
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isPipe(path)) {
        throw new BadInput("The patch " + input + " is no regular file.", List.of(), ADVICE);
      }
      if (isPipe(path)) {
        try (InputStream in = Files.newInputStream(path)) {
          return file.text(Limits.read(in, input), input, 1, false);
        }
      }
      return commits.read(input, file);
    } catch (InvalidPathException e) {
      throw new BadInput("There is no patch of that name.", List.of(e.getReason()), ADVICE, e);
    } catch (IOException e) {
      throw new BadInput("The patch " + input + " cannot be read.", List.of(reason(e)), ADVICE, e);
    }
  }

  /** A shell's {@code <(command)} is a pipe below /dev/fd or /proc. */
  private static boolean isPipe(Path path) {
    return Files.exists(path) && path.toString().startsWith("/dev/fd/");
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    return e instanceof AccessDeniedException
        ? "reading it is not allowed"
        : String.valueOf(e.getMessage());
  }
}
