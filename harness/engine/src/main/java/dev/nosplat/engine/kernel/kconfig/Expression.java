// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Kconfig expression with the value that Kconfig calculated for it. */
public sealed interface Expression {
  /** What it is worth in this configuration. */
  Tristate value();

  /** As Kconfig files write it. */
  String text();

  /** {@code y}, {@code m}, {@code n}, or a text or number that a default gives. */
  record Constant(Tristate value, String text) implements Expression {}

  /** A symbol. */
  record Reference(Tristate value, String symbol) implements Expression {
    @Override
    public String text() {
      return symbol;
    }
  }

  /** {@code !what}. */
  record Not(Tristate value, Expression what) implements Expression {
    @Override
    public String text() {
      return "!" + inner(what);
    }
  }

  /** All of them. */
  record And(Tristate value, List<Expression> terms) implements Expression {
    public And {
      terms = List.copyOf(terms);
    }

    @Override
    public String text() {
      return String.join(" && ", terms.stream().map(Expression::inner).toList());
    }
  }

  /** One of them. */
  record Or(Tristate value, List<Expression> terms) implements Expression {
    public Or {
      terms = List.copyOf(terms);
    }

    @Override
    public String text() {
      return String.join(" || ", terms.stream().map(Expression::inner).toList());
    }
  }

  /** Two values compared. */
  record Comparison(Tristate value, Operand left, String operator, Operand right)
      implements Expression {
    @Override
    public String text() {
      return left.text() + " " + operator + " " + right.text();
    }
  }

  /** The bounds of a number; no condition. */
  record Range(Operand low, Operand high) implements Expression {
    @Override
    public Tristate value() {
      return Tristate.Y;
    }

    @Override
    public String text() {
      return low.value() + ".." + high.value();
    }
  }

  /**
   * One side of a comparison, or one bound.
   *
   * @param text the symbol's name or the constant
   * @param symbol whether it is a symbol
   * @param value what it is worth
   */
  record Operand(String text, boolean symbol, String value) {}

  /** The symbol that leads a {@code select} or {@code imply} term: who selects. */
  default Optional<Reference> leader() {
    if (this instanceof Reference reference) {
      return Optional.of(reference);
    }
    return this instanceof And and ? and.terms().get(0).leader() : Optional.empty();
  }

  /** Whether it is no condition at all. */
  default boolean always() {
    return this instanceof Constant && value() == Tristate.Y;
  }

  private static String inner(Expression e) {
    return e instanceof And || e instanceof Or ? "(" + e.text() + ")" : e.text();
  }

  /** Reads what {@code kconfig-facts.c} writes. */
  static Expression of(JsonNode json) {
    Tristate value = Tristate.of(json.path("value").asText());
    if (json.has("symbol")) {
      return new Reference(value, json.path("symbol").asText());
    } else if (json.has("constant")) {
      return new Constant(value, json.path("constant").asText());
    } else if (json.has("not")) {
      return new Not(value, of(json.path("not")));
    } else if (json.has("and")) {
      return new And(value, all(json.path("and")));
    } else if (json.has("or")) {
      return new Or(value, all(json.path("or")));
    } else if (json.has("low")) {
      return new Range(operand(json.path("low")), operand(json.path("high")));
    }
    return new Comparison(
        value,
        operand(json.path("left")),
        json.path("compare").asText(),
        operand(json.path("right")));
  }

  /** Reads a list of expressions. */
  static List<Expression> all(JsonNode array) {
    List<Expression> all = new ArrayList<>();
    array.forEach(each -> all.add(of(each)));
    return all;
  }

  private static Operand operand(JsonNode json) {
    boolean symbol = json.has("symbol");
    return new Operand(
        json.path(symbol ? "symbol" : "constant").asText(), symbol, json.path("value").asText());
  }
}
