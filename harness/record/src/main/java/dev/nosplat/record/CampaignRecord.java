// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a campaign has come.
 *
 * @param format version of this document's shape
 * @param name the campaign's name
 * @param written when this was looked up, UTC
 * @param cells every cell, in the order in which the campaign describes them
 */
public record CampaignRecord(int format, String name, Instant written, List<Entry> cells) {
  /** The current {@link #format}. */
  public static final int FORMAT = 1;

  public CampaignRecord {
    cells = List.copyOf(cells);
  }

  /** Where a cell stands. */
  public enum State {
    /** It has its verdict. */
    DONE,
    /** Somebody is at work on it. */
    RUNNING,
    /** It is still to be run. */
    WAITING,
    /** It has ended INFRA_FAILED as often as it may. */
    GIVEN_UP
  }

  /**
   * One cell.
   *
   * @param key its key
   * @param cell which combination it is
   * @param state where it stands
   * @param tries how often it has ended INFRA_FAILED
   * @param result its verdict, or the last INFRA_FAILED of one that is given up
   */
  public record Entry(
      String key, CellResult.Cell cell, State state, int tries, Optional<CellResult> result) {}

  /** How many cells are in a state. */
  public long count(State state) {
    return cells.stream().filter(each -> each.state() == state).count();
  }

  /** How many cells that have ended gave this outcome. */
  public long count(Outcome outcome) {
    return cells.stream()
        .flatMap(each -> each.result().stream())
        .filter(result -> result.verdict().outcome() == outcome)
        .count();
  }

  /** The worst outcome of the cells that have ended; empty where none has. */
  public Optional<Outcome> worst() {
    return Outcome.worst(
        cells.stream().flatMap(each -> each.result().stream()).map(r -> r.verdict().outcome()));
  }

  /** The worst outcome; INCONCLUSIVE where nothing is worse and a cell has not ended. */
  public Outcome outcome() {
    boolean open = count(State.WAITING) + count(State.RUNNING) > 0;
    return worst().filter(each -> !(open && each == Outcome.PASS)).orElse(Outcome.INCONCLUSIVE);
  }

  /** The document, indented, with a newline at its end. */
  public String json() {
    return Documents.pretty(this);
  }

  /**
   * Reads a document.
   *
   * @throws UnreadableRecord if it is none, or of a format that this version does not know
   */
  public static CampaignRecord read(String json) {
    return Documents.read(json, CampaignRecord.class, "campaign record", FORMAT);
  }

  /** The JSON schema (draft 2020-12) that every document of the current format holds to. */
  public static String schema() {
    return Documents.resource("campaign-record-" + FORMAT + ".schema.json");
  }
}
