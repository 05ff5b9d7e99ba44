// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The splats that are accepted, each with a reason and a last day.
 *
 * @param entries in the order of the file
 */
public record KnownIssues(List<KnownIssue> entries) {
  /** Nothing is accepted. */
  public static final KnownIssues NONE = new KnownIssues(List.of());

  private static final int MOST_BYTES = 1 << 20;

  public KnownIssues {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the YAML of a known-issues file: a list of mappings with {@code signature}, {@code
   * family}, {@code reason}, {@code expires} (a date) and, if wanted, {@code link}.
   *
   * @param name the file's name, for messages
   * @param today no entry may last for more than ten years from here
   * @throws UnreadableRecord with the entry and the field that is wrong
   */
  public static KnownIssues parse(String yaml, String name, LocalDate today) {
    return new KnownIssues(new KnownIssuesYaml(name, today).parse(yaml));
  }

  /**
   * Reads a known-issues file.
   *
   * @param today as for {@link #parse}
   * @throws UnreadableRecord with the entry and the field that is wrong, or if the file is too long
   * @throws IOException if the file cannot be read
   */
  public static KnownIssues load(Path file, LocalDate today) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new UnreadableRecord(
          file + " is longer than " + (MOST_BYTES >> 20) + " MiB, the most for known issues");
    }
    return parse(new String(bytes, StandardCharsets.UTF_8), file.toString(), today);
  }

  /** The entry that accepts this splat on this day; an expired one accepts nothing. */
  public Optional<KnownIssue> accepting(Splat splat, LocalDate today) {
    return entries.stream().filter(e -> e.matches(splat) && !e.expired(today)).findFirst();
  }

  /** Holds splats against the entries as of this day. */
  public Match match(List<Splat> splats, LocalDate today) {
    List<Splat> fresh = new ArrayList<>();
    List<Splat> known = new ArrayList<>();
    for (Splat splat : splats) {
      (accepting(splat, today).isPresent() ? known : fresh).add(splat);
    }
    return new Match(
        fresh,
        known,
        entries.stream()
            .filter(e -> e.expired(today) && splats.stream().anyMatch(e::matches))
            .toList(),
        entries.stream().filter(e -> splats.stream().noneMatch(e::matches)).toList());
  }

  /**
   * What became of splats and entries.
   *
   * @param fresh splats that no entry accepts
   * @param known splats that an entry accepts
   * @param expired entries that would accept a splat but are past their day
   * @param unmatched entries whose splat was not seen, expired or not
   */
  public record Match(
      List<Splat> fresh, List<Splat> known, List<KnownIssue> expired, List<KnownIssue> unmatched) {
    public Match {
      fresh = List.copyOf(fresh);
      known = List.copyOf(known);
      expired = List.copyOf(expired);
      unmatched = List.copyOf(unmatched);
    }
  }
}
