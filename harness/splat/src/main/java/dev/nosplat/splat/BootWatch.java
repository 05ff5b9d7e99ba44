// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** Knows whether a boot banner was announced by anything that was printed before it. */
final class BootWatch {
  private static final int REPEATED = 3;

  private boolean running;
  private boolean announced;
  private boolean commandLine;
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
    commandLine |=
        message.startsWith("Command line: ") || message.startsWith("Kernel command line: ");
  }

  /**
   * A kernel banner was printed; whether nothing had announced a second one. A mail may name the
   * kernels it is about by their banners: without a stamp one counts only where the kernel before
   * it had gone on to print its command line.
   */
  boolean booted(ConsoleLine line) {
    // With keep_bootcon two consoles of one kernel print the banner, one after the other.
    boolean repeated = line.number() - banner <= REPEATED;
    boolean seenRunning = running && (line.stamped() || commandLine);
    boolean unexpected = seenRunning && !announced && !repeated;
    banner = line.number();
    running = true;
    commandLine = false;
    announced = false;
    return unexpected;
  }

  /**
   * Firmware or a boot loader spoke; whether a kernel ran until then and nothing had announced its
   * end.
   *
   * @param ran whether the kernel was seen to run although its banner was not
   */
  boolean restarted(boolean ran) {
    boolean unexpected = (running && commandLine || ran) && !announced;
    announced = true;
    return unexpected;
  }
}
