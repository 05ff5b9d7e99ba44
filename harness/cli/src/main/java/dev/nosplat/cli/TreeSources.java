// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.report.SourceLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Source code for reports, from a tree that was given as a plain directory. A revision's files are
 * not those of the work tree, so there it gives nothing rather than the wrong lines.
 */
final class TreeSources implements SourceLines {
  private final Path tree;

  TreeSources(String spec) {
    this.tree = Path.of(spec).toAbsolutePath().normalize();
  }

  @Override
  public Optional<List<String>> of(String file) {
    Path path = tree.resolve(file).normalize();
    if (!path.startsWith(tree) || !Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try {
      // Kernel sources are not all UTF-8, and this charset never fails.
      return Optional.of(Files.readAllLines(path, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty(); // a report without the excerpt is better than no report
    }
  }
}
