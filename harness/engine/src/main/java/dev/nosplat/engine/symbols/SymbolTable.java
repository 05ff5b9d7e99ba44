// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import dev.nosplat.splat.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Where the functions of one {@code vmlinux} begin, as {@code nm -S} lists them. */
final class SymbolTable {
  private record Symbol(long address, long size) {}

  private final Map<String, List<Symbol>> byName = new HashMap<>();

  /** Takes one line: address, size, type and name. Lines of other shapes have no size: data. */
  void add(String line) {
    String[] parts = line.split(" ");
    if (parts.length != 4 || !parts[2].equalsIgnoreCase("t") && !parts[2].equalsIgnoreCase("w")) {
      return;
    }
    int dot = parts[3].indexOf('.', 1);
    String name = dot < 0 ? parts[3] : parts[3].substring(0, dot);
    byName
        .computeIfAbsent(name, n -> new ArrayList<>(1))
        .add(
            new Symbol(Long.parseUnsignedLong(parts[0], 16), Long.parseUnsignedLong(parts[1], 16)));
  }

  /** How many names are known. */
  int size() {
    return byName.size();
  }

  /**
   * The frame's address as linked. Of several functions with one name, and of a function and its
   * {@code .cold} part, the one of the size that the report prints is meant; nothing is guessed.
   */
  OptionalLong address(Frame frame) {
    if (frame.offset() < 0 || frame.module().isPresent()) {
      return OptionalLong.empty();
    }
    List<Symbol> named = byName.getOrDefault(frame.function(), List.of());
    List<Symbol> fitting =
        named.stream().filter(symbol -> rounded(symbol.size) == rounded(frame.size())).toList();
    if (fitting.size() != 1) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(fitting.get(0).address + frame.offset());
  }

  /** kallsyms counts the padding up to the next symbol, which starts on 16 bytes. */
  private static long rounded(long size) {
    return (size + 15) / 16;
  }
}
