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
 * report says without numbers.
 *
 * <p>The culprit's callers are not in it: which of them are inlined is the compiler's choice, a
 * report that was cut off has none, and one bug is met by several paths. What tells two bugs of one
 * function apart is in the family's {@link Key}.
 *
 * <p>A report that names neither a function nor anything else of its own cannot be told from
 * strangers: its signature has {@code ?} in the culprit's place, and nothing matches on it. So has
 * one that was cut before it named the function that the whole report blames.
 */
final class Signature {
  private static final String VAGUE = ":?:";
  private static final int DIGITS = 10;

  private Signature() {}

  /**
   * The signature of a report.
   *
   * @param frames the main stack without inlined functions, innermost first
   */
  static String of(
      Family family,
      Details details,
      String headline,
      List<Frame> frames,
      Optional<Frame> culprit) {
    String text = family.id() + '\n' + family.row().key().of(details, headline);
    if (culprit.isPresent() && !isChance(family, frames, culprit.get())) {
      return family.id() + ':' + culprit.get().function() + ':' + digest(text);
    }
    if (culprit.isEmpty() && saysEnough(family, details, frames)) {
      return family.id() + ':' + digest(text);
    }
    // What is in it here is all that may tell two reports of one build apart.
    String more = culprit.map(Frame::function).orElse("") + Key.place(headline);
    return family.id() + VAGUE + digest(text + '\n' + more);
  }

  /** Whether a sampled stack ends before it shows whether the culprit has callers of its own. */
  private static boolean isChance(Family family, List<Frame> frames, Frame culprit) {
    int at = frames.indexOf(culprit);
    return family.row().blame() == Blame.SAMPLED
        && at >= 0
        && !isWhole(frames.subList(at + 1, frames.size()));
  }

  /**
   * Whether a report without a culprit is told from others by its words. Of one that was cut nobody
   * knows whom the rest would have blamed.
   */
  private static boolean saysEnough(Family family, Details details, List<Frame> frames) {
    if (family.is(FamilyRow.Trait.SAYS_ENOUGH)) {
      return true;
    }
    boolean ownWords =
        details instanceof Details.Panic panic && !panic.consequence()
            || details instanceof Details.InvalidWaitContext
            || details instanceof Details.Locking locking && !locking.locks().isEmpty();
    return ownWords && isWhole(frames);
  }

  /** Whether a stack goes down to where the kernel was entered, or to what passes calls on. */
  private static boolean isWhole(List<Frame> frames) {
    return frames.stream().anyMatch(frame -> Machinery.of(frame).bounds());
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
