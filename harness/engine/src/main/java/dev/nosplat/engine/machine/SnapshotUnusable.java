// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.Optional;

/** A snapshot that no machine can be restored from: whoever wanted it boots instead. */
final class SnapshotUnusable extends Exception {
  private static final long serialVersionUID = 1L;

  SnapshotUnusable(String why) {
    super(why);
  }

  /** Throws if there is a reason to. */
  static void because(Optional<String> reason) throws SnapshotUnusable {
    if (reason.isPresent()) {
      throw new SnapshotUnusable(reason.get());
    }
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
