// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Revision;
import java.nio.file.Path;
import java.util.List;

/** The patches that every revision gets if they apply to it: what old trees need to be tested. */
public interface FixUps {

  /** Those that apply to this revision, in order. */
  List<Path> applyingTo(Revision revision) throws InterruptedException;

  /** Digests of all of them: other fix-ups make another question. */
  List<String> digests();

  /** No fix-ups. */
  static FixUps none() {
    return new FixUps() {
      @Override
      public List<Path> applyingTo(Revision revision) {
        return List.of();
      }

      @Override
      public List<String> digests() {
        return List.of();
      }
    };
  }
}
