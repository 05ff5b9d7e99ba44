// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which fix-ups apply to a commit: git tries each on top of those before it.
 *
 * @param git the host's git
 * @param repository the user's repository; only read
 * @param scratch an existing directory of ours
 * @param patches the fix-ups in order
 */
public record GitFixUps(Git git, Path repository, Path scratch, List<Path> patches) {
  public GitFixUps {
    patches = List.copyOf(patches);
  }

  /**
   * The patches that apply.
   *
   * @throws BadInput if a patch cannot be read
   */
  public List<Path> applyingTo(String commit) throws InterruptedException {
    if (patches.isEmpty()) {
      return List.of();
    }
    List<Path> applying = new ArrayList<>();
    try (ShadowIndex index = new ShadowIndex(git, repository, scratch, commit)) {
      for (Path patch : patches) {
        if (index.apply(read(patch))) {
          applying.add(patch);
        }
      }
    }
    return applying;
  }

  private static byte[] read(Path patch) {
    try {
      return Files.readAllBytes(patch);
    } catch (IOException e) {
      throw new BadInput(
          patch + " cannot be read.",
          List.of(String.valueOf(e)),
          "Name a readable patch with --patch-always.",
          e);
    }
  }
}
