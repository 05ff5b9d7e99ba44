// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

/** A document that is not what it should be; the message is a sentence for the user. */
public final class UnreadableRecord extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecord(String message) {
    super(message);
  }

  UnreadableRecord(String message, Throwable cause) {
    super(message, cause);
  }
}
