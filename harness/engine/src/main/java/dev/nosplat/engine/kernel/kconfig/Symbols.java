// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every symbol that a tree defines, as one configuration has it. */
public final class Symbols {
  private static final String PREFIX = "CONFIG_";

  private final Map<String, Symbol> byName;

  /** No symbols, where Kconfig was not asked. */
  public static Symbols none() {
    return new Symbols(Map.of());
  }

  private Symbols(Map<String, Symbol> byName) {
    this.byName = byName;
  }

  /**
   * Reads what {@code kconfig-facts.c} wrote.
   *
   * @param file one JSON object a line
   */
  public static Symbols read(Path file) throws IOException {
    ObjectReader reader = new ObjectMapper().reader();
    Map<String, Symbol> all = new TreeMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Symbol symbol = Symbol.of(reader.readTree(line));
        all.put(symbol.name(), symbol);
      }
    }
    return new Symbols(all);
  }

  /**
   * The symbol of that name.
   *
   * @param name with or without {@code CONFIG_}
   */
  public Optional<Symbol> find(String name) {
    return Optional.ofNullable(byName.get(bare(name)));
  }

  /** All of them, by name. */
  public Collection<Symbol> all() {
    return List.copyOf(byName.values());
  }

  /** A symbol's name without {@code CONFIG_}. */
  public static String bare(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }
}
