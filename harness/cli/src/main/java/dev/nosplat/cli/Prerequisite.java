// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

/**
 * One thing that nosplat needs on this host, or that a user should know about it.
 *
 * @param name what it is
 * @param state whether it is there
 * @param found what was found, or what was not
 * @param fix what to run or set; empty unless missing
 */
record Prerequisite(String name, State state, String found, String fix) {

  /** Whether a prerequisite holds; a note stops nothing. */
  enum State {
    OK("ok"),
    MISSING("missing"),
    NOTE("note");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static Prerequisite ok(String name, String found) {
    return new Prerequisite(name, State.OK, found, "");
  }

  static Prerequisite missing(String name, String found, String fix) {
    return new Prerequisite(name, State.MISSING, found, fix);
  }

  static Prerequisite note(String name, String found) {
    return new Prerequisite(name, State.NOTE, found, "");
  }

  boolean isMissing() {
    return state == State.MISSING;
  }
}
