// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that goes into an artifact, by name. Two artifacts with equal keys are the same.
 *
 * @param kind what the artifact is, for example {@code kernel}; also the store's directory
 * @param inputs each input's digest or value by its name; values hold no line breaks
 */
public record Key(String kind, SortedMap<String, String> inputs) {

  public Key {
    inputs = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    inputs.forEach(
        (name, value) -> {
          if (name.indexOf('\n') >= 0 || value.indexOf('\n') >= 0 || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("a key input must be one line: " + name);
          }
        });
  }

  /** A key with these inputs. */
  public static Key of(String kind, Map<String, String> inputs) {
    return new Key(kind, new TreeMap<>(inputs));
  }

  /** The inputs, one {@code name=value} a line, sorted by name. */
  public String text() {
    return inputs.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** The name of the entry: the digest of kind and inputs. */
  public String name() {
    return Digest.of(kind + "\n" + text()).hex().substring(0, 32);
  }
}
