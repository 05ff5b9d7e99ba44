// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import dev.nosplat.engine.kernel.kconfig.Expression.Comparison;
import dev.nosplat.engine.kernel.kconfig.Expression.Constant;
import dev.nosplat.engine.kernel.kconfig.Expression.Not;
import dev.nosplat.engine.kernel.kconfig.Expression.Or;
import dev.nosplat.engine.kernel.kconfig.Expression.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why symbols are off, in words; each reason goes on to the reason behind it. */
public final class Reasons {
  /** How many reasons deep a sentence goes; further down, explain tells more. */
  private static final int DEEP = 4;

  private static final int NAMED = 4;

  private final Symbols symbols;
  private final Origins origins;

  /** Reasons in one configuration. */
  public Reasons(Symbols symbols, Requests requests) {
    this.symbols = symbols;
    this.origins = new Origins(symbols, requests);
  }

  /** What was asked for and did not come, and why, in a sentence. */
  public String dropped(String name, Requests.Request asked) {
    String bare = Symbols.bare(name);
    Optional<Symbol> found = symbols.find(bare);
    String who = bare + " was asked for by " + asked.by();
    if (found.isEmpty()) {
      return who + ", but this tree does not define it";
    }
    Symbol symbol = found.get();
    if (asked.value().equals("n")) {
      return bare
          + " was to be off for "
          + asked.by()
          + " but is "
          + symbol.value()
          + ": "
          + origins.of(symbol);
    }
    if (!symbol.on()) {
      return who + " but is off: " + whyOff(symbol);
    }
    return bare
        + "="
        + asked.value()
        + " was asked for by "
        + asked.by()
        + " but is "
        + symbol.value()
        + ": "
        + whyOther(symbol);
  }

  /** Why a symbol is off; without its name, which the reader has just read. */
  public String whyOff(Symbol symbol) {
    return whyOff(symbol, new HashSet<>());
  }

  /**
   * The fragments that keep a symbol off by what they ask for themselves: what it must not have, or
   * off what it needs, or the other answer to its choice.
   */
  public List<String> ruledOutBy(Symbol symbol) {
    List<Requests.Request> rivals = new ArrayList<>();
    if (symbol.on() || symbol.prompts().isEmpty()) {
      return List.of();
    }
    origins.answer(symbol).flatMap(origins::request).ifPresent(rivals::add);
    for (Expression term : Unmet.terms(condition(symbol), Tristate.M)) {
      boolean not = term instanceof Not;
      Expression leaf = term instanceof Not negated ? negated.what() : term;
      if (leaf instanceof Reference reference) {
        symbols
            .find(reference.symbol())
            .flatMap(origins::request)
            .filter(asked -> not != asked.value().equals("n"))
            .ifPresent(rivals::add);
      }
    }
    return rivals.stream().map(Requests.Request::by).distinct().toList();
  }

  private String whyOther(Symbol symbol) {
    if (!symbol.logical()) {
      return symbol.ranges().stream()
          .filter(range -> range.when().value() != Tristate.N)
          .map(range -> "its range is " + range.what().text() + " (" + range.place() + ")")
          .findFirst()
          .orElseGet(() -> symbol.visible() == Tristate.N ? whyOff(symbol) : origins.of(symbol));
    }
    if (symbol.value().equals("m")) {
      return "it " + needs(condition(symbol), Tristate.Y, new HashSet<>());
    }
    return symbol.type().equals("bool") ? "a bool cannot be m" : origins.of(symbol);
  }

  private String whyOff(Symbol symbol, Set<String> seen) {
    seen.add(symbol.name());
    if (symbol.prompts().isEmpty()) {
      return withoutPrompt(symbol, seen);
    }
    if (symbol.visible() == Tristate.N) {
      return "it " + needs(condition(symbol), Tristate.M, seen);
    }
    Optional<Symbol> other = origins.answer(symbol);
    if (other.isPresent()) {
      return "the choice \""
          + symbol.choice().orElseThrow().text()
          + "\" went to "
          + other.get().name()
          + ", "
          + origins.of(other.get());
    }
    return origins
        .request(symbol)
        .map(asked -> asked.by() + " asks for it to be off")
        .orElse("nobody asks for it");
  }

  private String withoutPrompt(Symbol symbol, Set<String> seen) {
    if (symbol.depends().value() == Tristate.N) {
      return "it " + needs(symbol.depends(), Tristate.M, seen);
    }
    List<String> selectors =
        symbol.selectedBy().stream()
            .flatMap(term -> term.leader().stream())
            .map(Reference::symbol)
            .distinct()
            .toList();
    if (!symbol.defaults().isEmpty()) {
      Symbol.Property first = symbol.defaults().get(0);
      Expression unmet = first.when().value() == Tristate.N ? first.when() : first.what();
      String byDefault =
          "it has no prompt, and its default ("
              + first.place()
              + ") "
              + needs(unmet, Tristate.M, seen);
      return selectors.isEmpty()
          ? byDefault
          : byDefault + "; nothing that selects it is on (" + some(selectors) + ")";
    }
    return selectors.isEmpty()
        ? "it has no prompt, no default, and nothing selects it"
        : "it has no prompt, and nothing that selects it is on (" + some(selectors) + ")";
  }

  /** The condition under which somebody may set it: that of its first prompt. */
  static Expression condition(Symbol symbol) {
    return symbol.prompts().get(0).when();
  }

  private String needs(Expression e, Tristate wanted, Set<String> seen) {
    List<String> words = new ArrayList<>();
    for (Expression term : Unmet.terms(e, wanted)) {
      words.add(missing(term, seen));
    }
    return "needs " + String.join("; and it needs ", words);
  }

  private String missing(Expression term, Set<String> seen) {
    if (term instanceof Reference reference) {
      return missing(reference, seen);
    } else if (term instanceof Not not) {
      return not.text()
          + (not.what() instanceof Reference on
              ? ", but " + on.symbol() + " is " + on.value() + ", " + by(on.symbol())
              : ", which does not hold");
    } else if (term instanceof Or or) {
      return "one of "
          + some(or.terms().stream().map(Expression::text).toList())
          + ", and none of them holds";
    } else if (term instanceof Comparison comparison) {
      Expression.Operand variable =
          comparison.left().symbol() ? comparison.left() : comparison.right();
      return comparison.text() + ", but " + variable.text() + " is " + shown(variable.value());
    } else if (term instanceof Constant) {
      return "what this tree, or this compiler, fixes at " + term.value();
    }
    return term.text();
  }

  private String missing(Reference reference, Set<String> seen) {
    String name = reference.symbol();
    Optional<Symbol> symbol = symbols.find(name);
    if (symbol.isEmpty()) {
      return name + ", which this tree does not define";
    }
    if (symbol.get().on()) {
      return name + ", which is only " + symbol.get().value();
    }
    if (seen.size() >= DEEP || seen.contains(name)) {
      return name + ", which is off";
    }
    return name + ", which is off because " + whyOff(symbol.get(), seen);
  }

  private String by(String name) {
    return symbols.find(name).map(origins::of).orElse("which this tree does not define");
  }

  private static String shown(String value) {
    return value.isEmpty() ? "empty" : value;
  }

  static String some(List<String> names) {
    return names.size() <= NAMED + 1
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
  }
}
