// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** Knows whether a boot banner was announced by anything that was printed before it. */
final class BootWatch {
  private boolean running;
  private boolean announced;

  /** Takes note of orderly ends: kernel/reboot.c, kernel/kexec_core.c. */
  void see(ConsoleLine line) {
    String message = line.message();
    if (message.startsWith("reboot: ")
        || message.startsWith("Restarting system")
        || message.contains("Starting new kernel")) {
      announced = true;
    }
  }

  void panicked() {
    announced = true;
  }

  /** A kernel banner was printed; whether nothing had announced a second one. */
  boolean booted() {
    boolean unexpected = running && !announced;
    running = true;
    announced = false;
    return unexpected;
  }
}
