// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.profile;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.splat.Family;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A named set of detectors, and what it takes to have them.
 *
 * @param name how it is asked for
 * @param about what its detectors find, in a few words
 * @param fragments config fragments on top of those that every kernel has
 * @param parameters kernel parameters
 * @param memoryMiB the memory that its guest needs at least
 * @param detectors in the order in which reports name them
 */
public record Profile(
    String name,
    String about,
    List<String> fragments,
    List<String> parameters,
    int memoryMiB,
    List<Detector> detectors) {
  /** The profile of whoever asks for none. */
  public static final String DEFAULT = "lockdep";

  private static final String DIRECTORY = "kernel-configs/profiles/";
  private static final String SUFFIX = ".yaml";
  private static final Set<String> KEYS =
      Set.of("about", "on", "fragments", "parameters", "memory", "detectors");

  public Profile {
    fragments = List.copyOf(fragments);
    parameters = List.copyOf(parameters);
    detectors = List.copyOf(detectors);
  }

  /** The names of all profiles, the default one first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(DEFAULT));
    PackedResources.list(DIRECTORY.substring(0, DIRECTORY.length() - 1)).stream()
        .map(file -> file.substring(DIRECTORY.length()).replace(SUFFIX, ""))
        .filter(name -> !name.equals(DEFAULT))
        .forEach(names::add);
    return names;
  }

  /** The default one. */
  public static Profile standard() {
    return named(DEFAULT);
  }

  /**
   * The profile of that name.
   *
   * @throws BadInput if there is none
   */
  public static Profile named(String name) {
    if (!names().contains(name)) {
      throw new BadInput("There is no profile " + name + ".", names(), "Give one of these names.");
    }
    return parse(
        name, new String(PackedResources.read(DIRECTORY + name + SUFFIX), StandardCharsets.UTF_8));
  }

  /** The symbols of all its detectors. */
  public Set<String> symbols() {
    Set<String> all = new TreeSet<>();
    detectors.forEach(detector -> all.addAll(detector.symbols()));
    return all;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException naming what makes no sense in it
   */
  static Profile parse(String name, String yaml) {
    Map<?, ?> all =
        map(name, new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(yaml));
    Set<Object> strange = new HashSet<>(all.keySet());
    strange.removeAll(KEYS);
    if (!strange.isEmpty()) {
      throw new IllegalArgumentException("the profile " + name + " has unknown keys: " + strange);
    }
    List<Detector> detectors = new ArrayList<>();
    List<String> fragments = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    int memory = all.get("memory") instanceof Integer mib ? mib : 0;
    if (all.get("on") instanceof String other) {
      Profile below = named(other);
      detectors.addAll(below.detectors());
      fragments.addAll(below.fragments());
      parameters.addAll(below.parameters());
      memory = Math.max(memory, below.memoryMiB());
    }
    fragments.addAll(words(all.get("fragments")));
    parameters.addAll(words(all.get("parameters")));
    map(name, all.get("detectors"))
        .forEach((key, value) -> detectors.add(detector(String.valueOf(key), map(name, value))));
    return new Profile(
        name, String.valueOf(all.get("about")), fragments, parameters, memory, detectors);
  }

  private static Detector detector(String name, Map<?, ?> fields) {
    Detector detector =
        new Detector(
            name,
            new TreeSet<>(words(fields.get("symbols"))),
            words(fields.get("reports")).stream().map(word -> family(name, word)).toList(),
            words(fields.get("canaries")).stream().map(word -> canary(name, word)).toList());
    if (detector.reports().isEmpty() || detector.canaries().isEmpty()) {
      throw new IllegalArgumentException(name + " needs reports, and a canary that proves it");
    }
    return detector;
  }

  private static Family family(String detector, String word) {
    return Family.byId(word)
        .orElseThrow(
            () -> new IllegalArgumentException(detector + ": there are no reports " + word));
  }

  private static CanaryKind canary(String detector, String word) {
    return CanaryKind.named(word)
        .orElseThrow(() -> new IllegalArgumentException(detector + ": there is no canary " + word));
  }

  private static Map<?, ?> map(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(where + " must be a mapping");
  }

  private static List<String> words(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }
}
