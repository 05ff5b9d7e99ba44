// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.emit;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.CampaignPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A campaign's cells as a file that a forge's CI runs: a job for each cell, on runners that have
 * nosplat and share its cache. One cell of every kernel that is to be built goes first.
 */
public enum CiMatrix {
  /** A workflow of GitHub Actions. */
  GITHUB(256) {
    @Override
    Map<String, Object> document(String name, List<Part> parts, int tries, int atOnce) {
      return GithubWorkflow.of(name, parts, atOnce);
    }
  },
  /** A pipeline of GitLab CI, 16.10 or newer. */
  GITLAB(200) {
    @Override
    Map<String, Object> document(String name, List<Part> parts, int tries, int atOnce) {
      return GitlabPipeline.of(name, parts, tries);
    }
  };

  /** What both forges and a shell take as it is. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  private final int most;

  CiMatrix(int most) {
    this.most = most;
  }

  /**
   * Cells that run beside each other, after all cells of the part before.
   *
   * @param name the job's name
   * @param cells no more than one matrix may have
   */
  record Part(String name, List<CampaignPlan.Entry> cells) {
    Part {
      cells = List.copyOf(cells);
    }
  }

  abstract Map<String, Object> document(String name, List<Part> parts, int tries, int atOnce);

  /**
   * The file.
   *
   * @param plan the cells
   * @param tries how often a cell is begun at most while it ends INFRA_FAILED
   * @param atOnce how many jobs run at once, where the forge bounds that at all
   * @throws BadInput if the campaign's name cannot stand in such a file, or nothing is to be run
   */
  public String of(CampaignPlan plan, int tries, int atOnce) {
    if (!NAME.matcher(plan.name()).matches()) {
      throw new BadInput(
          "The campaign's name cannot be written into a CI file.",
          List.of(plan.name()),
          "Call it by letters, digits, dots, dashes and underscores in nosplat.yaml.");
    }
    if (plan.cells().isEmpty()) {
      throw new BadInput(
          "Nothing of this campaign is to be run.",
          List.of("every cell has its verdict, or was given up"),
          "See nosplat campaign report.");
    }
    return CiYaml.of(document(plan.name(), parts(plan), tries, atOnce));
  }

  private List<Part> parts(CampaignPlan plan) {
    List<CampaignPlan.Entry> first = new ArrayList<>();
    List<CampaignPlan.Entry> ready = new ArrayList<>();
    List<CampaignPlan.Entry> later = new ArrayList<>();
    Set<String> begun = new HashSet<>();
    for (CampaignPlan.Entry each : plan.cells()) {
      (!each.build() ? ready : begun.add(each.kernel()) ? first : later).add(each);
    }
    first.addAll(ready);
    List<Part> parts = new ArrayList<>();
    divide("cells", first, parts);
    divide("cells", later, parts);
    return parts;
  }

  private void divide(String name, List<CampaignPlan.Entry> cells, List<Part> parts) {
    for (int from = 0; from < cells.size(); from += most) {
      parts.add(
          new Part(
              name + "-" + (parts.size() + 1),
              cells.subList(from, Math.min(cells.size(), from + most))));
    }
  }

  static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }
}
