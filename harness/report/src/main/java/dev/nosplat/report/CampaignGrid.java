// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CampaignRecord.Entry;
import dev.nosplat.record.CampaignRecord.State;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A campaign as a grid: a line for each tree, scenario and machine, a column for each profile.
 *
 * @param profiles the columns
 * @param rows the lines
 */
record CampaignGrid(List<String> profiles, List<Row> rows) {

  /**
   * A line.
   *
   * @param name what all its cells have in common; machines are named where there are several
   * @param boxes one for each profile; empty where the campaign leaves that combination out
   */
  record Row(String name, List<Optional<Box>> boxes) {}

  /**
   * All repetitions of one combination.
   *
   * @param kind {@code good}, {@code bad} or {@code open}
   * @param text the worst outcome and its rate among those that have ended, and what is open
   */
  record Box(String kind, String text, List<Entry> entries) {}

  static CampaignGrid of(CampaignRecord campaign) {
    List<String> profiles =
        campaign.cells().stream().map(each -> each.cell().profile()).distinct().toList();
    boolean machines =
        campaign.cells().stream().map(each -> each.cell().machine()).distinct().count() > 1;
    Map<String, Map<String, List<Entry>>> lines = new LinkedHashMap<>();
    for (Entry each : campaign.cells()) {
      CellResult.Cell cell = each.cell();
      String name =
          Printable.line(
              cell.tree() + ", " + cell.scenario() + (machines ? ", on " + cell.machine() : ""));
      lines
          .computeIfAbsent(name, n -> new LinkedHashMap<>())
          .computeIfAbsent(cell.profile(), p -> new ArrayList<>())
          .add(each);
    }
    List<Row> rows = new ArrayList<>();
    lines.forEach(
        (name, boxes) ->
            rows.add(
                new Row(
                    name,
                    profiles.stream()
                        .map(p -> Optional.ofNullable(boxes.get(p)).map(CampaignGrid::box))
                        .toList())));
    return new CampaignGrid(profiles.stream().map(Printable::line).toList(), rows);
  }

  private static Box box(List<Entry> entries) {
    CampaignRecord part = new CampaignRecord(CampaignRecord.FORMAT, "", Instant.EPOCH, entries);
    long ended = entries.stream().filter(each -> each.result().isPresent()).count();
    List<String> parts = new ArrayList<>();
    Outcome worst = part.worst().orElse(Outcome.INCONCLUSIVE);
    if (ended > 0) {
      parts.add(worst + " " + part.count(worst) + "/" + ended);
    }
    for (State state : List.of(State.RUNNING, State.WAITING)) {
      if (part.count(state) > 0) {
        parts.add(part.count(state) + " " + state.name().toLowerCase(Locale.ROOT));
      }
    }
    return new Box(
        part.outcome().severity().name().toLowerCase(Locale.ROOT),
        String.join(", ", parts),
        entries);
  }

  /** Every outcome with its number, and what is open, on one line. */
  static String totals(CampaignRecord campaign) {
    List<String> parts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      if (campaign.count(outcome) > 0) {
        parts.add(campaign.count(outcome) + " " + outcome);
      }
    }
    for (State state : List.of(State.RUNNING, State.WAITING)) {
      if (campaign.count(state) > 0) {
        parts.add(campaign.count(state) + " " + state.name().toLowerCase(Locale.ROOT));
      }
    }
    return Layout.count(campaign.cells().size(), "cell", "cells")
        + ": "
        + parts.stream().collect(Collectors.joining(", "));
  }
}
