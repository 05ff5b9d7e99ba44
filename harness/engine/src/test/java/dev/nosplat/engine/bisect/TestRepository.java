// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.OwnGit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real git repository that a test fills. */
public final class TestRepository {
  private final Path top;
  private final Git git;
  private int commits;

  /** Makes an empty repository. */
  public TestRepository(Path top) throws Exception {
    this(top, 0);
  }

  /** Takes a repository whose history ends before this minute of its clock. */
  public TestRepository(Path top, int minute) throws Exception {
    this.commits = minute;
    this.top = Files.createDirectories(top);
    this.git = new Git("git", Map.of("PATH", System.getenv("PATH"), "HOME", top.toString()));
    git("init", "--quiet", "--initial-branch=main");
  }

  /** Writes a file and commits it; gives the commit's id. */
  public String commit(String file, String content, String subject) throws Exception {
    write(file, content);
    return commit(subject);
  }

  /** Writes a file without committing it. */
  public void write(String file, String content) throws IOException {
    Path path = top.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  /** Commits everything; gives the commit's id. */
  public String commit(String subject) throws InterruptedException {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "-m", subject);
    return git("rev-parse", "HEAD");
  }

  /** Runs git there, with fixed names and a clock that ticks once a commit. */
  public String git(String... arguments) throws InterruptedException {
    String time = (1_700_000_000L + 60L * commits++) + " +0000";
    return new OwnGit(
            top,
            Map.of(
                "GIT_AUTHOR_NAME", "A. Author",
                "GIT_AUTHOR_EMAIL", "author@example.org",
                "GIT_COMMITTER_NAME", "A. Committer",
                "GIT_COMMITTER_EMAIL", "committer@example.org",
                "GIT_AUTHOR_DATE", time,
                "GIT_COMMITTER_DATE", time))
        .get(arguments);
  }

  /** Everything that must not change when a repository is only read. */
  public String state() throws Exception {
    try (var files = Files.walk(top.resolve(".git"))) {
      return git("status", "--porcelain")
          + files.filter(Files::isRegularFile).map(Path::toString).sorted().toList()
          + git("for-each-ref");
    }
  }

  public Path path() {
    return top;
  }

  public Git host() {
    return git;
  }
}
