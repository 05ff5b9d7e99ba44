// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.Optional;

/**
 * How a machine came to be.
 *
 * @param restored whether it was restored from a snapshot
 * @param note why it was booted although a snapshot was wanted; empty otherwise
 */
public record Origin(boolean restored, String note) {
  static final Origin SNAPSHOT = new Origin(true, "");
  static final Origin BOOT = new Origin(false, "");

  /** A boot takes a second there, and a guest's clock would have to be set right. */
  static final Origin NO_SNAPSHOT_UNDER_KVM = new Origin(false, "snapshots are for tcg only");

  /** A boot that stands in for a restore. */
  static Origin bootBecause(String reason) {
    return new Origin(false, reason);
  }

  /** Why it was booted although a snapshot was wanted. */
  public Optional<String> whyBooted() {
    return note.isEmpty() ? Optional.empty() : Optional.of(note);
  }
}
