// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/** Run records in the shape that runs leave, for tests of everything that only reads them. */
public final class Recorded {
  /** Every recorded run by name. */
  public static final List<String> NAMES =
      List.of(
          "pass",
          "base-pass",
          "fail",
          "fail-two",
          "base-fail",
          "inconclusive",
          "build-failed",
          "boot-failed",
          "infra-failed",
          "warn",
          "base-warn",
          "fail-other",
          "ejected",
          "hung",
          "forged",
          "sweep",
          "hostile");

  /** Every recorded gate by name. */
  public static final List<String> GATES =
      List.of("gate-pass", "gate-new", "gate-each-commit", "gate-flaky", "gate-base-off");

  private Recorded() {}

  /** The recorded gate of this name. */
  public static GateRecord gate(String name) {
    return GateRecordJson.read(json(name));
  }

  /** The recorded run of this name. */
  public static RunRecord run(String name) {
    return RunRecordJson.read(json(name));
  }

  static String json(String name) {
    return Documents.resource("recorded/" + name + ".json");
  }
}
