// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Revision;
import java.util.List;

/** Told which revisions may be wanted next, so that their kernels can be built while one runs. */
public interface Lookahead {

  /**
   * One of these comes next, the more probable first.
   *
   * @return the revisions whose build was begun; they are listed apart and never count as verdicts
   */
  List<Revision> expect(List<Revision> candidates);

  /** Builds nothing ahead. */
  static Lookahead none() {
    return candidates -> List.of();
  }
}
