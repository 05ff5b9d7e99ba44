// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Carries what a person types to the serial port; Ctrl-] leaves, as in telnet. */
final class Typist {
  private static final byte LEAVE = 0x1d;

  /** Ctrl-D, at which a shell ends: what the end of a pipe means. */
  private static final byte END = 0x04;

  private volatile boolean left;

  private Typist() {}

  static Typist from(InputStream in, OutputStream serial) {
    Typist typist = new Typist();
    Thread thread = new Thread(() -> typist.carry(in, serial), "nosplat-typist");
    thread.setDaemon(true);
    thread.start();
    return typist;
  }

  private void carry(InputStream in, OutputStream serial) {
    byte[] keys = new byte[256];
    try {
      for (int n = in.read(keys); n >= 0; n = in.read(keys)) {
        for (int i = 0; i < n; i++) {
          if (keys[i] == LEAVE) {
            left = true;
            return;
          }
        }
        serial.write(keys, 0, n);
      }
      serial.write(END);
    } catch (IOException e) {
      left = true;
    }
  }

  /** Whether the person has left, or the serial port is gone. */
  boolean left() {
    return left;
  }
}
