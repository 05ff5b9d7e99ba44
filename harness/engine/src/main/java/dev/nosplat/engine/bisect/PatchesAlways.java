// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.GitFixUps;
import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The {@code --patch-always} files, tried with git on each commit. */
public record PatchesAlways(GitFixUps patches) implements FixUps {
  @Override
  public List<Path> applyingTo(Revision revision) throws InterruptedException {
    return patches.applyingTo(revision.id());
  }

  @Override
  public List<String> digests() {
    return patches.patches().stream().map(PatchesAlways::digest).toList();
  }

  private static String digest(Path patch) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(patch)));
    } catch (IOException e) {
      throw new BadInput(
          patch + " cannot be read.",
          List.of(String.valueOf(e)),
          "Name a readable patch with --patch-always.",
          e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
