// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * Documents of format 1, which said in sentences what format 2 says in types. This is the only
 * place that takes such a sentence apart.
 */
final class FormatOne {
  private static final Map<String, Requirement.Kind> KINDS =
      Map.of(
          "detectors", Requirement.Kind.DETECTORS,
          "lockdep symbols", Requirement.Kind.DETECTORS,
          "console", Requirement.Kind.CONSOLE,
          "kernel log", Requirement.Kind.KERNEL_LOG,
          "debug_locks before", Requirement.Kind.LOCKDEP_ARMED,
          "debug_locks after", Requirement.Kind.LOCKDEP_ARMED,
          "lockdep's tables", Requirement.Kind.LOCKDEP_TABLES,
          "markers", Requirement.Kind.MARKERS,
          "canary", Requirement.Kind.CANARY);

  private FormatOne() {}

  /** The document in format 2; any other than one of format 1 is returned as it is. */
  static JsonNode upgraded(JsonNode document) {
    if (document.path("format").intValue() == 1) {
      upgrade(document);
    }
    return document;
  }

  private static void upgrade(JsonNode node) {
    if (node instanceof ObjectNode object) {
      upgradeObject(object);
    }
    node.forEach(FormatOne::upgrade);
  }

  private static void upgradeObject(ObjectNode object) {
    if (object.has("format")) {
      object.put("format", 2);
    }
    if (object.has("subject") && !object.has("counts")) {
      object.putObject("counts");
    }
    if (object.has("expected") && object.has("observed") && !object.has("kind")) {
      String name = object.path("name").asText();
      object.put("kind", KINDS.getOrDefault(name, Requirement.Kind.WORKLOAD).name());
    }
    if (object.has("outcome") && object.has("reason") && !object.has("cause")) {
      object.put(
          "cause", cause(object.path("outcome").asText(), object.path("reason").asText()).name());
    }
    if (object.has("accelerator") && object.has("origin")) {
      split(object, "accelerator", "whyEmulated");
      split(object, "origin", "whyBooted");
    }
  }

  /** {@code tcg: REASON} becomes {@code TCG} with the reason in a field of its own. */
  private static void split(ObjectNode machine, String field, String reason) {
    String[] parts = machine.path(field).asText().split(": ", 2);
    machine.put(field, parts[0].toUpperCase(Locale.ROOT));
    if (parts.length > 1) {
      machine.put(reason, parts[1]);
    }
  }

  private static Cause cause(String outcome, String reason) {
    return switch (outcome) {
      case "PASS" -> Cause.NOTHING_SEEN;
      case "BUILD_FAILED" -> Cause.BUILD;
      case "BOOT_FAILED" -> Cause.BOOT;
      case "INFRA_FAILED" ->
          reason.startsWith("the machine was lost") ? Cause.MACHINE_LOST : Cause.INFRASTRUCTURE;
      case "FAIL" -> reason.startsWith("the kernel ejected") ? Cause.EJECTION : Cause.SPLAT;
      default ->
          reason.startsWith("the guest hung: ")
              ? Cause.HANG
              : reason.startsWith("the planted bug was not seen")
                  ? Cause.CONTROL_NOT_SEEN
                  : reason.startsWith("the base") ? Cause.BASE_HIDES : Cause.EVIDENCE_MISSING;
    };
  }
}
