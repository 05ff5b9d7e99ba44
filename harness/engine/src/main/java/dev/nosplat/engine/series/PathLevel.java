// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.series.text.UnifiedDiff.FileDiff;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many leading directories a diff's paths have that the tree does not: 0 or 1. */
final class PathLevel {
  private static final Pattern GIT = Pattern.compile("(?m)^diff --git (\\S+) (\\S+)$");
  private static final Pattern PREFIXED = Pattern.compile("[abciow]/.+");
  private static final String NONE = "/dev/null";

  private PathLevel() {}

  /** The level. Git's own header decides; without one, which files the tree has. */
  static int of(String diff, ScratchIndex tree) throws InterruptedException {
    Matcher git = GIT.matcher(diff);
    if (git.find()) {
      // With prefixes the two paths differ in their first letter: a/ and b/, or i/ and w/.
      String old = git.group(1);
      boolean bare = old.equals(git.group(2)) && !PREFIXED.matcher(old).matches();
      return bare ? 0 : 1;
    }
    List<FileDiff> files = UnifiedDiff.parse(diff, 0);
    boolean bare = false;
    for (FileDiff file : files) {
      if (file.oldPath().equals(NONE)) {
        continue;
      }
      if (tree.mode(without(file.oldPath())).isPresent()) {
        return 1;
      }
      bare |= tree.mode(file.oldPath()).isPresent();
    }
    boolean prefixed =
        files.stream()
            .map(FileDiff::newPath)
            .allMatch(path -> path.equals(NONE) || PREFIXED.matcher(path).matches());
    if (bare || prefixed || files.isEmpty()) {
      return bare ? 0 : 1;
    }
    // Only new files: the level at which their directory is there.
    boolean known = tree.holdsDirectory(directory(files.get(0).newPath()));
    return known ? 0 : 1;
  }

  private static String without(String path) {
    return path.substring(path.indexOf('/') + 1);
  }

  private static String directory(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }
}
