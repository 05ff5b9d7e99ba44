// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.Recorded;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine out of recordings: fixture tests say what its kernel does. */
final class RecordedStage implements Stage {
  private final List<Splat> splats = new ArrayList<>();
  private boolean dead;

  /** The kernel prints the recorded splat. */
  void splat() {
    splats.addAll(Recorded.run("fail").splats());
  }

  /** The guest stops answering. */
  void die() {
    dead = true;
  }

  @Override
  public Optional<Object> parameter(Class<?> type) {
    return type == RecordedStage.class ? Optional.of(this) : Optional.empty();
  }

  @Override
  public boolean settle(String what) throws IOException {
    if (dead) {
      throw new IOException("connection reset");
    }
    return true;
  }

  @Override
  public List<Splat> splats() {
    return List.copyOf(splats);
  }
}
