// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A built kernel, asked through its debugging information: each compilation unit names its source
 * file there, and each file that another one includes stands there by its last name alone ({@code
 * kernel/sched/build_policy.c} includes several). Seen with GCC 14 and DWARF 5 on 7.3.
 *
 * @param vmlinux the unstripped ELF image
 */
public record BuiltKernel(Path vmlinux) implements CompiledFiles {
  private static final int BLOCK = 1 << 22;

  @Override
  public Optional<Boolean> contains(String file) {
    try {
      if (holds("/" + file + "\0")) {
        return Optional.of(true);
      }
      String last = file.substring(file.lastIndexOf('/') + 1);
      return holds("\0" + last + "\0") ? Optional.empty() : Optional.of(false);
    } catch (IOException e) {
      return Optional.empty(); // pruned from the store, for example
    }
  }

  private boolean holds(String text) throws IOException {
    try (var in = Files.newInputStream(vmlinux)) {
      String kept = "";
      while (true) {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length == 0) {
          return false;
        }
        String here = kept + new String(block, StandardCharsets.ISO_8859_1);
        if (here.contains(text)) {
          return true;
        }
        kept = here.substring(Math.max(0, here.length() - text.length()));
      }
    }
  }
}
