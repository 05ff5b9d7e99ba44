// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A name for a bug that survives a rebuild: the family, the culprit, and a digest of what the
 * report says without numbers. The culprit's nearest callers go into it where the words alone do
 * not tell bugs apart. A report of lockdep's names the locks that do not go together, and that is
 * the bug, whichever call chain met it first: which one is a matter of timing and of inlining.
 */
final class Signature {
  private static final int FRAMES = 3;
  private static final int DIGITS = 10;

  private Signature() {}

  static String of(Family family, String key, List<Frame> frames, Optional<Frame> culprit) {
    StringBuilder text = new StringBuilder(family.id()).append('\n').append(key);
    if (culprit.isPresent() && !family.byLockdep()) {
      int at = place(culprit.get(), frames);
      int taken = 0;
      for (Frame frame : frames.subList(Math.min(at, frames.size()), frames.size())) {
        if (taken == FRAMES || Machinery.isEntry(frame)) {
          break;
        }
        if (frame.reliable() && !frame.inlined()) {
          text.append('\n').append(frame.function());
          taken++;
        }
      }
      if (taken == 0) {
        text.append('\n').append(culprit.get().function());
      }
    }
    String where = culprit.map(frame -> ":" + frame.function()).orElse("");
    return family.id() + where + ":" + digest(text.toString());
  }

  /** A culprit that is no frame of the stack, who took a lock, may have one there by its name. */
  private static int place(Frame culprit, List<Frame> frames) {
    int exact = frames.indexOf(culprit);
    if (exact >= 0) {
      return exact;
    }
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).function().equals(culprit.function())) {
        return i;
      }
    }
    return 0;
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
