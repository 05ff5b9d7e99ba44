// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An ordered list of fragments; a later one wins over an earlier one. */
public record KernelConfig(List<Fragment> fragments) {
  public KernelConfig {
    fragments = List.copyOf(fragments);
  }

  /** The config made of these fragments, by name or file. */
  public static KernelConfig of(List<String> namesOrFiles) {
    return new KernelConfig(namesOrFiles.stream().map(Fragment::of).toList());
  }

  /** The value that each symbol is to have in the end. */
  public Map<String, String> requests() {
    Map<String, String> requests = new TreeMap<>();
    fragments.forEach(f -> requests.putAll(f.requests()));
    return requests;
  }

  /** What {@code KCONFIG_ALLCONFIG} is given: one line a symbol, sorted. */
  public String allConfig() {
    return requests().entrySet().stream()
        .map(
            e ->
                e.getValue().equals("n")
                    ? "# " + e.getKey() + " is not set\n"
                    : e.getKey() + "=" + e.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** Equal for configs that ask for the same. */
  public Digest digest() {
    return Digest.of(allConfig());
  }

  /**
   * The requests that a finished {@code .config} does not fulfil.
   *
   * @param dotConfig the text of the {@code .config} that Kconfig wrote
   */
  public List<Dropped> audit(String dotConfig) {
    Map<String, String> effective = new Fragment(".config", dotConfig).requests();
    List<Dropped> dropped = new ArrayList<>();
    for (Fragment fragment : fragments) {
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
    /** One line for a report. */
    public String line() {
      return symbol + "=" + requested + " (asked for by " + fragment + ") is " + effective;
    }
  }
}
