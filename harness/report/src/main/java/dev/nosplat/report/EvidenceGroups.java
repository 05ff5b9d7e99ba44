// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Requirement;
import dev.nosplat.record.Requirement.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence of a pass for people: what was observed, by what it is about. All of it held, so
 * what was expected says nothing more; the run record has both.
 */
enum EvidenceGroups {
  /** First what a silent console is worth nothing without. */
  CANARY("canary"),
  DETECTORS("detectors"),
  PATCH("patch"),
  SCENARIO("workload"),
  MEMORY("memory"),
  CONSOLE("console"),
  OUTSIDE("outside");

  private final String label;

  EvidenceGroups(String label) {
    this.label = label;
  }

  /** What the line begins with. */
  String label() {
    return label;
  }

  private static EvidenceGroups of(Kind kind) {
    return switch (kind) {
      case CANARY, DETECTOR_PROOF -> CANARY;
      case DETECTORS, LOCKDEP_ARMED, LOCKDEP_TABLES -> DETECTORS;
      case PATCH_COMPILED, PATCH_RAN, INSTRUMENT -> PATCH;
      case WORKLOAD, COMMAND, DELETES_FAILED, TEARDOWN -> SCENARIO;
      case MEMORY_GROWTH, LEAKS -> MEMORY;
      case CONSOLE, KERNEL_LOG, MARKERS -> CONSOLE;
      case MEMORY -> OUTSIDE;
    };
  }

  /** The rows that are about this, in their order. */
  List<Requirement> of(List<Requirement> all) {
    return all.stream().filter(row -> of(row.kind()) == this).toList();
  }

  /**
   * Rows in words, each as {@code deletes: 5402}; what the rows of one line have in common before
   * their names is said once.
   */
  String words(List<Requirement> rows) {
    List<String> words = new ArrayList<>();
    for (Requirement row : rows) {
      String name = shortened(Printable.line(row.name()));
      words.add((name.isEmpty() ? "" : name + ": ") + Printable.line(row.observed()));
    }
    return String.join("; ", words);
  }

  private String shortened(String name) {
    for (String prefix : List.of(label + ": ", "memory: ")) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name.equals(label) ? "" : name;
  }
}
