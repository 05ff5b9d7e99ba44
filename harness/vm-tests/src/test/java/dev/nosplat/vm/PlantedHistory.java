// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.util.function.UnaryOperator;

/**
 * Twelve commits on a real tree: the eighth plants the bug, and on the way one commit breaks the
 * build, one the boot, and one brings another splat.
 */
final class PlantedHistory {
  /** Which of the commits brings the bug, counted from the one that they are put on. */
  static final int CULPRIT = 8;

  /** Which of them does not build. */
  static final int BROKEN_BUILD = 6;

  private static final String VICTIM = "kernel/pid.c";

  private PlantedHistory() {}

  /** Puts the commits on a history; the bug shows in every run. */
  static KernelHistory always(KernelHistory base) throws Exception {
    return on(base, UnaryOperator.identity());
  }

  /**
   * Puts the commits on a history; the bug shows in half of the runs: the planted wait type is left
   * out on every boot at which one bit of the cycle counter is set.
   */
  static KernelHistory inHalfOfTheRuns(KernelHistory base) throws Exception {
    return on(
        base,
        control ->
            control.replace(
                "+\tstatic struct lock_class_key key;\n",
                "+\tstatic struct lock_class_key key;\n+\n"
                    + "+\tif (get_cycles() & 1024)\n+\t\treturn;\n"));
  }

  private static KernelHistory on(KernelHistory base, UnaryOperator<String> control)
      throws Exception {
    return base.append("lib: change 1", "lib/ctype.c", "/* 1 */\n")
        .append("lib: change 2", "lib/ctype.c", "/* 2 */\n")
        .append("lib: change 3", "lib/ctype.c", "/* 3 */\n")
        .append(
            "pid: warn at boot",
            VICTIM,
            "\nstatic int __init pid_planted_warning(void)\n{\n\tWARN_ON(1);\n\treturn 0;\n}\n"
                + "late_initcall(pid_planted_warning);\n")
        .restore("pid: warn no more", VICTIM)
        .append("pid: break the build", VICTIM, "#error planted\n")
        .restore("pid: build again", VICTIM)
        .plantControl("srcu: plant a sleeping wait type", control)
        .append(
            "pid: break the boot",
            VICTIM,
            "\nstatic int __init pid_planted_panic(void)\n{\n\tpanic(\"planted\");\n}\n"
                + "early_initcall(pid_planted_panic);\n")
        .restore("pid: boot again", VICTIM)
        .append("lib: change 4", "lib/ctype.c", "/* 4 */\n")
        .append("lib: change 5", "lib/ctype.c", "/* 5 */\n");
  }
}
