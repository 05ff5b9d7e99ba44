// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.util.List;
import java.util.Optional;

/**
 * Which mails of a thread are meant.
 *
 * @param version the version of the series; the newest where it is empty
 * @param replies mails to take instead of the series, by place in the mailbox or by Message-ID
 */
public record Choice(Optional<SeriesVersion> version, List<String> replies) {
  /** The newest version of the series. */
  public static final Choice NEWEST = new Choice(Optional.empty(), List.of());

  public Choice {
    replies = List.copyOf(replies);
  }
}
