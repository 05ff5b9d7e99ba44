// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.yaml.YamlField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a {@code nosplat.yaml} says of one campaign. */
final class MatrixReader {
  private static final int MOST_REPEATS = 10_000;
  private static final int MOST_TRIES = 10;
  private static final int USUAL_TRIES = 3;

  private final ProjectValues values;
  private final Optional<YamlField> defaults;

  /**
   * A reader.
   *
   * @param defaults what the file says of commands; a campaign that names no profile, scenario or
   *     machine takes the one of these
   */
  MatrixReader(ProjectValues values, Optional<YamlField> defaults) {
    this.values = values;
    this.defaults = defaults;
  }

  Matrix read(String name, YamlField field) {
    field.allow("trees", "profiles", "scenarios", "machines", "repeats", "exclude", "tries");
    Matrix all =
        new Matrix(
            name,
            list(field.required("trees"), values::placed),
            list(field, "profile", values::profile, Profile.DEFAULT),
            list(field, "scenario", values::scenario, CheckPlan.DEFAULT_SCENARIO),
            list(field, "machine", values::machine, Matrix.USUAL_MACHINE),
            field.optional("repeats").map(f -> (int) f.count(1, MOST_REPEATS)).orElse(1),
            List.of(),
            field.optional("tries").map(f -> (int) f.count(1, MOST_TRIES)).orElse(USUAL_TRIES));
    if (all.size() > Matrix.MOST_CELLS) {
      throw field.wrong(
          "the campaign has " + all.size() + " cells",
          "a campaign has " + Matrix.MOST_CELLS + " at most; divide it");
    }
    List<Matrix.Exclude> excludes =
        field
            .optional("exclude")
            .map(f -> f.items().stream().map(each -> exclude(each, all)).toList())
            .orElse(List.of());
    return all.without(excludes);
  }

  private List<String> list(
      YamlField campaign, String one, Function<YamlField, String> reader, String otherwise) {
    return campaign
        .optional(one + "s")
        .map(f -> list(f, reader))
        .orElseGet(
            () -> List.of(defaults.flatMap(f -> f.optional(one)).map(reader).orElse(otherwise)));
  }

  private static List<String> list(YamlField field, Function<YamlField, String> reader) {
    List<String> all = new ArrayList<>();
    for (YamlField each : field.items()) {
      String value = reader.apply(each);
      if (all.contains(value)) {
        throw each.wrong(value + " is there twice", "leave one of them out; repeats runs it again");
      }
      all.add(value);
    }
    if (all.isEmpty()) {
      throw field.wrong("this list is empty", "give at least one entry, or leave the field out");
    }
    return all;
  }

  private Matrix.Exclude exclude(YamlField field, Matrix matrix) {
    field.allow("tree", "profile", "scenario", "machine");
    Matrix.Exclude exclude =
        new Matrix.Exclude(
            field.optional("tree").map(f -> among(f, values.placed(f), matrix.trees())),
            field.optional("profile").map(f -> among(f, f.text(), matrix.profiles())),
            field.optional("scenario").map(f -> among(f, values.placed(f), matrix.scenarios())),
            field.optional("machine").map(f -> among(f, f.text(), matrix.machines())));
    if (exclude.isEmpty()) {
      throw field.wrong("this leaves out every cell", "name a tree, profile, scenario or machine");
    }
    return exclude;
  }

  /** A typing error here would run what was to be left out. */
  private static String among(YamlField field, String value, List<String> all) {
    if (!all.contains(value)) {
      throw field.wrong(
          "the campaign has no \"" + value + "\"", "give one of " + String.join(", ", all));
    }
    return value;
  }
}
