// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.emit;

import static dev.nosplat.engine.campaign.emit.CiMatrix.map;

import java.util.List;
import java.util.Map;

/**
 * A workflow of GitHub Actions. It uses no action of anybody's: git fetches the commit, nosplat
 * runs the cell. What comes from the campaign reaches the shell in the environment alone.
 */
final class GithubWorkflow {
  private static final String FETCH =
      """
      GIT_CONFIG_COUNT=1
      GIT_CONFIG_KEY_0=http.extraheader
      GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
      export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
      git init -q .
      git fetch -q --depth=1 "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" "$GITHUB_SHA"
      git checkout -q --force FETCH_HEAD
      """;

  private GithubWorkflow() {}

  static Map<String, Object> of(String name, List<CiMatrix.Part> parts, int atOnce) {
    Map<String, Object> jobs = map();
    String before = "";
    for (CiMatrix.Part part : parts) {
      Map<String, Object> job = map("name", "${{ matrix.cell }}");
      if (!before.isEmpty()) {
        job.put("needs", List.of(before));
        // A cell that fails says nothing of the others.
        job.put("if", "${{ !cancelled() }}");
      }
      job.put("runs-on", List.of("self-hosted", "nosplat"));
      job.put(
          "strategy",
          map(
              "fail-fast",
              false,
              "max-parallel",
              atOnce,
              "matrix",
              map(
                  "include",
                  part.cells().stream()
                      .map(each -> map("key", each.key(), "cell", literal(each.cell().label())))
                      .toList())));
      job.put(
          "steps",
          List.of(
              map("name", "Fetch", "env", map("TOKEN", "${{ github.token }}"), "run", FETCH),
              map(
                  "name",
                  "Run the cell",
                  "env",
                  map("CAMPAIGN", name, "CELL", "${{ matrix.key }}"),
                  "run",
                  "nosplat campaign run \"$CAMPAIGN\" --cell \"$CELL\"")));
      jobs.put(part.name(), job);
      before = part.name();
    }
    return map(
        "name",
        "nosplat " + name,
        "on",
        map("workflow_dispatch", map()),
        "permissions",
        map("contents", "read"),
        "jobs",
        jobs);
  }

  /** A tree may be called anything; GitHub would evaluate an expression in it. */
  private static String literal(String label) {
    return label.replace("${{", "$ {{");
  }
}
