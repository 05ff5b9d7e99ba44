// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.BoundedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration of a place was made from. Where that is still the same, Kconfig would
 * write the same {@code .config} again, which takes a sixth of the build of a one-file patch.
 *
 * @param inputs the digest of all that Kconfig reads of the tree, of the request and of the
 *     toolchain
 * @param dotConfig the digest of the {@code .config} that passed the audit
 */
record Configured(Digest inputs, Digest dotConfig) {
  /**
   * Prints the digest of what a tree's Kconfig code reads and runs: the files of that name and
   * those that they source, the programs in scripts and in the tools of an architecture that {@code
   * $(shell)} calls, and the Makefiles that call it. It runs before anything of the tree does.
   */
  private static final String LOOK =
      """
      cd /src
      find . -path ./Documentation -prune -o -name 'Kconfig*' -xtype f -print0 > /tmp/kconfigs
      {
        cat /tmp/kconfigs
        find scripts arch/*/tools Makefile arch/*/Makefile* -xtype f -print0 2> /dev/null || true
        xargs -0 -r sed -nE \
          -e 's/^[[:space:]]*source[[:space:]]+"([^"$]+)".*/\\1/p' \
          -e 's/.*\\$\\(srctree\\)\\/([^] ,)"]+).*/\\1/p' < /tmp/kconfigs |
          tr '\\n' '\\0'
      } | sort -zu > /tmp/inputs
      { xargs -0 -r sha256sum < /tmp/inputs 2> /dev/null || true; } | sha256sum
      """;

  private static final int LINE = 200;

  /** The digest of what would be configured now. */
  static Digest inputs(Site site, KernelRequest request) throws InterruptedException {
    BoundedText said = BoundedText.withErrors(LINE);
    if (site.look(List.of("sh", "-euc", LOOK), said) != 0 || said.text().lines().count() != 1) {
      throw new InfraFailed(
          "The Kconfig files of the tree cannot be read",
          said.text().lines().toList(),
          "Run again; nosplat doctor says whether the disk is full");
    }
    return Digest.of(
        String.join(
            "\n",
            said.text(),
            request.config().digest().hex(),
            request.compiler().command(),
            site.toolchain().digest()));
  }

  /** What stands in such a file; empty where there is none. */
  static Optional<Configured> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    return lines.size() == 2
        ? Optional.of(new Configured(new Digest(lines.get(0)), new Digest(lines.get(1))))
        : Optional.empty();
  }

  void write(Path file) throws IOException {
    Files.writeString(file, inputs.hex() + "\n" + dotConfig.hex() + "\n");
  }
}
