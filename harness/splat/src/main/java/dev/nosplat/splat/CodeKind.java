// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** What a function is to a report, by the place in the kernel's tree that defines it. */
enum CodeKind {
  /** A subject of its own: blamed where it is met first. */
  OWN('o', false),
  /** Copies and compares; as assembly it makes no frame. */
  COPY('c', true),
  /** Reports, traces, checks, unwinds. */
  REPORT('r', true),
  /** Enters the kernel or carries work out. */
  ENTRY('e', true),
  /** Locks, waits, allocates. Blamed where nobody else is left, and never the taker of a lock. */
  PRIMITIVE('p', true),
  /** Serves others: RCU, timers, lib. Blamed where nobody else is left. */
  SERVICE('s', true),
  /** Generic files, mounts and sockets. Blamed where nobody else is left. */
  GENERIC('g', true),
  /** Blamed like any other, but the subject's own code ends here in a sampled stack. */
  DISPATCH('d', false),
  /** Takes mappings down; not blamed for what it finds there. */
  UNMAP('u', false);

  private final char letter;
  private final boolean machinery;

  CodeKind(char letter, boolean machinery) {
    this.letter = letter;
    this.machinery = machinery;
  }

  /** How machinery.txt writes it. */
  char letter() {
    return letter;
  }

  /** Whether it is not to blame while somebody else stands below it. */
  boolean machinery() {
    return machinery;
  }

  /** Whether it can be the taker of a lock: whoever serves others has locks of its own. */
  boolean takes() {
    return !machinery || this == SERVICE;
  }

  /** Whether the code that a sampled stack is about ends before it. */
  boolean bounds() {
    return this == ENTRY || this == GENERIC || this == DISPATCH;
  }

  static CodeKind ofLetter(char letter) {
    for (CodeKind kind : values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of code has the letter " + letter);
  }
}
