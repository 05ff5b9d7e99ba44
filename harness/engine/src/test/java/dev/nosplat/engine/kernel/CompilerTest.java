// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerTest {
  @Test
  void theCompilerOfAnEarlierRunIsReadFromItsVersionLine() {
    assertThat(Compiler.ofVersionLine("Debian clang version 19.1.7 (3)")).isEqualTo(Compiler.CLANG);
    assertThat(Compiler.ofVersionLine("gcc (Debian 14.2.0-19) 14.2.0")).isEqualTo(Compiler.GCC);
    assertThat(Compiler.ofVersionLine("")).isEqualTo(Compiler.GCC);
  }

  @Test
  void clangComesWithItsOwnLinker() {
    assertThat(Compiler.CLANG.makeVariables()).contains("LLVM=1");
    assertThat(Compiler.GCC.makeVariables()).doesNotContain("LLVM=1");
  }
}
