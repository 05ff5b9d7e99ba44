// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Bug;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A splat that somebody accepted for a time.
 *
 * @param signature the splat's signature, whole
 * @param family its family: an entry that names the wrong one matches nothing
 * @param reason why it is accepted
 * @param link where it is tracked, if anywhere
 * @param expires the last day on which it counts
 */
public record KnownIssue(
    String signature, Family family, String reason, Optional<String> link, LocalDate expires) {

  /** Whether this splat is the one meant; one that strangers may be alike never is. */
  public boolean matches(Splat splat) {
    return splat.family() == family
        && splat.signature().equals(signature)
        && !Bug.of(splat).isVague();
  }

  /** Whether the entry no longer counts on this day. */
  public boolean expired(LocalDate today) {
    return today.isAfter(expires);
  }
}
