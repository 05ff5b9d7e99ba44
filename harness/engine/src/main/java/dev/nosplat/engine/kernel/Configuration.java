// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.kernel.kconfig.Explanation;
import dev.nosplat.engine.kernel.kconfig.Origins;
import dev.nosplat.engine.kernel.kconfig.Reasons;
import dev.nosplat.engine.kernel.kconfig.Requests;
import dev.nosplat.engine.kernel.kconfig.Symbol;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.source.NearestNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tree made of a list of fragments.
 *
 * @param asked the fragments
 * @param dotConfig the {@code .config} that Kconfig wrote
 * @param symbols what Kconfig knows about it
 */
public record Configuration(KernelConfig asked, String dotConfig, Symbols symbols) {

  /**
   * One symbol that somebody asked for.
   *
   * @param symbol its name without {@code CONFIG_}
   * @param requested the value asked for
   * @param by the fragment that asked, the last one where several did
   * @param effective the value that it has
   * @param setter who set that
   */
  public record Row(String symbol, String requested, String by, String effective, String setter) {}

  /** Every symbol that was asked for, by name. */
  public List<Row> requested() {
    Requests requests = asked.asked();
    Origins origins = new Origins(symbols, requests);
    List<Row> rows = new ArrayList<>();
    requests.bySymbol().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                rows.add(
                    new Row(
                        e.getKey(),
                        e.getValue().value(),
                        e.getValue().by(),
                        symbols
                            .find(e.getKey())
                            .map(s -> s.on() || s.logical() ? s.value() : "n")
                            .orElse("n"),
                        symbols.find(e.getKey()).map(origins::of).orElse("not in this tree"))));
    return rows;
  }

  /** What was asked for and did not survive, a sentence each with its unmet dependency. */
  public List<String> dropped() {
    Reasons reasons = new Reasons(symbols, asked.asked());
    return asked.audit(dotConfig).stream()
        .map(d -> reasons.dropped(d.symbol(), d.request()))
        .toList();
  }

  /** A line with the names that are most like a mistyped one. */
  public List<String> similar(String name) {
    List<String> all = symbols.all().stream().map(Symbol::name).toList();
    return List.of(
        "the nearest names are " + String.join(", ", NearestNames.of(Symbols.bare(name), all)));
  }

  /**
   * Everything about one symbol, line by line; empty if the tree does not define it.
   *
   * @param name with or without {@code CONFIG_}
   */
  public Optional<List<String>> explain(String name) {
    return symbols.find(name).map(symbol -> new Explanation(symbols, asked.asked()).lines(symbol));
  }
}
