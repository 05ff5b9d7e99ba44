// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A name for a bug that survives a rebuild: the family, the culprit, and a digest of what the
 * report says without numbers.
 *
 * <p>The culprit's callers are not in it: which of them are inlined is the compiler's choice, a
 * report that was cut off has none, and one bug is met by several paths. What tells two bugs of one
 * function apart is in the family's {@link Key}.
 *
 * <p>A report that names neither a function nor anything else of its own cannot be told from
 * strangers: its signature has {@code ?} in the culprit's place, and nothing matches on it.
 */
final class Signature {
  private static final String VAGUE = ":?:";
  private static final int DIGITS = 10;

  private Signature() {}

  static String of(Family family, Details details, String headline, Optional<Frame> culprit) {
    String key = family.row().key().of(details, headline);
    String text = family.id() + '\n' + key;
    if (culprit.isPresent()) {
      String function = culprit.get().function();
      return family.id() + ':' + function + ':' + digest(text);
    }
    if (saysEnough(family, details)) {
      return family.id() + ':' + digest(text);
    }
    // The line is in it here: it is all that may tell two reports of one build apart.
    return family.id() + VAGUE + digest(text + '\n' + Key.place(headline));
  }

  /** Whether a report without a culprit is told from others by its words. */
  private static boolean saysEnough(Family family, Details details) {
    if (details instanceof Details.Panic panic) {
      return !panic.consequence();
    }
    return family.is(FamilyRow.Trait.SAYS_ENOUGH)
        || details instanceof Details.InvalidWaitContext
        || details instanceof Details.Locking locking && !locking.locks().isEmpty();
  }

  /** Whether a signature says of itself that strangers may have it too. */
  static boolean isVague(String signature) {
    return signature.contains(VAGUE);
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
