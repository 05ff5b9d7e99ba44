// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.bisect.search.CommitGraph;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.input.PatchReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An unmerged series on a base tree: the base, then the base with one patch more each time.
 *
 * @param reader reads the series
 * @param scratch an existing directory of ours that lives as long as the bisection's state
 */
public record PatchLine(PatchReader reader, Path scratch) {

  /**
   * Reads a series.
   *
   * @param tree the specification of the tree that the series applies to
   * @param inputs mailboxes, patches, directories of patches, or a range
   * @throws BadInput if there is no patch in them
   */
  public History read(String tree, List<Path> inputs) throws InterruptedException {
    List<Patch> patches = reader.read(inputs).patches();
    if (patches.isEmpty()) {
      throw new BadInput(
          "There is no patch in the series.",
          inputs.stream().map(Path::toString).toList(),
          "Give a mailbox, patch files, or a directory that holds them.");
    }
    List<Path> files = new ArrayList<>();
    List<Revision> commits = new ArrayList<>();
    for (Patch patch : patches) {
      files.add(file(patch, files.size() + 1));
      commits.add(
          new Revision(
              "patch " + files.size() + "/" + patches.size(),
              tree,
              files,
              patch.subject(),
              patch.author(),
              ""));
    }
    Revision base = new Revision("base", tree, List.of(), "the tree without the series", "", "");
    return new History(CommitGraph.line(commits.size()), commits, List.of(base), "patch");
  }

  /** Always the same bytes under the same name, so that a resumed bisection finds its files. */
  private Path file(Patch patch, int number) {
    Path file = scratch.resolve("series-%04d.mbox".formatted(number));
    try {
      return Files.write(file, new PatchSeries(List.of(patch), List.of()).mailbox());
    } catch (IOException e) {
      throw ShadowIndex.unwritable(scratch, e);
    }
  }
}
