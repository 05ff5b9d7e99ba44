// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.search.Reading;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one bug that a bisection follows.
 *
 * @param signatures signatures that are this bug; more than one when the user accepted a change,
 *     and one without its digest for all with the same family and function
 * @param family any splat of this family is the bug; empty to go by signatures
 * @param others signatures that the user said are other bugs, however alike they look
 * @param example the bug as it was seen; a splat that {@linkplain dev.nosplat.splat.Bug#isSame is
 *     the same bug} is the target as well
 */
public record Target(
    Set<String> signatures,
    Optional<String> family,
    Set<String> others,
    Optional<Sighting> example) {
  public Target {
    signatures = Set.copyOf(signatures);
    others = Set.copyOf(others);
  }

  /** A target that is learnt from the first splat of the end that has the bug. */
  public static Target learnt() {
    return new Target(Set.of(), Optional.empty(), Set.of(), Optional.empty());
  }

  /** One signature. */
  public static Target signature(String signature) {
    return new Target(Set.of(signature), Optional.empty(), Set.of(), Optional.empty());
  }

  /** Whether nothing says yet what the bug looks like. */
  boolean unknown() {
    return signatures.isEmpty() && family.isEmpty();
  }

  /** The same target, with this signature as well. */
  Target and(String signature) {
    Set<String> more = new HashSet<>(signatures);
    more.add(signature);
    return new Target(more, family, others, example);
  }

  /** The same target, now that it was seen. */
  Target seenAs(Sighting splat) {
    return new Target(signatures, family, others, Optional.of(splat));
  }

  /** The same target, and the first of these splats that was not said to be another bug. */
  Target learntFrom(List<Sighting> splats) {
    return splats.stream()
        .map(Sighting::signature)
        .filter(each -> !others.contains(each))
        .findFirst()
        .map(this::and)
        .orElse(this);
  }

  /** Whether this splat is the bug. */
  boolean matches(Sighting splat) {
    return named(splat)
        || (!others.contains(splat.signature())
            && example.filter(seen -> splat.bug().isSame(seen.bug())).isPresent());
  }

  /** Whether this splat is the bug by its name alone, whatever it looks like. */
  boolean named(Sighting splat) {
    return signatures.stream().anyMatch(splat.bug()::isNamed)
        || family.filter(splat.family()::equals).isPresent();
  }

  /** The first splat that is the bug. */
  Optional<Sighting> in(List<Sighting> splats) {
    return splats.stream().filter(this::matches).findFirst();
  }

  /** What a run says about the bug. */
  Reading read(Entry.Ran ran) {
    if (in(ran.splats()).isPresent()) {
      return Reading.SHOWN;
    }
    return switch (ran.outcome()) {
      case "PASS" -> Reading.CLEAN;
      case "FAIL" -> Reading.OTHER_SPLAT;
      case "INCONCLUSIVE" -> Reading.INCONCLUSIVE;
      case "BOOT_FAILED" -> Reading.NO_BOOT;
      case "INFRA_FAILED" -> Reading.INFRA;
      default -> Reading.NO_BUILD;
    };
  }

  /** The first splat that looks like the bug under another name and was not said to be another. */
  Optional<Sighting> renamedIn(List<Sighting> splats, Sighting known) {
    return splats.stream()
        .filter(each -> !others.contains(each.signature()) && !matches(each))
        .filter(each -> known.bug().resembles(each.bug()))
        .findFirst();
  }
}
