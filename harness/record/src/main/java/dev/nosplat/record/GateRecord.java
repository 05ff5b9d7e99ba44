// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a gate found out about a series.
 *
 * @param format version of this document's shape
 * @param id unique name of the gate; the gate directory's name
 * @param started when it began, UTC
 * @param durationMillis how long it took in all
 * @param tree the tree specification as the user wrote it
 * @param scenario the scenario's name
 * @param control the control, where one was asked for
 * @param waiver why a missing control was accepted, where it was
 * @param base every run of the tree without the series, remembered ones first
 * @param steps the points of the series that were judged, in order; the last is the whole series
 * @param sensitivity what planted faults say of a pass, where that was asked for
 * @param verdict the decision
 * @param notes sentences that belong beside the verdict: what a pass excludes, what is not the
 *     series' doing
 * @param directory the gate directory
 */
public record GateRecord(
    int format,
    String id,
    Instant started,
    long durationMillis,
    String tree,
    String scenario,
    Optional<ControlRun> control,
    Optional<String> waiver,
    List<RunRecord> base,
    List<Step> steps,
    Optional<Sensitivity> sensitivity,
    Verdict verdict,
    List<String> notes,
    Path directory) {

  /** The current {@link #format}. */
  public static final int FORMAT = 2;

  public GateRecord {
    tree = UrlCredentials.hidden(tree);
    base = List.copyOf(base);
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
  }

  /** The first step that does not pass; empty when all do. */
  public Optional<Step> firstBroken() {
    return steps.stream().filter(s -> !s.verdict().passed()).findFirst();
  }

  /** The same record, found in another directory than the one it was written in. */
  public GateRecord inDirectory(Path other) {
    return new GateRecord(
        format,
        id,
        started,
        durationMillis,
        tree,
        scenario,
        control,
        waiver,
        base,
        steps,
        sensitivity,
        verdict,
        notes,
        other);
  }
}
