// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import dev.nosplat.engine.kernel.kconfig.Expression.And;
import java.util.ArrayList;
import java.util.List;

/** The parts of a condition that keep it from holding. */
final class Unmet {
  private Unmet() {}

  /**
   * The terms that would all have to change; a disjunction of which nothing holds is one term.
   *
   * @param wanted what the condition is to be worth at least
   */
  static List<Expression> terms(Expression e, Tristate wanted) {
    List<Expression> terms = new ArrayList<>();
    collect(e, wanted, terms);
    return terms;
  }

  private static void collect(Expression e, Tristate wanted, List<Expression> terms) {
    if (e.value().compareTo(wanted) >= 0) {
      return;
    }
    if (e instanceof And and) {
      and.terms().forEach(term -> collect(term, wanted, terms));
    } else if (!terms.contains(e)) {
      terms.add(e);
    }
  }
}
