// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What can be asked about a culprit once it is found. */
public interface Inquest {

  /** A line for the changelog of its fix, or empty where the history has none. */
  String fixes(Revision culprit) throws InterruptedException;

  /** Why the culprit cannot matter, one sentence each. */
  List<String> unlikely(Revision culprit) throws InterruptedException;

  /** A patch for the bad end that takes the culprit back; nothing where it does not come off. */
  Optional<Path> revert(Revision culprit, Revision badEnd) throws InterruptedException;

  /** For histories in which nothing more is known of a change. */
  static Inquest none() {
    return new Inquest() {
      @Override
      public String fixes(Revision culprit) {
        return "";
      }

      @Override
      public List<String> unlikely(Revision culprit) {
        return List.of();
      }

      @Override
      public Optional<Path> revert(Revision culprit, Revision badEnd) {
        return Optional.empty();
      }
    };
  }
}
