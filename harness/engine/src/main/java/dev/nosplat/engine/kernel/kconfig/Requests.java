// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import java.util.Map;
import java.util.Optional;

/**
 * Who asked for what: for each symbol the last one who did, with the value.
 *
 * @param bySymbol by the symbol's name without {@code CONFIG_}
 */
public record Requests(Map<String, Request> bySymbol) {
  public Requests {
    bySymbol = Map.copyOf(bySymbol);
  }

  /**
   * One request.
   *
   * @param by the fragment's name
   * @param value the value asked for, {@code n} for off
   */
  public record Request(String by, String value) {}

  /** The request for a symbol, if there is one. */
  Optional<Request> of(Symbol symbol) {
    return Optional.ofNullable(bySymbol.get(symbol.name()));
  }
}
