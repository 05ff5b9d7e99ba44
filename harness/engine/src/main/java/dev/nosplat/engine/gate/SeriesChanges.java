// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns a series into the points that a gate judges. */
public final class SeriesChanges {
  private SeriesChanges() {}

  /**
   * Writes each patch to a file of its own, so that every point of the series can be built from the
   * same bytes whatever the series was read from. Nobody vouches for it: its builds are untrusted.
   *
   * @param base the plan for the tree without the series
   * @param series at least one patch
   * @param eachCommit whether every prefix of the series is judged, or only the whole
   * @param name one word that no other series at work has
   * @param directory where the files go; made if need be
   */
  public static List<GatePlan.Change> of(
      CheckPlan base, PatchSeries series, boolean eachCommit, String name, Path directory) {
    List<Path> files = new ArrayList<>();
    List<GatePlan.Change> changes = new ArrayList<>();
    int count = series.patches().size();
    for (int i = 0; i < count; i++) {
      Patch patch = series.patches().get(i);
      files.add(write(patch, i + 1, directory));
      if (eachCommit || i == count - 1) {
        List<Path> all = new ArrayList<>(base.patches());
        all.addAll(files);
        String subject =
            eachCommit || count == 1 ? patch.subject() : "the whole series of " + count;
        CheckPlan plan = base.withPatches(all).withChosenPatches().untrusted(name);
        changes.add(new GatePlan.Change(i + 1, subject, plan));
      }
    }
    return changes;
  }

  private static Path write(Patch patch, int number, Path directory) {
    Path file = directory.resolve(String.format(Locale.ROOT, "%04d.patch", number));
    try {
      Files.createDirectories(directory);
      return Files.write(file, new PatchSeries(List.of(patch), List.of()).mailbox());
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }
}
