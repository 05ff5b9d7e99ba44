// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.emit;

import static dev.nosplat.engine.campaign.emit.CiMatrix.map;

import dev.nosplat.record.CampaignPlan;
import dev.nosplat.record.Outcome;
import java.util.List;
import java.util.Map;

/**
 * A pipeline of GitLab CI: a stage for each part. GitLab itself begins a job again that ended with
 * INFRA_FAILED's exit code, and none that ended with a verdict's.
 */
final class GitlabPipeline {
  /** As often as GitLab allows ({@code retry:max}). */
  private static final int MOST_RETRIES = 2;

  private GitlabPipeline() {}

  static Map<String, Object> of(String name, List<CiMatrix.Part> parts, int tries) {
    Map<String, Object> document = map("stages", parts.stream().map(CiMatrix.Part::name).toList());
    for (CiMatrix.Part part : parts) {
      Map<String, Object> job =
          map(
              "stage",
              part.name(),
              "tags",
              List.of("nosplat"),
              // A cell that fails says nothing of the others.
              "when",
              "always",
              "parallel",
              map(
                  "matrix",
                  List.of(
                      map("CELL", part.cells().stream().map(CampaignPlan.Entry::key).toList()))),
              "script",
              List.of("nosplat campaign run " + name + " --cell \"$CELL\""));
      int retries = Math.min(MOST_RETRIES, tries - 1);
      if (retries > 0) {
        job.put(
            "retry", map("max", retries, "exit_codes", List.of(Outcome.INFRA_FAILED.exitCode())));
      }
      document.put(part.name(), job);
    }
    return document;
  }
}
