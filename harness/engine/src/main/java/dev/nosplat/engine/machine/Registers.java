// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a guest's CPU is, as QEMU sees it: nothing in the guest is asked, so it works with
 * interrupts off, and nothing in it can tell that somebody looks.
 *
 * @param cpu its number
 * @param stack the stack pointer
 * @param interrupts whether it takes interrupts (EFLAGS.IF)
 * @param kernel whether it is in the kernel (CPL 0)
 * @param halted whether it waits for an interrupt
 */
record Registers(int cpu, long stack, boolean interrupts, boolean kernel, boolean halted) {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int MOST_CPUS = 1024;
  private static final long IF = 1L << 9;

  /** x86_cpu_dump_state() in target/i386/cpu-dump.c (QEMU 10.0), as {@code info registers -a}. */
  private static final Pattern CPU =
      Pattern.compile(
          "CPU#(\\d{1,4})\\s.{0,400}?\\bRSP=([0-9a-f]{16})\\b.{0,400}?"
              + "\\bRFL=([0-9a-f]{8}) \\[.{7}\\] CPL=([0-3]) II=[01] A20=[01] SMM=[01] HLT=([01])",
          Pattern.DOTALL);

  /**
   * Asks QEMU for all CPUs.
   *
   * @throws IOException if QEMU does not answer, or with something else
   */
  static List<Registers> of(Qmp qmp) throws IOException, InterruptedException {
    return parse(
        qmp.execute("human-monitor-command", Map.of("command-line", "info registers -a"), ANSWER)
            .asText());
  }

  /** What QEMU printed, one for each CPU. */
  static List<Registers> parse(String printed) throws IOException {
    List<Registers> all = new ArrayList<>();
    Matcher matcher = CPU.matcher(printed);
    while (matcher.find() && all.size() < MOST_CPUS) {
      all.add(
          new Registers(
              Integer.parseInt(matcher.group(1)),
              Long.parseUnsignedLong(matcher.group(2), 16),
              (Long.parseLong(matcher.group(3), 16) & IF) != 0,
              matcher.group(4).equals("0"),
              matcher.group(5).equals("1")));
    }
    if (all.isEmpty()) {
      throw new IOException("QEMU shows no registers: " + printed.lines().findFirst().orElse(""));
    }
    return all;
  }

  /** Whether it runs kernel code and hears no interrupt. */
  boolean deaf() {
    return kernel && !interrupts && !halted;
  }
}
