// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.kernel.Fragment;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A plan as it lies in the run directory, {@code plan.json}, with copies of the user's own files
 * beside it: what a replay needs and the run record does not tell.
 *
 * @param tree the tree specification
 * @param fragments config fragments: names of ours, or files in the run directory
 * @param compiler what compiled the kernel
 * @param scenario the scenario's name, or a file in the run directory
 * @param shape the machine
 * @param canary whether the canary was provoked
 * @param guest the guest image's key in the store; empty until there is one
 */
record KeptPlan(
    String tree,
    List<String> fragments,
    Compiler compiler,
    String scenario,
    CheckPlan.Shape shape,
    boolean canary,
    String guest) {
  private static final String PROGRAM = ".bpf.c";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  KeptPlan {
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
      if (!Fragment.isPacked(fragment)) {
        directory.write(copy, Fragment.of(fragment).text().getBytes(StandardCharsets.UTF_8));
      }
      fragments.add(Fragment.isPacked(fragment) ? fragment : copy);
    }
    Path program = working.resolve(plan.scenario());
    String scenario =
        plan.scenario().endsWith(PROGRAM) && Files.isRegularFile(program)
            ? copy(program, directory, String.valueOf(program.getFileName()))
            : plan.scenario();
    plan.knownIssues().ifPresent(known -> copy(known, directory, RunDirectory.KNOWN));
    KeptPlan kept =
        new KeptPlan(
            plan.tree(), fragments, plan.compiler(), scenario, plan.shape(), plan.canary(), "");
    kept.write(directory);
    return kept;
  }

  /** The same, written again now that the guest image is there. */
  void withGuest(String key, RunDirectory directory) {
    new KeptPlan(tree, fragments, compiler, scenario, shape, canary, key).write(directory);
  }

  /**
   * Reads it from a run directory.
   *
   * @throws BadInput if there is none, or it cannot be read
   */
  static KeptPlan read(Path directory) {
    Path file = directory.resolve(RunDirectory.PLAN);
    try {
      return JSON.readValue(Files.readString(file), KeptPlan.class);
    } catch (IOException e) {
      throw new BadInput(
          directory + " does not tell what its run was asked to do",
          List.of(
              e instanceof JsonProcessingException json
                  ? RunDirectory.PLAN + ": " + json.getOriginalMessage()
                  : String.valueOf(e)),
          "give the directory of a complete run, as a report names it after \"artifacts\"",
          e);
    }
  }

  /** The plan to carry out once more; its files are those in the run directory. */
  CheckPlan plan(Path directory) {
    UnaryOperator<String> kept =
        word -> {
          boolean beside = word.matches("[\\w.-]+") && Files.isRegularFile(directory.resolve(word));
          return beside ? directory.resolve(word).toAbsolutePath().toString() : word;
        };
    Path series = directory.resolve(RunDirectory.SERIES);
    Path known = directory.resolve(RunDirectory.KNOWN);
    CheckPlan plan =
        CheckPlan.of(tree)
            .withPatches(empty(series) ? List.of() : List.of(series))
            .withFragments(fragments.stream().map(kept).toList())
            .compiledBy(compiler)
            .running(kept.apply(scenario))
            .on(shape)
            .knowing(Files.isRegularFile(known) ? Optional.of(known) : Optional.empty());
    return canary ? plan : plan.withoutCanary();
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
      return !Files.isRegularFile(file) || Files.size(file) == 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading " + file, e);
    }
  }
}
