// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.bisect.search.CommitGraph;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.Git;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A range of a git repository, as {@code git rev-list} gives it.
 *
 * @param git the host's git
 * @param repository the user's repository, bare or not
 */
public record GitHistory(Git git, Path repository) {

  /**
   * Reads the commits that the new end contains and the old end does not.
   *
   * @param old the end before the change
   * @param young the end after it
   * @param paths only commits that touch these, as git's own path filter finds them; none for all
   * @param firstParent whether merged branches are taken as one commit each
   * @throws BadInput if an end is unknown, or no commit lies between them
   */
  public History read(String old, String young, List<String> paths, boolean firstParent)
      throws InterruptedException {
    String from = commit(old);
    String to = commit(young);
    List<String> olds = new ArrayList<>(List.of(from));
    olds.addAll(mergeBases(from, to, old, young));
    List<String> arguments = new ArrayList<>(List.of("log", "--no-color", "--parents"));
    arguments.add("--format=%x01%H%x00%P%x00%an <%ae>%x00%aI%x00%s");
    if (firstParent) {
      arguments.add("--first-parent");
    }
    arguments.addAll(List.of("--end-of-options", to, "^" + from, "--"));
    arguments.addAll(paths);
    List<Listed> listed = listed(git.reading(repository).get(arguments.toArray(String[]::new)));
    if (listed.isEmpty()) {
      throw nothingBetween(old, young, paths);
    }
    Collections.reverse(listed);
    if (!listed.get(listed.size() - 1).id().equals(to)) {
      // The filter left the end itself out. It is what was said to have the change, so it is what
      // has to be run; and if the change lies outside the paths, it is the honest answer.
      String head = listed.get(listed.size() - 1).id();
      listed.add(describe(to).onto(head));
    }
    return history(listed, olds);
  }

  /** The full id of the commit that a revision names. */
  public String commit(String revision) throws InterruptedException {
    Git.Result found =
        git.reading(repository)
            .run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
    if (!found.ok()) {
      throw new BadInput(
          "There is no revision " + revision + " in " + repository + ".",
          found.complaints(),
          "Name a commit, a tag or a branch of that repository.");
    }
    return found.text();
  }

  /** One commit as a revision. */
  public Revision revision(String id) throws InterruptedException {
    return describe(id).revision(repository);
  }

  private List<String> mergeBases(String from, String to, String old, String young)
      throws InterruptedException {
    Git.Result bases = git.reading(repository).run("merge-base", "--all", from, to);
    if (!bases.ok()) {
      throw new BadInput(
          old + " and " + young + " have no commit in common.",
          List.of("git merge-base finds none in " + repository),
          "Name two ends of one history.");
    }
    return bases.lines().stream().filter(base -> !base.equals(from)).toList();
  }

  private BadInput nothingBetween(String old, String young, List<String> paths)
      throws InterruptedException {
    if (!paths.isEmpty()) {
      return new BadInput(
          "No commit between "
              + old
              + " and "
              + young
              + " touches "
              + String.join(" ", paths)
              + ".",
          List.of(),
          "Leave the paths out, or correct them.");
    }
    boolean same = commit(old).equals(commit(young));
    return new BadInput(
        same
            ? old + " and " + young + " are the same commit."
            : young + " is older than " + old + ", so nothing lies between them.",
        List.of(old + " is " + commit(old), young + " is " + commit(young)),
        same
            ? "Name two different ends."
            : "Exchange the ends, or use --find-fix (or leave it out): a regression has its good"
                + " end first, a fix its bad end.");
  }

  private Listed describe(String id) throws InterruptedException {
    return listed(
            git.reading(repository)
                .get(
                    "log",
                    "-1",
                    "--no-color",
                    "--format=%x01%H%x00%P%x00%an <%ae>%x00%aI%x00%s",
                    id))
        .get(0);
  }

  private History history(List<Listed> listed, List<String> olds) throws InterruptedException {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      numbers.put(listed.get(i).id(), i);
    }
    List<int[]> parents = new ArrayList<>();
    List<Revision> commits = new ArrayList<>();
    for (Listed each : listed) {
      parents.add(
          each.parents().stream()
              .filter(numbers::containsKey)
              .mapToInt(parent -> numbers.getOrDefault(parent, -1))
              .distinct()
              .toArray());
      commits.add(each.revision(repository));
    }
    List<Revision> starts = new ArrayList<>();
    for (String old : olds) {
      starts.add(revision(old));
    }
    return new History(new CommitGraph(parents), commits, starts, "commit");
  }

  private static List<Listed> listed(String output) {
    List<Listed> all = new ArrayList<>();
    for (String each : output.split("\u0001")) {
      if (!each.isBlank()) {
        String[] fields = each.stripTrailing().split("\0", -1);
        List<String> parents =
            Arrays.stream(fields[1].split(" ")).filter(parent -> !parent.isEmpty()).toList();
        all.add(new Listed(fields[0], parents, fields[2], fields[3], fields[4]));
      }
    }
    return all;
  }

  private record Listed(
      String id, List<String> parents, String author, String date, String subject) {
    Listed onto(String parent) {
      return new Listed(id, List.of(parent), author, date, subject);
    }

    Revision revision(Path repository) {
      return new Revision(id, repository + "@" + id, List.of(), subject, author, date);
    }
  }
}
