// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.series.text.UnifiedDiff.FileDiff;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A patch whose result the tree has before it is applied: it is in already, or it is reversed. */
final class AlreadyThere {
  /** How far back the commit is looked for along the first parents: some years of Linus's tree. */
  private static final int FAR = 4000;

  /** The same where no subject narrows the search. */
  private static final int NEAR = 500;

  private static final int ID = 40;
  private static final int SHOWN = 10;

  private final ObjectStore store;
  private final ResolvedTree tree;

  AlreadyThere(ObjectStore store, ResolvedTree tree) {
    this.store = store;
    this.tree = tree;
  }

  /** The refusal, if taking the patch back is possible. */
  Optional<BadInput> refusal(ScratchIndex index, Patch patch, String which)
      throws InterruptedException {
    if (!index.apply(patch, "--check", "-R").ok()) {
      return Optional.empty();
    }
    return Optional.of(of(patch, which));
  }

  /** The refusal of a patch that changes nothing. */
  BadInput of(Patch patch, String which) throws InterruptedException {
    List<String> evidence = new ArrayList<>();
    UnifiedDiff.parse(patch.diff(), patch.strip()).stream()
        .map(FileDiff::path)
        .distinct()
        .limit(SHOWN)
        .forEach(path -> evidence.add(path + " is as the patch would leave it"));
    Optional<String> commit = commit(patch);
    if (commit.isPresent()) {
      evidence.add("commit " + commit.get());
      return new BadInput(
          which + ", is in " + tree.version() + " already.",
          evidence,
          "Leave it out, or name a tree without it.");
    }
    return new BadInput(
        which + ", is in " + tree.version() + " already, or is reversed.",
        evidence,
        "Leave it out, or name a tree without it; if it takes a change back, and was made the wrong"
            + " way round, apply it with -R.");
  }

  /** The commit of the tree's history that makes this change, looked for within bounds. */
  private Optional<String> commit(Patch patch) throws InterruptedException {
    String wanted = UnifiedDiff.identity(patch.diff(), patch.strip());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    boolean named = !patch.subject().isBlank() && !patch.author().isEmpty();
    List<String> log =
        new ArrayList<>(List.of("log", "-p", "--full-diff", "--no-color", "--format=commit %H"));
    if (named) {
      log.addAll(List.of("-5", "--fixed-strings", "--grep=" + patch.subject()));
    } else {
      log.add("-30");
    }
    log.add(tree.commit());
    Git.Result far =
        store.git().run("rev-parse", "--verify", "-q", tree.commit() + "~" + (named ? FAR : NEAR));
    if (far.ok()) {
      log.add("^" + far.text());
    }
    log.add("--");
    if (!named) {
      UnifiedDiff.parse(patch.diff(), patch.strip()).stream()
          .limit(1)
          .forEach(file -> log.add(":(literal,top)" + file.path()));
    }
    String history = RawText.of(store.git().run(log.toArray(String[]::new)).out());
    for (String shown : history.split("(?m)^commit (?=[0-9a-f]{40}$)")) {
      if (shown.length() > ID && UnifiedDiff.identity(shown, 1).equals(wanted)) {
        String id = shown.substring(0, ID);
        return Optional.of(
            store.git().run("log", "-1", "--abbrev=12", "--format=%h %s", id).text());
      }
    }
    return Optional.empty();
  }
}
