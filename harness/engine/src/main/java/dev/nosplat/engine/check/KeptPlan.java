// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nosplat.engine.kernel.AutoFragment;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.kernel.Fragment;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.scenario.ScenarioFiles;
import dev.nosplat.record.CleanStrings;
import dev.nosplat.record.UrlCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan as it lies in the run directory, {@code plan.json}, with copies of the user's own files
 * beside it: what a replay needs and the run record does not tell. A run directory may come from
 * anyone, so a plan that was read can name nothing but what is ours or lies beside it, and its
 * machine has a size that a machine can have.
 *
 * @param tree the tree specification, without credentials
 * @param fragments config fragments: names of ours, or files in the run directory
 * @param compiler what compiled the kernel
 * @param scenario the scenario's name, or a file in the run directory
 * @param shape the machine
 * @param canary whether the canary was provoked
 * @param profile the name of the profile
 * @param guest the guest image's key in the store; empty until there is one
 */
public record KeptPlan(
    String tree,
    List<String> fragments,
    Compiler compiler,
    String scenario,
    CheckPlan.Shape shape,
    boolean canary,
    String profile,
    String guest) {
  private static final String PROGRAM = ".bpf.c";
  private static final int MOST_TREE = 4096;
  private static final int MOST_PLAN = 1 << 20;
  private static final int MOST_TEXT = 1 << 20;
  private static final int MOST_FRAGMENTS = 100;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new CleanStrings())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public KeptPlan {
    fragments = List.copyOf(fragments);
  }

  /**
   * Writes a plan and the files that it names into the directory of its run.
   *
   * @param working what the plan's relative paths are relative to
   */
  static KeptPlan keep(CheckPlan plan, Path working, RunDirectory directory) {
    List<String> fragments = new ArrayList<>();
    for (String fragment : plan.fragments()) {
      String copy = "fragment-" + (fragments.size() + 1) + ".config";
      boolean known = Fragment.isPacked(fragment) || fragment.equals(AutoFragment.NAME);
      if (!known) {
        directory.write(copy, Fragment.of(fragment).text().getBytes(StandardCharsets.UTF_8));
      }
      fragments.add(known ? fragment : copy);
    }
    String scenario = keepScenario(plan.scenario(), working, directory);
    plan.knownIssues().ifPresent(known -> copy(known, directory, RunDirectory.KNOWN));
    KeptPlan kept =
        new KeptPlan(
            UrlCredentials.hidden(plan.tree()),
            fragments,
            plan.compiler(),
            scenario,
            plan.shape(),
            plan.canary(),
            plan.profile().name(),
            "");
    kept.write(directory);
    return kept;
  }

  /** A scenario that is not ours is kept as what it was: a program, or all its files. */
  private static String keepScenario(String scenario, Path working, RunDirectory directory) {
    Path program = working.resolve(scenario);
    if (scenario.endsWith(PROGRAM)) {
      return Files.isRegularFile(program)
          ? copy(program, directory, String.valueOf(program.getFileName()))
          : scenario;
    }
    Optional<ScenarioFiles> files = Scenario.filesOf(scenario, working);
    files.ifPresent(all -> directory.write(RunDirectory.SCENARIO, all.archive()));
    return files.isPresent() ? RunDirectory.SCENARIO : scenario;
  }

  /** The same, written again now that the guest image is there. */
  void withGuest(String key, RunDirectory directory) {
    new KeptPlan(tree, fragments, compiler, scenario, shape, canary, profile, key).write(directory);
  }

  /**
   * Reads it from a run directory.
   *
   * @throws BadInput if there is none, it cannot be read, or it names what it may not
   */
  public static KeptPlan read(Path directory) {
    Path file = directory.resolve(RunDirectory.PLAN);
    try {
      JsonNode kept = JSON.readTree(bounded(file, MOST_PLAN));
      if (kept instanceof ObjectNode older && !older.has("profile")) {
        older.put("profile", Profile.DEFAULT);
      }
      KeptPlan plan = JSON.treeToValue(kept, KeptPlan.class);
      plan.requireSane(directory);
      return plan;
    } catch (IOException e) {
      throw new BadInput(
          directory + " does not tell what its run was asked to do",
          List.of(
              e instanceof JsonProcessingException json
                  ? RunDirectory.PLAN + ": " + json.getOriginalMessage()
                  : String.valueOf(e.getMessage())),
          "give the directory of a complete run, as a report names it after \"artifacts\"",
          e);
    }
  }

  /** The plan to carry out once more; its files are those in the run directory. */
  public CheckPlan plan(Path directory) {
    Optional<Path> series = beside(directory, RunDirectory.SERIES);
    CheckPlan plan =
        CheckPlan.of(tree)
            .withPatches(series.filter(file -> !empty(file)).map(List::of).orElse(List.of()))
            .withFragments(fragments.stream().map(word -> resolved(word, directory)).toList())
            .compiledBy(compiler)
            .running(resolved(scenario, directory))
            .on(shape)
            .withProfile(Profile.named(profile))
            .knowing(beside(directory, RunDirectory.KNOWN));
    return canary ? plan : plan.withoutCanary();
  }

  private static String resolved(String word, Path directory) {
    return beside(directory, word).map(file -> file.toAbsolutePath().toString()).orElse(word);
  }

  /** A regular file of that name in the directory itself; no link is followed. */
  private static Optional<Path> beside(Path directory, String name) {
    return name.matches("[A-Za-z0-9_.-]{1,200}")
        ? Optional.of(directory.resolve(name))
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        : Optional.empty();
  }

  private void requireSane(Path directory) throws IOException {
    if (tree.isBlank() || tree.length() > MOST_TREE || fragments.size() > MOST_FRAGMENTS) {
      throw new IOException(RunDirectory.PLAN + " names no tree, or far too much");
    }
    Optional<String> wrong = shape.wrong();
    if (wrong.isPresent()) {
      throw new IOException(RunDirectory.PLAN + ": " + wrong.get());
    }
    if (!Profile.names().contains(profile)) {
      throw new IOException(RunDirectory.PLAN + " names an unknown profile");
    }
    for (String fragment : fragments) {
      if (!Fragment.isPacked(fragment)) {
        requireText(directory, fragment);
      }
    }
    if (scenario.endsWith(PROGRAM)) {
      requireText(directory, scenario);
    } else if (scenario.endsWith(RunDirectory.SCENARIO)) {
      if (beside(directory, scenario).isEmpty()) {
        throw new IOException(
            RunDirectory.PLAN + " names " + scenario + ", which does not lie beside it");
      }
    }
  }

  private static void requireText(Path directory, String name) throws IOException {
    Path file =
        beside(directory, name)
            .orElseThrow(
                () ->
                    new IOException(
                        RunDirectory.PLAN + " names " + name + ", which does not lie beside it"));
    if (Files.size(file) > MOST_TEXT) {
      throw new IOException(name + " is longer than " + (MOST_TEXT >> 20) + " MiB");
    }
  }

  private static byte[] bounded(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException(file.getFileName() + " is longer than " + (most >> 20) + " MiB");
      }
      return bytes;
    }
  }

  private void write(RunDirectory directory) {
    try {
      directory.write(
          RunDirectory.PLAN, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan has a JSON form", e);
    }
  }

  private static String copy(Path file, RunDirectory directory, String name) {
    try {
      directory.write(name, Files.readAllBytes(file));
      return name;
    } catch (IOException e) {
      throw new BadInput(
          file + " cannot be read",
          List.of(String.valueOf(e)),
          "give a file that can be read; the run keeps a copy of it",
          e);
    }
  }

  private static boolean empty(Path file) {
    try {
      return Files.size(file) == 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading " + file, e);
    }
  }
}
