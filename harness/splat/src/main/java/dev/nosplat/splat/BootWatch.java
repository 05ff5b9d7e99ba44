// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** Knows whether a boot banner was announced by anything that was printed before it. */
final class BootWatch {
  private static final int REPEATED = 3;

  private boolean running;
  private boolean announced;
  private long banner;

  /** Takes note of orderly ends and of panics: kernel/reboot.c, kernel/kexec_core.c. */
  void see(ConsoleLine line) {
    String message = line.message();
    if (message.startsWith("reboot: ")
        || message.startsWith("Restarting system")
        || message.startsWith("Kernel panic")
        || message.contains("Starting new kernel")) {
      announced = true;
    }
  }

  /** A kernel banner was printed; whether nothing had announced a second one. */
  boolean booted(long line) {
    // With keep_bootcon two consoles of one kernel print the banner, one after the other.
    boolean repeated = line - banner <= REPEATED;
    boolean unexpected = running && !announced && !repeated;
    banner = line;
    running = true;
    announced = false;
    return unexpected;
  }
}
