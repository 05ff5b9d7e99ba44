// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.splat.Frame;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
  private final SymbolTable symbols = new SymbolTable();

  @BeforeEach
  void read() {
    symbols.add("ffffffff81090500 0000000000000a4e T do_exit");
    symbols.add("ffffffff81091000 0000000000000030 t helper");
    symbols.add("ffffffff81092000 0000000000000050 t helper");
    symbols.add("ffffffff81093000 0000000000000040 t twin");
    symbols.add("ffffffff81094000 0000000000000040 t twin");
    symbols.add("ffffffff81095000 0000000000000040 t part.isra.0");
    symbols.add("ffffffff82000000 0000000000000008 D jiffies");
    symbols.add("ffffffff82000000 A no_size");
  }

  @Test
  void theSizeInTheReportIncludesThePadding() {
    assertThat(symbols.address(frame("do_exit", 0x8d5, 0xa50))).hasValue(0xffffffff81090dd5L);
  }

  @Test
  void ofTwoFunctionsWithOneNameTheSizeDecides() {
    assertThat(symbols.address(frame("helper", 4, 0x50))).hasValue(0xffffffff81092004L);
  }

  @Test
  void whereTheSizeDoesNotDecideNothingIsGuessed() {
    assertThat(symbols.address(frame("twin", 4, 0x40))).isEmpty();
  }

  @Test
  void aFunctionOfAnotherSizeIsOfAnotherBuild() {
    assertThat(symbols.address(frame("do_exit", 0x8d5, 0x900))).isEmpty();
  }

  @Test
  void compilerSuffixesAreNoPartOfTheName() {
    assertThat(symbols.address(frame("part", 1, 0x40))).hasValue(0xffffffff81095001L);
  }

  @Test
  void dataIsNoFunction() {
    assertThat(symbols.address(frame("jiffies", 0, 8))).isEmpty();
  }

  @Test
  void aModuleIsNotInVmlinux() {
    Frame frame =
        new Frame("do_exit", 1, 0xa50, Optional.of("probe"), true, false, Optional.empty());
    assertThat(symbols.address(frame)).isEmpty();
  }

  private static Frame frame(String function, long offset, long size) {
    return new Frame(function, offset, size, Optional.empty(), true, false, Optional.empty());
  }
}
