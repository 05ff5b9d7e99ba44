// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.ScenarioSet.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The scenarios of one command as they end. */
final class ScenarioParts {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Settings settings;
  private final Instant started;
  private final List<Part> parts = new ArrayList<>();

  ScenarioParts(Settings settings) {
    this.settings = settings;
    this.started = settings.clock().instant();
  }

  void add(Part part) {
    parts.add(part);
  }

  /**
   * All of them, kept in a directory of their own. It is named by the time when the last one ended,
   * so that the newest thing that is kept is this and not one of its runs.
   *
   * @param tree the tree specification as the user wrote it
   * @param nonce a fresh random word
   */
  ScenarioSet save(String tree, String nonce) {
    Instant now = settings.clock().instant();
    String name = "scenarios-" + STAMP.format(now) + "-" + nonce.substring(0, 6);
    try {
      Path directory = Files.createDirectories(settings.home().runs().resolve(name));
      ScenarioSet all =
          new ScenarioSet(
              ScenarioSet.FORMAT,
              name,
              started,
              Duration.between(started, now).toMillis(),
              tree,
              parts,
              ScenarioSet.verdict(parts),
              directory);
      all.save();
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("keeping the record of the scenarios", e);
    }
  }
}
