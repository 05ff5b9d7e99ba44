// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where a person, or a pipe, sits at a machine.
 *
 * @param in what is typed; its end ends the session
 * @param out what the session prints
 * @param err what it prints on standard error where there is no screen
 * @param screen the terminal, if there is one: it sends every key as it is typed
 */
public record Seat(InputStream in, OutputStream out, OutputStream err, Optional<Screen> screen) {
  /**
   * A terminal.
   *
   * @param type as in {@code TERM}
   */
  public record Screen(String type, int columns, int rows) {}
}
