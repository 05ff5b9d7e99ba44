// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import java.io.IOException;

/** An input that holds no text that could be read; the message says what it is instead. */
public final class UnreadableLog extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableLog(String what) {
    super(what);
  }
}
