// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.yaml.YamlField;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@code nosplat.yaml}; docs/campaigns.md says what each field means. */
final class ProjectReader {
  private static final String PAGE = "docs/campaigns.md";

  private static final String PARAMETER = "[A-Za-z0-9][A-Za-z0-9_.,:=/@+%-]{0,200}";

  /** The instrument rule knows it by this name, so a series that changes it cannot pass. */
  private static final String KNOWN = "(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*known-issues\\.yaml";

  private static final int MOST_CPUS = 256;
  private static final int LEAST_MIB = 64;
  private static final int MOST_MIB = 1 << 20;

  private final Path file;
  private final Path directory;

  ProjectReader(Path file) {
    this.file = file;
    this.directory = Optional.ofNullable(file.getParent()).orElse(file);
  }

  /**
   * The project.
   *
   * @throws BadInput with file, line and column of what is wrong
   */
  Project read(String text) {
    YamlField top = YamlField.parse(file.toString(), PAGE, text);
    top.allow("defaults", "known", "machines", "campaigns");
    Map<String, CheckPlan.Shape> machines = new LinkedHashMap<>();
    named(top, "machines").forEach((name, each) -> machines.put(name, shape(each)));
    ProjectValues values = new ProjectValues(directory, machines);
    Optional<YamlField> defaults = top.optional("defaults");
    MatrixReader matrices = new MatrixReader(values, defaults);
    Map<String, Matrix> campaigns = new LinkedHashMap<>();
    named(top, "campaigns").forEach((name, each) -> campaigns.put(name, matrices.read(name, each)));
    return new Project(
        file,
        defaults.map(f -> defaults(f, values)).orElse(Project.Defaults.NONE),
        top.optional("known").map(this::known),
        machines,
        campaigns);
  }

  private static Map<String, YamlField> named(YamlField top, String field) {
    return top.optional(field).map(YamlField::named).orElse(Map.of());
  }

  private Path known(YamlField field) {
    return directory.resolve(
        field.text(KNOWN, "the path, from here down, of a file that is called known-issues.yaml"));
  }

  private static CheckPlan.Shape shape(YamlField field) {
    field.allow("cpus", "memory", "root", "append");
    CheckPlan.Shape usual = CheckPlan.Shape.DEFAULT;
    CheckPlan.Shape shape =
        new CheckPlan.Shape(
            field.optional("cpus").map(f -> (int) f.count(1, MOST_CPUS)).orElse(usual.cpus()),
            field
                .optional("memory")
                .map(f -> (int) f.count(LEAST_MIB, MOST_MIB))
                .orElse(usual.memoryMiB()),
            field
                .optional("append")
                .map(f -> f.words(PARAMETER, "a kernel parameter, as in nohz=off"))
                .orElse(List.of()),
            false,
            field.optional("root").map(ProjectValues::root).orElse(usual.root()));
    Optional<String> wrong = shape.wrong();
    if (wrong.isPresent()) {
      throw field.wrong(wrong.get(), "correct that machine");
    }
    return shape;
  }

  private static Project.Defaults defaults(YamlField field, ProjectValues values) {
    field.allow("tree", "config", "compiler", "profile", "scenario", "machine");
    return new Project.Defaults(
        field.optional("tree").map(values::placed),
        field
            .optional("config")
            .map(f -> f.items().stream().map(values::placed).toList())
            .orElse(List.of()),
        field.optional("compiler").map(ProjectValues::compiler),
        field.optional("profile").map(values::profile),
        field.optional("scenario").map(values::scenario),
        field.optional("machine").flatMap(values::shape));
  }
}
