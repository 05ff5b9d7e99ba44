// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Outcome;

/** Colours, where they were asked for; they only ever repeat what the words say. */
final class Palette {
  private final boolean on;

  Palette(TerminalReport.Colours colours) {
    this.on = colours == TerminalReport.Colours.ON;
  }

  String outcome(Outcome outcome) {
    return switch (outcome.severity()) {
      case GOOD -> paint("1;32", outcome.name());
      case BAD -> paint("1;31", outcome.name());
      case OPEN -> paint("1;33", outcome.name());
    };
  }

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
