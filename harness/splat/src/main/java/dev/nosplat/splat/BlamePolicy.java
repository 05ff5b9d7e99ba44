// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The rules of {@code blame.policy}: what a function is, by file and name. */
final class BlamePolicy {
  private record Rule(String path, List<String> names, CodeKind kind) {
    boolean names(String function) {
      return names.isEmpty() || names.stream().anyMatch(name -> glob(name, function));
    }
  }

  private final List<Rule> rules = new ArrayList<>();
  private final List<Rule> made = new ArrayList<>();
  private final List<Rule> old = new ArrayList<>();
  private final List<String> modules = new ArrayList<>();

  private BlamePolicy() {}

  /** Reads the rules. */
  static BlamePolicy parse(String text) {
    BlamePolicy policy = new BlamePolicy();
    CodeKind kind = CodeKind.OWN;
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        kind = CodeKind.valueOf(line.substring(1, line.length() - 1).toUpperCase(Locale.ROOT));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        policy.add(line, kind);
      }
    }
    return policy;
  }

  private void add(String line, CodeKind kind) {
    int colon = line.indexOf(':');
    String path = colon < 0 ? line : line.substring(0, colon);
    List<String> names =
        colon < 0 ? List.of() : List.of(line.substring(colon + 1).strip().split(" +"));
    switch (path) {
      case "module" -> modules.addAll(names);
      case "*" -> made.add(new Rule(path, names, kind));
      case "old" -> old.add(new Rule("*", names, kind));
      default -> rules.add(new Rule(path, names, kind));
    }
  }

  /** The kinds of the functions that this file, relative to the kernel's tree, defines. */
  Function<String, CodeKind> in(String file) {
    List<Rule> here = rules.stream().filter(rule -> glob(rule.path, file)).toList();
    return function -> first(here, function).orElse(CodeKind.OWN);
  }

  /** What a function is whose definition a macro makes, by its name. */
  Optional<CodeKind> made(String function) {
    return first(made, function);
  }

  /** What a function of kernels before 6.1 is, by its name without leading underscores. */
  Optional<CodeKind> old(String bare) {
    return first(old, bare);
  }

  /** Whether a module from outside the kernel's tree is no subject of its own. */
  boolean serves(String module) {
    return modules.contains(module);
  }

  private static Optional<CodeKind> first(List<Rule> rules, String function) {
    return rules.stream().filter(rule -> rule.names(function)).findFirst().map(Rule::kind);
  }

  /** Whether a text fits a pattern in which stars stand for anything. */
  static boolean glob(String pattern, String text) {
    int at = 0;
    int from = 0;
    int star;
    while ((star = pattern.indexOf('*', from)) >= 0) {
      String part = pattern.substring(from, star);
      int found = from == 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length();
      from = star + 1;
    }
    String rest = pattern.substring(from);
    return from == 0
        ? text.equals(rest)
        : text.length() - rest.length() >= at && text.endsWith(rest);
  }
}
