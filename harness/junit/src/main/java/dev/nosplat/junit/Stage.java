// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The booted machine with its scheduler, as far as a test class has to do with it. */
interface Stage {

  /** A value of this type for a test's parameter. */
  Optional<Object> parameter(Class<?> type);

  /**
   * Waits until everything that the kernel has printed so far has been read.
   *
   * @param what a word for the marker
   * @return whether the marker came
   * @throws IOException if the guest no longer answers
   */
  boolean settle(String what) throws IOException, InterruptedException;

  /** The splats so far, in order. */
  List<Splat> splats();
}
