// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

/**
 * One patch.
 *
 * @param subject its subject without {@code [PATCH n/m]}; the file's name where there is none
 * @param author from whom, or empty
 * @param log the commit message below the subject, as far as there is one
 * @param diff the diff as bytes (see the package), with nothing before it; what follows a complete
 *     diff, such as a signature, may be there
 * @param origin where it was found: a file's name, a message's place in a mailbox
 * @param strip leading directories to take off its paths, 1 for {@code a/} and {@code b/}
 */
public record Patch(
    String subject, String author, String log, String diff, String origin, int strip) {

  /** The same patch with another diff. */
  public Patch withDiff(String other, int otherStrip) {
    return new Patch(subject, author, log, other, origin, otherStrip);
  }
}
