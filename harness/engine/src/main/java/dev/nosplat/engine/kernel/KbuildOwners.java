// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which config symbols decide whether a C file is compiled: the tree's own Kbuild files say it,
 * read by make (see {@code kbuild-owners.mk}), from the file's directory up to the top.
 */
final class KbuildOwners {
  private static final String PROGRAM = "kbuild-owners.mk";

  /** Objects of objects of objects: deeper than any Kbuild file goes. */
  private static final int DEEPEST = 8;

  private final Site site;
  private final Map<String, Map<String, List<String>>> read = new HashMap<>();

  /** Owners in the tree that is at work here. */
  KbuildOwners(Site site) {
    this.site = site;
  }

  /** What the site is to be given. */
  static Map<String, byte[]> files() {
    return Map.of(PROGRAM, program());
  }

  /**
   * The symbols, without {@code CONFIG_}, that must all be on for this file to be compiled; nothing
   * for one that is always compiled; empty if no Kbuild file names its object.
   */
  Optional<Set<String>> of(String file) throws InterruptedException {
    int slash = file.lastIndexOf('/');
    int dot = file.lastIndexOf('.');
    if (slash < 0 || dot < slash) {
      return Optional.empty();
    }
    Set<String> symbols = new LinkedHashSet<>();
    String directory = file.substring(0, slash);
    String wanted = file.substring(slash + 1, dot) + ".o";
    boolean found = false;
    while (true) {
      Optional<Set<String>> here = owners(directory, wanted, 0);
      here.ifPresent(symbols::addAll);
      found |= here.isPresent();
      if (directory.isEmpty()) {
        return found ? Optional.of(symbols) : Optional.empty();
      }
      // What names the directory is in its parent, or further up: obj-y += arch/x86/ is at the top.
      int up = directory.lastIndexOf('/');
      String last = directory.substring(up + 1);
      wanted = here.isPresent() ? last + "/" : last + "/" + wanted;
      directory = up < 0 ? "" : directory.substring(0, up);
    }
  }

  private Optional<Set<String>> owners(String directory, String wanted, int depth)
      throws InterruptedException {
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    for (Map.Entry<String, List<String>> variable : variables(directory).entrySet()) {
      if (!variable.getValue().contains(wanted)) {
        continue;
      }
      int dash = variable.getKey().lastIndexOf('-');
      String of = variable.getKey().substring(0, dash);
      Optional<Set<String>> condition = condition(variable.getKey().substring(dash + 1));
      if (condition.isEmpty()) {
        continue;
      }
      if (Set.of("obj", "lib", "core", "drivers", "libs").contains(of)) {
        return condition;
      }
      Optional<Set<String>> whole = owners(directory, of + ".o", depth + 1);
      if (whole.isPresent()) {
        Set<String> both = new LinkedHashSet<>(whole.get());
        both.addAll(condition.get());
        return Optional.of(both);
      }
    }
    return Optional.empty();
  }

  /** What follows the dash: y, m and objs hold always, a symbol's name between signs when it is. */
  private static Optional<Set<String>> condition(String word) {
    if (word.equals("y") || word.equals("m") || word.equals("objs")) {
      return Optional.of(Set.of());
    }
    return word.length() > 2 && word.startsWith("@") && word.indexOf('@', 1) == word.length() - 1
        ? Optional.of(Set.of(word.substring(1, word.length() - 1)))
        : Optional.empty();
  }

  private Map<String, List<String>> variables(String directory) throws InterruptedException {
    Map<String, List<String>> known = read.get(directory);
    if (known != null) {
      return known;
    }
    List<String> lines = new ArrayList<>();
    site.look(
        List.of("make", "-s", "-f", "/nosplat/" + PROGRAM, "tree=/src", "dir=" + directory),
        (line, error) -> {
          if (!error) {
            lines.add(line);
          }
        });
    Map<String, List<String>> variables = parse(lines);
    read.put(directory, variables);
    return variables;
  }

  static Map<String, List<String>> parse(List<String> lines) {
    Map<String, List<String>> variables = new TreeMap<>();
    for (String line : lines) {
      List<String> words = Arrays.asList(line.strip().split("\\s+"));
      if (words.size() > 2 && words.get(0).equals("owner")) {
        variables.put(words.get(1), words.subList(2, words.size()));
      }
    }
    return variables;
  }

  private static byte[] program() {
    try (InputStream in = KbuildOwners.class.getResourceAsStream(PROGRAM)) {
      if (in == null) {
        throw new IllegalStateException(PROGRAM + " is not packed with " + KbuildOwners.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + PROGRAM, e);
    }
  }
}
