// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.kernel.kconfig.Requests;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An ordered list of fragments; a later one wins over an earlier one.
 *
 * @param fragments the fragments; at most one of them is a complete .config, which all the others
 *     are laid over, wherever it stands
 */
public record KernelConfig(List<Fragment> fragments) {
  public KernelConfig {
    fragments = List.copyOf(fragments);
    List<Fragment> complete = fragments.stream().filter(Fragment::complete).toList();
    if (complete.size() > 1) {
      throw new BadInput(
          "a configuration can start from one complete .config only",
          complete.stream().map(f -> f.name() + " is one").toList(),
          "give one of them, and what the other adds as a fragment");
    }
  }

  /** The config made of these fragments, by name or file. */
  public static KernelConfig of(List<String> namesOrFiles) {
    return new KernelConfig(namesOrFiles.stream().map(Fragment::of).toList());
  }

  /** The value that each symbol is to have in the end. */
  public Map<String, String> requests() {
    Map<String, String> requests = new TreeMap<>();
    laid().forEach(f -> requests.putAll(f.requests()));
    return requests;
  }

  /** The complete .config that the fragments are laid over; without one, everything starts off. */
  public Optional<Fragment> start() {
    return fragments.stream().filter(Fragment::complete).findFirst();
  }

  private List<Fragment> laid() {
    return fragments.stream().filter(f -> !f.complete()).toList();
  }

  /** Who asks for which value, the start's values included. */
  public Requests asked() {
    Map<String, Requests.Request> asked = new TreeMap<>();
    List<Fragment> order = new ArrayList<>(start().stream().toList());
    order.addAll(laid());
    for (Fragment fragment : order) {
      fragment
          .requests()
          .forEach(
              (symbol, value) ->
                  asked.put(Symbols.bare(symbol), new Requests.Request(fragment.name(), value)));
    }
    return new Requests(asked);
  }

  /** What {@code KCONFIG_ALLCONFIG} is given: one line a symbol, sorted. */
  public String allConfig() {
    return lines(requests());
  }

  private static String lines(Map<String, String> requests) {
    return requests.entrySet().stream()
        .map(
            e ->
                e.getValue().equals("n")
                    ? "# " + e.getKey() + " is not set\n"
                    : e.getKey() + "=" + e.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** Equal for configs that ask for the same. */
  public Digest digest() {
    String laid = allConfig();
    return start()
        .map(complete -> Digest.of("start " + lines(complete.requests()) + "laid " + laid))
        .orElseGet(() -> Digest.of(laid));
  }

  /**
   * The requests that a finished {@code .config} does not fulfil.
   *
   * @param dotConfig the text of the {@code .config} that Kconfig wrote
   */
  public List<Dropped> audit(String dotConfig) {
    Map<String, String> effective = new Fragment(".config", dotConfig).requests();
    List<Dropped> dropped = new ArrayList<>();
    for (Fragment fragment : laid()) {
      fragment
          .requests()
          .forEach(
              (symbol, value) -> {
                String wanted = requests().getOrDefault(symbol, value);
                String got = effective.getOrDefault(symbol, "n");
                if (wanted.equals(value) && !got.equals(wanted)) {
                  dropped.add(new Dropped(symbol, wanted, got, fragment.name()));
                }
              });
    }
    return dropped;
  }

  /**
   * A request that did not survive Kconfig.
   *
   * @param symbol with its {@code CONFIG_} prefix
   * @param requested the value asked for
   * @param effective the value it has; {@code n} when it is not there at all
   * @param fragment who asked
   */
  public record Dropped(String symbol, String requested, String effective, String fragment) {
    /** The request itself. */
    public Requests.Request request() {
      return new Requests.Request(fragment, requested);
    }
  }
}
