// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Several scenarios on one kernel: what each of them gave, and what all of it says together.
 *
 * @param format version of this document's shape
 * @param id unique name; the name of its directory
 * @param started when it began, UTC
 * @param durationMillis how long it took in all
 * @param tree the tree specification as the user wrote it
 * @param parts every scenario, in the order in which they were asked for
 * @param verdict the decision: that of the worst part, and which one that is
 * @param directory where this document lies; every run and gate has a directory of its own
 */
public record ScenarioSet(
    int format,
    String id,
    Instant started,
    long durationMillis,
    String tree,
    List<Part> parts,
    Verdict verdict,
    Path directory) {
  /** The current {@link #format}. */
  public static final int FORMAT = 1;

  /** The document's name in its directory. */
  public static final String FILE = "scenarios.json";

  public ScenarioSet {
    tree = UrlCredentials.hidden(tree);
    parts = List.copyOf(parts);
  }

  /**
   * One scenario. It has a run or a gate; or neither, where its control was not seen and so nothing
   * was run.
   *
   * @param scenario its name
   * @param verdict what became of it
   * @param control whether its planted bug was seen, where a check was asked for that; a gate has
   *     its own
   * @param run the run of a check
   * @param gate the gate
   */
  public record Part(
      String scenario,
      Verdict verdict,
      Optional<ControlRun> control,
      Optional<RunRecord> run,
      Optional<GateRecord> gate) {
    /** A part of a check. */
    public static Part of(Optional<ControlRun> control, RunRecord run) {
      return new Part(run.scenario(), run.verdict(), control, Optional.of(run), Optional.empty());
    }

    /** A part of a gate. */
    public static Part of(String scenario, GateRecord gate) {
      return new Part(
          scenario, gate.verdict(), Optional.empty(), Optional.empty(), Optional.of(gate));
    }

    /** How long its run or gate took; the control's run is not in it. */
    public long millis() {
      return run.map(RunRecord::durationMillis)
          .or(() -> gate.map(GateRecord::durationMillis))
          .orElse(0L);
    }
  }

  /**
   * The part that decides: the worst one, of equals the first.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Part decisive(List<Part> parts) {
    return Outcome.worst(parts.stream().map(part -> part.verdict().outcome()))
        .flatMap(worst -> parts.stream().filter(p -> p.verdict().outcome() == worst).findFirst())
        .orElseThrow(() -> new IllegalArgumentException("there is no scenario"));
  }

  /** What all parts say together. */
  public static Verdict verdict(List<Part> parts) {
    Part decisive = decisive(parts);
    if (!decisive.verdict().passed()) {
      return decisive
          .verdict()
          .because("scenario " + decisive.scenario() + ": " + decisive.verdict().reason());
    }
    List<Cause> causes = parts.stream().map(part -> part.verdict().cause()).distinct().toList();
    return new Verdict(
        Outcome.PASS,
        causes.size() == 1 ? causes.get(0) : Cause.NOTHING_SEEN,
        "each of %d scenarios passes, with its own evidence: %s"
            .formatted(
                parts.size(), parts.stream().map(Part::scenario).collect(Collectors.joining(", "))),
        List.of(),
        "");
  }

  /** The same, found in another directory than the one it was written in. */
  private ScenarioSet inDirectory(Path other) {
    return new ScenarioSet(format, id, started, durationMillis, tree, parts, verdict, other);
  }

  /** The document, indented, with a newline at its end. */
  public String json() {
    return Documents.pretty(this);
  }

  /** The document on one line, without a newline. */
  public String line() {
    return Documents.line(this);
  }

  /**
   * Writes the document into its own directory, which must exist.
   *
   * @throws IOException if it cannot be written
   */
  public void save() throws IOException {
    Files.writeString(directory.resolve(FILE), json());
  }

  /**
   * Reads a document.
   *
   * @throws UnreadableRecord if it is none, or of a format that this version does not know
   */
  public static ScenarioSet read(String json) {
    return Documents.read(json, ScenarioSet.class, "record of scenarios", FORMAT);
  }

  /**
   * Reads the document of a directory, which may have been moved since it was written.
   *
   * @throws UnreadableRecord if it is none, or of a format that this version does not know
   * @throws IOException if there is no document or it cannot be read
   */
  public static ScenarioSet load(Path directory) throws IOException {
    return read(Documents.text(directory.resolve(FILE))).inDirectory(directory);
  }

  /** The JSON schema (draft 2020-12) that every document of the current format holds to. */
  public static String schema() {
    return Documents.resource("scenario-set-" + FORMAT + ".schema.json");
  }
}
