// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.series.CodeOnly;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Questions about one commit of a repository.
 *
 * @param git the host's git
 * @param repository the user's repository; only read
 * @param scratch an existing directory of ours
 */
public record GitCulprit(Git git, Path repository, Path scratch) {
  /** The architecture that the toolchain builds for. */
  private static final String OURS = "arch/x86/";

  /** Files that no compiler reads. Parts of tools/ are compiled into the build: not here. */
  private static final Pattern NO_CODE =
      Pattern.compile(
          "(Documentation|LICENSES|samples|tools/testing|tools/perf)/.*"
              + "|MAINTAINERS|CREDITS|COPYING|README|(.*/)?\\.[^/]*|.*\\.(rst|txt|md)");

  private static final Pattern C_SOURCE = Pattern.compile(".*\\.[chS]");

  /** The line that the kernel's Documentation/process/submitting-patches.rst asks for. */
  public String fixes(String commit) throws InterruptedException {
    return git.reading(repository)
        .setting("core.abbrev=12")
        .get("log", "-1", "--no-color", "--format=Fixes: %h (\"%s\")", commit);
  }

  /** Why a commit cannot have changed what ran; nothing for a plausible one, or for a merge. */
  public List<String> unlikely(String commit, CompiledFiles compiled) throws InterruptedException {
    List<String> files =
        git.reading(repository)
            .run("diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "-z", commit)
            .records();
    List<String> why = new ArrayList<>();
    if (files.isEmpty()) {
      return why;
    }
    if (files.stream().allMatch(file -> NO_CODE.matcher(file).matches())) {
      why.add("it touches no file that is compiled: " + some(files));
      return why;
    }
    if (files.stream().allMatch(file -> file.startsWith("arch/") && !file.startsWith(OURS))) {
      TreeSet<String> others = new TreeSet<>();
      files.forEach(file -> others.add(file.split("/")[1]));
      why.add("it touches only another architecture: " + String.join(", ", others));
    }
    if (commentsOnly(commit, files)) {
      why.add("it changes comments and white space only");
    }
    if (files.stream()
        .allMatch(
            file -> file.endsWith(".c") && compiled.contains(file).equals(Optional.of(false)))) {
      why.add("no file that it touches is compiled in this config: " + some(files));
    }
    return why;
  }

  /**
   * A patch that takes the commit back on top of another, merged as {@code git revert} would.
   *
   * @return nothing for a merge, or where it does not come off without a conflict
   */
  public Optional<Path> revert(String commit, String top) throws InterruptedException {
    boolean merge =
        git.reading(repository).run("rev-parse", "--verify", "--quiet", commit + "^2").ok();
    Git.Result inverse =
        git.reading(repository)
            .run("diff", "--no-ext-diff", "--binary", "--full-index", commit, commit + "^");
    if (merge || !inverse.ok()) {
      return Optional.empty();
    }
    try (ShadowIndex index = new ShadowIndex(git, repository, scratch, top)) {
      if (!index.apply(inverse.out(), "--3way")) {
        return Optional.empty();
      }
      byte[] patch = index.differenceFrom(top);
      if (patch.length == 0) {
        return Optional.empty();
      }
      return Optional.of(Files.write(scratch.resolve("revert-" + commit + ".patch"), patch));
    } catch (IOException e) {
      throw ShadowIndex.unwritable(scratch, e);
    }
  }

  private boolean commentsOnly(String commit, List<String> files) throws InterruptedException {
    for (String file : files) {
      if (!C_SOURCE.matcher(file).matches() && !NO_CODE.matcher(file).matches()) {
        return false;
      }
      if (C_SOURCE.matcher(file).matches()
          && !code(commit + "^", file).equals(code(commit, file))) {
        return false;
      }
    }
    return true;
  }

  /** Empty for a file that is not there; a new file with code differs from that. */
  private String code(String commit, String file) throws InterruptedException {
    Git.Result text = git.reading(repository).run("cat-file", "blob", commit + ":" + file);
    return CodeOnly.of(new String(text.out(), StandardCharsets.UTF_8));
  }

  private static String some(List<String> files) {
    return String.join(", ", files.subList(0, Math.min(3, files.size())))
        + (files.size() > 3 ? " and " + (files.size() - 3) + " more" : "");
  }
}
