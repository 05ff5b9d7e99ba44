// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.util.List;

/** What compiles a kernel. */
public enum Compiler {
  /** GCC with binutils. */
  GCC("gcc", List.of("CC=ccache gcc", "HOSTCC=ccache gcc")),
  /** Clang with the rest of LLVM, its linker and its assembler. */
  CLANG("clang", List.of("LLVM=1", "CC=ccache clang", "HOSTCC=ccache clang"));

  private final String command;
  private final List<String> makeVariables;

  Compiler(String command, List<String> makeVariables) {
    this.command = command;
    this.makeVariables = makeVariables;
  }

  /** The program's name; also what users, keys and build directories call it. */
  public String command() {
    return command;
  }

  /** What make is told to use it, as Documentation/kbuild/llvm.rst has it. */
  List<String> makeVariables() {
    return makeVariables;
  }

  /**
   * The compiler behind a line that {@code --version} printed; GCC where the line says nothing, as
   * in the record of a run that never built a kernel.
   */
  public static Compiler ofVersionLine(String line) {
    return line.contains("clang version") ? CLANG : GCC;
  }

  @Override
  public String toString() {
    return command;
  }
}
