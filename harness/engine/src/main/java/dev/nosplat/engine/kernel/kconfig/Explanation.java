// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import dev.nosplat.engine.kernel.kconfig.Expression.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is to be told about a symbol: its value, who made it so, and what it hangs on. */
public final class Explanation {
  private final Requests requests;
  private final Origins origins;
  private final Reasons reasons;

  /** Explanations in one configuration. */
  public Explanation(Symbols symbols, Requests requests) {
    this.requests = requests;
    this.origins = new Origins(symbols, requests);
    this.reasons = new Reasons(symbols, requests);
  }

  /** The explanation, line by line: the value first, then what there is to say, with headings. */
  public List<String> lines(Symbol symbol) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "CONFIG_"
            + symbol.name()
            + (symbol.on() ? " = " + symbol.value() : " is off")
            + "  ("
            + symbol.type()
            + ", "
            + String.join(", ", symbol.defined().stream().map(Symbol.Place::toString).toList())
            + ")");
    symbol.prompts().stream()
        .findFirst()
        .ifPresentOrElse(
            prompt -> add(lines, "prompt", "\"" + prompt.text() + "\""),
            () -> add(lines, "prompt", "none: only other symbols and defaults set it"));
    Optional<Requests.Request> asked = requests.of(symbol);
    add(
        lines,
        "asked for",
        asked.map(request -> request.value() + ", by " + request.by()).orElse("by nobody"));
    if (symbol.on()) {
      add(lines, "set", origins.of(symbol));
    } else {
      add(lines, "off", "because " + reasons.whyOff(symbol));
    }
    if (!symbol.depends().always()) {
      add(lines, "depends on", symbol.depends().text());
    }
    symbol.defaults().forEach(each -> add(lines, "default", property(each)));
    symbol.ranges().forEach(each -> add(lines, "range", property(each)));
    named(lines, "selected by", symbol.selectedBy());
    named(lines, "implied by", symbol.impliedBy());
    symbol.selects().forEach(each -> add(lines, "selects", property(each)));
    return lines;
  }

  private static void named(List<String> lines, String heading, List<Expression> terms) {
    List<String> on = Origins.active(terms);
    List<String> all =
        terms.stream()
            .flatMap(term -> term.leader().stream())
            .map(Reference::symbol)
            .distinct()
            .map(name -> on.contains(name) ? name + " (on)" : name)
            .toList();
    if (!all.isEmpty()) {
      add(lines, heading, Reasons.some(all));
    }
  }

  private static String property(Symbol.Property property) {
    return property.what().text()
        + (property.when().always()
            ? ""
            : " if "
                + property.when().text()
                + (property.when().value() == Tristate.N ? ", which does not hold" : ""))
        + " at "
        + property.place();
  }

  private static void add(List<String> lines, String heading, String text) {
    lines.add(String.format("  %-11s %s", heading, text));
  }
}
