// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import dev.nosplat.engine.kernel.kconfig.Expression.Constant;
import dev.nosplat.engine.kernel.kconfig.Expression.Reference;
import java.util.List;
import java.util.Optional;

/** Who made symbols what they are. */
public final class Origins {
  private final Symbols symbols;
  private final Requests requests;

  /** Origins in one configuration. */
  public Origins(Symbols symbols, Requests requests) {
    this.symbols = symbols;
    this.requests = requests;
  }

  /** Who set it, as a participle: {@code asked for by base}, {@code selected by NET}. */
  public String of(Symbol symbol) {
    Optional<Requests.Request> asked = requests.of(symbol);
    if (asked.isPresent() && plain(asked.get().value()).equals(symbol.value())) {
      return "asked for by " + asked.get().by();
    }
    List<String> selectors = active(symbol.selectedBy());
    if (!selectors.isEmpty()) {
      return "selected by " + Reasons.some(selectors);
    }
    if (symbol.choice().isPresent() && symbol.on()) {
      return "what the choice \"" + symbol.choice().get().text() + "\" goes to by itself";
    }
    Optional<Symbol.Property> standing =
        symbol.defaults().stream().filter(d -> d.when().value() != Tristate.N).findFirst();
    List<String> implying = active(symbol.impliedBy());
    boolean byDefault =
        standing.isPresent() && (!symbol.logical() || standing.get().what().value() != Tristate.N);
    if (!implying.isEmpty() && !byDefault) {
      return "implied by " + Reasons.some(implying);
    }
    return standing
        .filter(d -> byDefault)
        .map(Origins::words)
        .orElse(symbol.on() ? "set by Kconfig itself" : "set by nobody");
  }

  private static String words(Symbol.Property standing) {
    return (standing.what() instanceof Constant
            ? "the default"
            : "the default, " + standing.what().text() + ",")
        + " at "
        + standing.place();
  }

  /** What was asked for, if anything. */
  Optional<Requests.Request> request(Symbol symbol) {
    return requests.of(symbol);
  }

  /** The other symbol that a choice went to. */
  Optional<Symbol> answer(Symbol symbol) {
    return symbol.choice().stream()
        .flatMap(choice -> choice.members().stream())
        .filter(member -> !member.equals(symbol.name()))
        .flatMap(member -> symbols.find(member).stream())
        .filter(Symbol::on)
        .findFirst();
  }

  /** Those whose select or imply takes effect now. */
  static List<String> active(List<Expression> terms) {
    return terms.stream()
        .filter(term -> term.value() != Tristate.N)
        .flatMap(term -> term.leader().stream())
        .map(Reference::symbol)
        .distinct()
        .toList();
  }

  /** A value without the quotes that a .config puts around texts. */
  private static String plain(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
