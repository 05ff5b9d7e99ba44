// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.PackedResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The source of the canary, as whoever builds it needs it. */
final class CanaryModule {
  /** Where it is unpacked, below a directory of the builder's choice. */
  static final String SOURCES = "vm-images/canary";

  /** Where make leaves it, below the same. */
  static final String PRODUCT = SOURCES + "/" + Kernel.CANARY;

  private CanaryModule() {}

  /** Leaves a file that is already right alone, so that make has nothing to do for it. */
  static void unpack(Path directory) throws IOException {
    for (String name : PackedResources.list(SOURCES)) {
      Path file = directory.resolve(name);
      byte[] wanted = PackedResources.read(name);
      if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), wanted)) {
        Files.createDirectories(file.getParent());
        Files.write(file, wanted);
      }
    }
  }

  /** The digest of its files. */
  static String digest() {
    StringBuilder all = new StringBuilder();
    for (String name : PackedResources.list(SOURCES)) {
      all.append(name).append(' ').append(Digest.of(PackedResources.read(name)).hex()).append('\n');
    }
    return Digest.of(all.toString()).hex();
  }
}
