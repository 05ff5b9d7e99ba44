// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.CodeOnly;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.record.Reach;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a patched tree that a series changed, and which patch changed each last. */
public final class ChangedLines {
  private static final Pattern HUNK =
      Pattern.compile("@@ -\\d+(?:,\\d+)? \\+(\\d+)(?:,(\\d+))? @@.*");

  /** One line's header in {@code git blame --porcelain}: commit, its old number, its number. */
  private static final Pattern BLAMED = Pattern.compile("([0-9a-f]{40,64}) \\d+ (\\d+)(?: \\d+)?");

  private final ObjectStore store;
  private final ResolvedTree base;
  private final AppliedSeries series;

  private ChangedLines(ObjectStore store, ResolvedTree base, AppliedSeries series) {
    this.store = store;
    this.base = base;
    this.series = series;
  }

  /**
   * What a series changed in one file.
   *
   * @param path the file
   * @param there whether the patched tree has it
   * @param sameCode whether nothing but comments and white space changed
   * @param text the file's lines in the patched tree
   * @param changed the patch, from 1, that wrote a line last, by the line's number
   * @param removed the patch that removed lines, by the number of the line after which they stood
   */
  public record FileChange(
      String path,
      boolean there,
      boolean sameCode,
      List<String> text,
      Map<Integer, Integer> changed,
      Map<Integer, Integer> removed) {
    public FileChange {
      text = List.copyOf(text);
      changed = Map.copyOf(changed);
      removed = Map.copyOf(removed);
    }

    /** Whether its change may run in a kernel that we build. */
    public boolean mayRun() {
      return there && !sameCode && FileKind.of(path) == FileKind.CODE;
    }
  }

  /** What a series changed, file by file. */
  public static List<FileChange> of(ObjectStore store, ResolvedTree base, AppliedSeries series)
      throws InterruptedException {
    ChangedLines lines = new ChangedLines(store, base, series);
    List<String> commits = lines.commits();
    List<FileChange> files = new ArrayList<>();
    for (String path : series.changedFiles()) {
      files.add(lines.file(path, commits));
    }
    return files;
  }

  /**
   * What a series changed, as the record of an earlier run of the same kernel has it.
   *
   * @param treeId git's name of the patched tree; its lines are shown where the store still has it
   */
  public static List<FileChange> again(ObjectStore store, String treeId, Reach earlier)
      throws InterruptedException {
    List<FileChange> files = new ArrayList<>();
    for (Reach.ChangedFile file : earlier.files()) {
      Map<Integer, Integer> changed = new TreeMap<>();
      file.lines().forEach(line -> changed.put(line.number(), line.patch()));
      Optional<byte[]> text = store.file(treeId, file.path());
      files.add(
          new FileChange(
              file.path(),
              !file.note().equals(ReachFinder.REMOVED),
              file.note().equals(ReachFinder.SAME_CODE),
              text.map(ChangedLines::text).orElse("").lines().toList(),
              changed,
              Map.of()));
    }
    return files;
  }

  /** A commit a patch, so that git can say which of them wrote a line; none for a single patch. */
  private List<String> commits() throws InterruptedException {
    List<String> commits = new ArrayList<>();
    String parent = base.commit();
    if (series.trees().size() > 1) {
      for (int i = 0; i < series.trees().size(); i++) {
        parent = store.commit(series.trees().get(i), "patch " + (i + 1) + "\n", List.of(parent));
        commits.add(parent);
      }
    }
    return commits;
  }

  private FileChange file(String path, List<String> commits) throws InterruptedException {
    Optional<byte[]> before = store.file(base.treeId(), path);
    Optional<byte[]> after = store.file(series.treeId(), path);
    if (after.isEmpty()) {
      return new FileChange(path, false, false, List.of(), Map.of(), Map.of());
    }
    String text = text(after.get());
    boolean sameCode =
        before.isPresent() && CodeOnly.of(text(before.get())).equals(CodeOnly.of(text));
    Map<Integer, Integer> changed = new TreeMap<>();
    Map<Integer, Integer> removed = new TreeMap<>();
    for (String line : diff(path)) {
      Matcher hunk = HUNK.matcher(line);
      if (hunk.matches()) {
        int start = Integer.parseInt(hunk.group(1));
        int count = hunk.group(2) == null ? 1 : Integer.parseInt(hunk.group(2));
        for (int i = start; i < start + count; i++) {
          changed.put(i, 1);
        }
        if (count == 0) {
          removed.put(start, 1);
        }
      }
    }
    if (!commits.isEmpty()) {
      changed.putAll(blame(path, commits, changed));
      removed.replaceAll((line, patch) -> lastToTouch(path));
    }
    return new FileChange(path, true, sameCode, text.lines().toList(), changed, removed);
  }

  private List<String> diff(String path) throws InterruptedException {
    return store
        .git()
        .with("GIT_LITERAL_PATHSPECS", "1")
        .run(
            "diff-tree",
            "-p",
            "-U0",
            "--no-renames",
            "--no-color",
            "--text",
            base.treeId(),
            series.treeId(),
            "--",
            path)
        .lines();
  }

  private Map<Integer, Integer> blame(
      String path, List<String> commits, Map<Integer, Integer> changed)
      throws InterruptedException {
    Git.Result blamed =
        store
            .git()
            .run(
                "blame",
                "--porcelain",
                base.commit() + ".." + commits.get(commits.size() - 1),
                "--",
                path);
    Map<Integer, Integer> patches = new TreeMap<>();
    for (String line : blamed.lines()) {
      Matcher header = BLAMED.matcher(line);
      if (header.matches()) {
        int number = Integer.parseInt(header.group(2));
        int patch = commits.indexOf(header.group(1)) + 1;
        if (patch > 0 && changed.containsKey(number)) {
          patches.put(number, patch);
        }
      }
    }
    return patches;
  }

  /** A removed line is in no tree that could be blamed: the last patch that names the file. */
  private int lastToTouch(String path) {
    for (int i = series.changes().size(); i > 0; i--) {
      if (series.changes().get(i - 1).files().contains(path)) {
        return i;
      }
    }
    return series.changes().size();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
