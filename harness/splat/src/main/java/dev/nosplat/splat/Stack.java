// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;

/**
 * One stack of a report.
 *
 * @param label the line that introduced it
 * @param frames innermost first
 * @param context {@code irq} or {@code nmi} where the stack's first mark says so, {@code task}
 *     where it says that
 */
record Stack(String label, List<Frame> frames, Optional<String> context) {
  Stack {
    frames = List.copyOf(frames);
  }
}
