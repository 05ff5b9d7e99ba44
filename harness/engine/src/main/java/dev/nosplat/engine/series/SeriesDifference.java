// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What was applied beside what came, patch by patch, as git range-diff shows it. Git compares: it
 * gives up the shortest answer where two texts have too little in common.
 */
public final class SeriesDifference {
  private static final int DIFFERENT = 1;

  private SeriesDifference() {}

  /**
   * The difference, as text.
   *
   * @param store whose git and scratch directory are used
   * @return empty where every patch was applied as it came
   */
  public static String of(AppliedSeries applied, ObjectStore store) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (AppliedSeries.Change change : applied.changes()) {
      Patch patch = applied.series().patches().get(number);
      number++;
      if (change.came().isEmpty()) {
        continue;
      }
      text.append(number)
          .append(": ")
          .append(RawText.shownLine(change.subject()))
          .append(" (")
          .append(change.fit().name().toLowerCase(Locale.ROOT))
          .append(")\n")
          .append("    --- as it came\n    +++ as it was applied\n");
      compared(change.came().get(), patch.diff(), store)
          .forEach(line -> text.append("    ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static List<String> compared(String came, String applied, ObjectStore store)
      throws InterruptedException {
    try {
      Path directory = Files.createTempDirectory(store.scratch(), "difference");
      try {
        String before = Files.writeString(directory.resolve("came"), shown(came)).toString();
        String after = Files.writeString(directory.resolve("applied"), shown(applied)).toString();
        String[] command = {
          "diff", "--no-index", "--no-color", "--no-ext-diff", "--text", before, after
        };
        Git.Result difference = store.git().run(command);
        if (difference.exit() > DIFFERENT) {
          throw store.git().failure(command, difference);
        }
        return new String(difference.out(), StandardCharsets.UTF_8)
            .lines()
            .dropWhile(line -> !line.startsWith("@@ "))
            .toList();
      } finally {
        Trees.delete(directory);
      }
    } catch (IOException e) {
      throw new InfraFailed(
          "A scratch file in the cache directory cannot be written.",
          List.of(String.valueOf(e)),
          "Make the cache directory writable and see that its disk has room.",
          e);
    }
  }

  /** Without the lines that git writes about blobs: they always differ. */
  private static String shown(String diff) {
    StringBuilder text = new StringBuilder();
    for (String line : RawText.lines(diff)) {
      if (!line.startsWith("index ")) {
        text.append(RawText.shown(line)).append('\n');
      }
    }
    return text.toString();
  }
}
