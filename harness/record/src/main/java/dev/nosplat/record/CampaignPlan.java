// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;
import java.util.Optional;

/**
 * Cells that are to be run, in the order in which they should be begun: what a worker elsewhere
 * needs to run one of them without looking at all the others.
 *
 * @param format version of this document's shape
 * @param name the campaign's name
 * @param cells the cells
 */
public record CampaignPlan(int format, String name, List<Entry> cells) {
  /** The current {@link #format}. */
  public static final int FORMAT = 1;

  public CampaignPlan {
    cells = List.copyOf(cells);
  }

  /**
   * One cell.
   *
   * @param key its key: that of everything that goes into it
   * @param kernel the key of its kernel
   * @param build whether that kernel was not in the store yet
   * @param cell which combination it is
   */
  public record Entry(String key, String kernel, boolean build, CellResult.Cell cell) {}

  /** The cell of this key. */
  public Optional<Entry> cell(String key) {
    return cells.stream().filter(each -> each.key().equals(key)).findFirst();
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
  public static CampaignPlan read(String json) {
    return Documents.read(json, CampaignPlan.class, "campaign plan", FORMAT);
  }

  /** The JSON schema (draft 2020-12) that every document of the current format holds to. */
  public static String schema() {
    return Documents.resource("campaign-plan-" + FORMAT + ".schema.json");
  }
}
