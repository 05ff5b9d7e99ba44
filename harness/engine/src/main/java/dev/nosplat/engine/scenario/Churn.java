// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import java.time.Duration;

/**
 * One round of the churn program in the guest.
 *
 * @param tasks tasks made and gone
 * @param error what the program complained of; empty when nothing
 */
record Churn(long tasks, String error) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Churn run(Machine machine, String mode, long tasks, Duration limit)
      throws ShellLost, InterruptedException {
    ShellResult result =
        machine
            .shell()
            .run(
                limit.plusSeconds(30),
                "/nosplat/churn",
                "--mode",
                mode,
                "--tasks",
                Long.toString(tasks),
                "--seconds",
                Long.toString(Math.max(1, limit.toSeconds())));
    return parse(result);
  }

  static Churn parse(ShellResult result) {
    try {
      JsonNode said = JSON.readTree(result.out());
      String error = result.ok() ? "" : said.path("first_error").asText("");
      return new Churn(GuestText.count(said.path("tasks")).orElse(0), GuestText.brief(error));
    } catch (JsonProcessingException e) {
      String said = (result.out() + result.err()).strip();
      return new Churn(0, "churn said: " + GuestText.brief(said));
    }
  }
}
