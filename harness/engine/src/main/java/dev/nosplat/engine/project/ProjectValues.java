// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.engine.yaml.YamlField;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The kinds of values that fields of a {@code nosplat.yaml} have.
 *
 * @param directory where the file lies: what a path in it is relative to
 * @param machines the machine shapes that it describes
 */
record ProjectValues(Path directory, Map<String, CheckPlan.Shape> machines) {
  /** One line without control characters that no command line takes for an option. */
  private static final String PLAIN = "[^-\\p{Cntrl}\\p{Cf}][^\\p{Cntrl}\\p{Cf}]{0,500}";

  private static final String PROGRAM = ".bpf.c";

  /** A tree specification, or another word that may be a path. */
  String placed(YamlField field) {
    String text = field.text(PLAIN, "one line of at most 500 characters that begins with no dash");
    if (!text.matches("\\.{1,2}(?:[/@].*)?")) {
      return text;
    }
    int revision = text.indexOf('@');
    String path = revision < 0 ? text : text.substring(0, revision);
    try {
      return directory.resolve(path).normalize() + text.substring(path.length());
    } catch (InvalidPathException e) {
      throw field.wrong("no path is written like this", "correct it");
    }
  }

  /** A scenario of ours by its name, or another by its place. */
  String scenario(YamlField field) {
    String text = placed(field);
    try {
      if (!text.endsWith(PROGRAM)) {
        Catalogue.check(Catalogue.files(text, directory));
      }
    } catch (BadInput e) {
      throw field.wrong(e.what(), e.advice());
    }
    return text;
  }

  String profile(YamlField field) {
    return oneOf(field, "profile", Profile.names());
  }

  /** The name of a machine that the file describes. */
  String machine(YamlField field) {
    if (machines.isEmpty()) {
      throw field.wrong("no machine is described", "describe it under machines");
    }
    return oneOf(field, "machine", List.copyOf(machines.keySet()));
  }

  /** The shape of such a machine. */
  Optional<CheckPlan.Shape> shape(YamlField field) {
    return Optional.ofNullable(machines.get(machine(field)));
  }

  static Compiler compiler(YamlField field) {
    String text = oneOf(field, "compiler", names(Compiler.values(), Compiler::command));
    return named(Compiler.values(), Compiler::command, text);
  }

  static Root root(YamlField field) {
    String text = oneOf(field, "root", names(Root.values(), Root::label));
    return named(Root.values(), Root::label, text);
  }

  private static <T> List<String> names(T[] all, Function<T, String> name) {
    return Stream.of(all).map(name).toList();
  }

  private static <T> T named(T[] all, Function<T, String> name, String text) {
    return Stream.of(all).filter(each -> name.apply(each).equals(text)).findFirst().orElseThrow();
  }

  private static String oneOf(YamlField field, String what, List<String> names) {
    String text = field.text();
    if (!names.contains(text)) {
      throw field.wrong(
          "there is no " + what + " \"" + text + "\"", "give one of " + String.join(", ", names));
    }
    return text;
  }
}
