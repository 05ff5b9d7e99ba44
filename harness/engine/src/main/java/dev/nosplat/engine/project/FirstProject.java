// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.profile.Profile;

/** The {@code nosplat.yaml} that a directory begins with. */
public final class FirstProject {
  private FirstProject() {}

  /**
   * Its text.
   *
   * @param kernelTree whether the directory is the top of a kernel tree
   * @param known whether a known-issues.yaml lies in it
   */
  public static String text(boolean kernelTree, boolean known) {
    String tree = kernelTree ? "." : "debian:newest";
    return """
        # What nosplat takes where the command line is silent; docs/campaigns.md explains it.
        # Its schema, for an editor: nosplat init --schema > nosplat.schema.json
        defaults:
        %s
          profile: %s
          scenario: %s
          machine: small
        %sknown: known-issues.yaml

        machines:
          small: {cpus: 2, memory: 1024}

        # nosplat campaign plan shows the cells of this one, nosplat campaign run runs them.
        campaigns:
          nightly:
            trees: [%s]
            profiles: [%s]
            scenarios: [%s]
            repeats: 3
        """
        .formatted(
            kernelTree
                ? "  # tree: the one around the place where a command is run"
                : "  tree: " + tree,
            Profile.DEFAULT,
            CheckPlan.DEFAULT_SCENARIO,
            known ? "" : "# ",
            tree,
            Profile.DEFAULT,
            CheckPlan.DEFAULT_SCENARIO);
  }
}
