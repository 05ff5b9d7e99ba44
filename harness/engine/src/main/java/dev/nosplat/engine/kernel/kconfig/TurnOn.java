// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import dev.nosplat.engine.kernel.kconfig.Expression.And;
import dev.nosplat.engine.kernel.kconfig.Expression.Or;
import dev.nosplat.engine.kernel.kconfig.Expression.Reference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which symbols to ask for so that others come on, as far as one configuration tells: what they
 * depend on and, for those that nobody can ask for, what selects them. Kconfig has the last word:
 * what comes of the request has to be looked up.
 */
public final class TurnOn {
  private final Symbols symbols;

  /** Requests in one configuration. */
  public TurnOn(Symbols symbols) {
    this.symbols = symbols;
  }

  /**
   * The symbols to ask for.
   *
   * @param wanted names without {@code CONFIG_}
   */
  public Set<String> requests(Set<String> wanted) {
    Set<String> requests = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(wanted);
    while (!open.isEmpty()) {
      String name = open.poll();
      Optional<Symbol> symbol = symbols.find(name).filter(s -> s.logical() && !s.on());
      if (symbol.isPresent() && seen.add(name)) {
        if (symbol.get().prompts().isEmpty()) {
          selector(symbol.get()).ifPresent(open::add);
          needs(symbol.get().depends(), open);
        } else {
          requests.add(name);
          needs(Reasons.condition(symbol.get()), open);
        }
      }
    }
    return requests;
  }

  private void needs(Expression condition, Deque<String> open) {
    for (Expression term : Unmet.terms(condition, Tristate.Y)) {
      references(term, open);
    }
  }

  private void references(Expression term, Deque<String> open) {
    if (term instanceof Reference reference) {
      open.add(reference.symbol());
    } else if (term instanceof And and) {
      and.terms().forEach(each -> references(each, open));
    } else if (term instanceof Or or) {
      or.terms().stream().filter(this::possible).findFirst().ifPresent(e -> references(e, open));
    }
  }

  /** Whether asking for symbols can make it hold; a negation or a comparison is left alone. */
  private boolean possible(Expression term) {
    if (term instanceof Reference reference) {
      return symbols.find(reference.symbol()).filter(Symbol::logical).isPresent();
    }
    return term instanceof And and && and.terms().stream().allMatch(this::possible);
  }

  private Optional<String> selector(Symbol symbol) {
    List<String> names =
        symbol.selectedBy().stream()
            .flatMap(term -> term.leader().stream())
            .map(Reference::symbol)
            .toList();
    return names.stream()
        .filter(name -> symbols.find(name).filter(s -> !s.prompts().isEmpty()).isPresent())
        .findFirst();
  }
}
