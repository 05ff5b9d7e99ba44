// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where scenarios are: those that come with nosplat, and those of the user's own. */
public final class Catalogue {
  /** How the name of a BPF program's source ends. */
  static final String PROGRAM = ".bpf.c";

  private static final String SCHEMA = "scenario-1.schema.json";
  private static final String SCENARIOS = "scenarios";
  private static final String C_NAME = "[A-Za-z_][A-Za-z0-9_]*";

  private Catalogue() {}

  /**
   * A scenario and what it is for.
   *
   * @param name its name
   * @param purpose in its own words, on one line
   */
  public record Entry(String name, String purpose) {}

  /** Those that come with nosplat, by name. */
  public static List<Entry> packed() {
    return names().stream()
        .map(name -> new Entry(name, new ScenarioReader(packed(name)).purpose()))
        .toList();
  }

  /**
   * The files of a scenario: one of ours by its name, else the user's own.
   *
   * @param directory what a relative path is relative to
   * @throws BadInput if there is none
   */
  public static ScenarioFiles files(String nameOrPath, Path directory) {
    if (names().contains(nameOrPath)) {
      return packed(nameOrPath);
    }
    return own(nameOrPath, directory)
        .orElseThrow(
            () ->
                new BadInput(
                    "there is no scenario " + nameOrPath,
                    names(),
                    "give one of these names, the path of a scheduler's .bpf.c, or a directory that"
                        + " holds a "
                        + ScenarioFiles.DESCRIPTION));
  }

  /**
   * The bug that a scenario's own {@code control.patch} plants; empty where it brings none.
   *
   * @param directory what a relative path is relative to
   * @throws BadInput if there is no such scenario, or its description is wrong
   */
  public static Optional<PlantedBug> planted(String nameOrPath, Path directory) {
    return nameOrPath.endsWith(PROGRAM)
        ? Optional.empty()
        : new ScenarioReader(files(nameOrPath, directory)).planted();
  }

  /**
   * Reads a scenario, to see that it can be read.
   *
   * @throws BadInput with line and column of what is wrong
   */
  public static Entry check(ScenarioFiles files) {
    ScenarioReader reader = new ScenarioReader(files);
    reader.read();
    return new Entry(files.name(), reader.purpose());
  }

  /** The JSON schema (draft 2020-12) that every {@code scenario.yaml} holds to, for editors. */
  public static String schema() {
    try (InputStream in = Catalogue.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException(SCHEMA + " is packed with this class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + SCHEMA, e);
    }
  }

  static Optional<ScenarioFiles> own(String path, Path directory) {
    if (names().contains(path)) {
      return Optional.empty();
    }
    Path place = directory.resolve(path);
    boolean archive = path.endsWith(ScenarioFiles.ARCHIVE) && Files.isRegularFile(place);
    return archive || Files.isRegularFile(place.resolve(ScenarioFiles.DESCRIPTION))
        ? Optional.of(ScenarioFiles.read(place))
        : Optional.empty();
  }

  /** The scenario under which a scheduler of the user's own is put. */
  static Scenario.Churning exitTaskDelete() {
    return (Scenario.Churning) new ScenarioReader(packed("exit_task_delete")).read();
  }

  static BpfPrograms.Source scheduler(Path file) {
    String name = String.valueOf(file.getFileName());
    name = name.substring(0, name.length() - PROGRAM.length());
    if (!name.matches(C_NAME)) {
      throw new BadInput(
          "a scheduler cannot have the name " + name,
          List.of(file.toString()),
          "name the file like its struct sched_ext_ops: letters, digits and underscores");
    }
    return BpfPrograms.Source.file(file);
  }

  private static List<String> names() {
    return PackedResources.list(SCENARIOS).stream()
        .filter(path -> path.endsWith("/" + ScenarioFiles.DESCRIPTION))
        .map(path -> path.split("/")[1])
        .distinct()
        .toList();
  }

  private static ScenarioFiles packed(String name) {
    String below = SCENARIOS + "/" + name + "/";
    SortedMap<String, ScenarioFiles.Content> files = new TreeMap<>();
    for (String path : PackedResources.list(SCENARIOS + "/" + name)) {
      byte[] bytes = PackedResources.read(path);
      // A jar keeps no mode: what begins like a script is a program.
      boolean script = bytes.length > 1 && bytes[0] == '#' && bytes[1] == '!';
      files.put(path.substring(below.length()), new ScenarioFiles.Content(bytes, script));
    }
    return new ScenarioFiles(name, files);
  }
}
