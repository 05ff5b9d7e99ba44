// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Why the store does not have an artifact.
 *
 * @param nearest the entry of that kind whose key differs least
 * @param differs what its key differs in: inputs, or the parts of inputs where both sides know them
 */
public record Miss(Store.Entry nearest, List<String> differs) {
  public Miss {
    differs = List.copyOf(differs);
  }

  /**
   * Compares a key with those of the entries; empty if there is none of its kind.
   *
   * @param parts what the key's inputs were made of, by {@code input/part}, as entries have it
   *     about themselves
   * @param entries most recently used first
   */
  public static Optional<Miss> of(
      Key key, SortedMap<String, String> parts, List<Store.Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.key().kind().equals(key.kind()))
        .map(entry -> new Miss(entry, differences(key, parts, entry)))
        .min(Comparator.comparing(miss -> miss.differs().size()));
  }

  private static List<String> differences(
      Key key, SortedMap<String, String> parts, Store.Entry entry) {
    List<String> differs = new ArrayList<>();
    for (String input : names(key.inputs(), entry.key().inputs(), "")) {
      String prefix = input + "/";
      boolean known = entry.about().keySet().stream().anyMatch(part -> part.startsWith(prefix));
      List<String> within = new ArrayList<>(names(parts, entry.about(), prefix));
      differs.addAll(known && !within.isEmpty() ? within : List.of(input));
    }
    return differs;
  }

  /** The names whose values differ, among those with this prefix, without it. */
  private static SortedSet<String> names(
      Map<String, String> ours, Map<String, String> theirs, String prefix) {
    SortedSet<String> names = new TreeSet<>(ours.keySet());
    names.addAll(theirs.keySet());
    SortedSet<String> differing = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith(prefix) && !Objects.equals(ours.get(name), theirs.get(name))) {
        differing.add(name.substring(prefix.length()));
      }
    }
    return differing;
  }
}
