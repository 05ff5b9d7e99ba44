// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a series says about itself: its subjects, and what git format-patch --base and b4 write.
 *
 * @param baseCommit the commit that the series was made on
 * @param changeId what all versions of the series share
 * @param numbering which of its patches are there
 */
public record SeriesFacts(
    Optional<String> baseCommit, Optional<String> changeId, Numbering numbering) {
  /** Nothing is said. */
  public static final SeriesFacts NONE =
      new SeriesFacts(Optional.empty(), Optional.empty(), Numbering.NONE);

  private static final Pattern BASE = Pattern.compile("(?m)^base-commit: ([0-9a-f]{12,64})\\s*$");
  private static final Pattern CHANGE = Pattern.compile("(?m)^change-id: (\\S{1,200})\\s*$");

  /** What a text says. */
  public static SeriesFacts in(String text) {
    return new SeriesFacts(first(BASE, text), first(CHANGE, text), Numbering.NONE);
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** These, and what they leave open from others. */
  public SeriesFacts or(SeriesFacts others) {
    return new SeriesFacts(
        baseCommit.or(others::baseCommit),
        changeId.or(others::changeId),
        numbering.and(others.numbering));
  }

  /** These, with what the subjects say. */
  public SeriesFacts with(Numbering other) {
    return new SeriesFacts(baseCommit, changeId, other);
  }
}
