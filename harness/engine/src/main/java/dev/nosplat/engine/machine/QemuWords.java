// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.toolchain.ExecOutput;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that QEMU itself printed. */
final class QemuWords implements ExecOutput {
  private static final int KEPT = 10;
  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  public synchronized void line(String line, boolean error) {
    lines.addLast(line);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
  }

  synchronized List<String> tail() {
    return List.copyOf(lines);
  }
}
