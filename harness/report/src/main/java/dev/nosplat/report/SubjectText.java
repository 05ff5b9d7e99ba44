// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Subject;

/** What was judged, and who says so: of a bundle's tree there is only the bundle's word. */
final class SubjectText {
  private SubjectText() {}

  /** The tree specification. */
  static String tree(Subject subject) {
    return claimed(subject, subject.tree());
  }

  /** What {@code make kernelrelease} said. */
  static String release(Subject subject) {
    return subject.release().isEmpty() ? "" : claimed(subject, subject.release());
  }

  private static String claimed(Subject subject, String text) {
    return subject.claimedBy().map(who -> text + " (as " + who + " claims)").orElse(text);
  }
}
