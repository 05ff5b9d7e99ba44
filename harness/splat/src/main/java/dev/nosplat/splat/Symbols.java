// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kernel symbol names, freed from what a build adds to them. */
final class Symbols {
  /** bpf_get_prog_name() in kernel/bpf/core.c: the tag in hex, then the program's name. */
  private static final Pattern BPF_PROGRAM = Pattern.compile("bpf_prog_[0-9a-f]{16}(?:_(\\w+))?");

  private static final Pattern BPF_TRAMPOLINE =
      Pattern.compile("bpf_(trampoline|dispatcher)_\\d+.*");

  private Symbols() {}

  /** The name of a BPF program without its tag; {@code bpf_prog} where it has none. */
  static Optional<String> bpfProgram(String symbol) {
    Matcher program = BPF_PROGRAM.matcher(symbol);
    if (!program.matches()) {
      return Optional.empty();
    }
    return Optional.of(program.group(1) == null ? "bpf_prog" : program.group(1));
  }

  /**
   * Drops the dot with which 64-bit big-endian powerpc begins the name of a function's code, and
   * {@code .isra.0}, {@code .constprop.0}, {@code .part.0}, {@code .cold}, {@code .llvm.123} and
   * whatever else a compiler appends after a dot.
   */
  static String withoutSuffix(String symbol) {
    Matcher trampoline = BPF_TRAMPOLINE.matcher(symbol);
    if (trampoline.matches()) {
      return "bpf_" + trampoline.group(1);
    }
    String name = symbol.startsWith(".") ? symbol.substring(1) : symbol;
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }
}
