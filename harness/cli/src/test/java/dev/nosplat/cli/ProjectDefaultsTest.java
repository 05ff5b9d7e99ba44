// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.project.ProjectFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class ProjectDefaultsTest {
  @TempDir private Path directory;
  private final ScreenText screen = new ScreenText();
  private final List<CheckPlan> plans = new ArrayList<>();

  /** What check is told, without what it does. */
  @Command(name = "check")
  private final class Check implements Callable<Integer> {
    @Mixin private PlanOptions options = new PlanOptions();

    @Override
    public Integer call() {
      plans.addAll(options.plans(List.of()));
      return 0;
    }
  }

  /** What bisect is told of its trees. */
  @Command(name = "bisect")
  private static final class Bisect implements Callable<Integer> {
    @Mixin private BisectOptions options = new BisectOptions();

    @Override
    public Integer call() {
      return options.trees.equals(List.of("/src/linux")) ? 0 : 1;
    }
  }

  /** Takes no defaults, although it has an option of that name. */
  @Command(name = "reach")
  private static final class Other implements Callable<Integer> {
    @Option(names = "--tree")
    private String tree = "own";

    @Override
    public Integer call() {
      return tree.equals("own") ? 0 : 1;
    }
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve(ProjectFile.NAME),
        """
        defaults: {tree: /src/linux, config: [rt, kasan], compiler: clang, profile: leaks,
          scenario: exit_task_delete, machine: wide}
        known: known-issues.yaml
        machines: {wide: {cpus: 8, memory: 4096, root: virtme, append: [nohz=off]}}
        """);
  }

  private int run(String... arguments) {
    plans.clear();
    return Main.run(
        arguments, screen.terminal(), List.of(new Check(), new Bisect(), new Other()), directory);
  }

  private CheckPlan plan(String... arguments) {
    assertThat(run(arguments)).as(screen.err()).isZero();
    return plans.get(0);
  }

  @Test
  void whatTheCommandLineDoesNotSayTheFileSays() {
    CheckPlan plan = plan("check");
    assertThat(plan.tree()).isEqualTo("/src/linux");
    assertThat(plan.fragments()).startsWith("base", "lockdep", "sched_ext", "rt", "kasan");
    assertThat(plan.compiler()).isEqualTo(Compiler.CLANG);
    assertThat(plan.profile().name()).isEqualTo("leaks");
    assertThat(plan.knownIssues()).contains(directory.resolve("known-issues.yaml"));
    assertThat(plan.shape().cpus()).isEqualTo(8);
    assertThat(plan.shape().memoryMiB()).isEqualTo(4096);
    assertThat(plan.shape().root()).isEqualTo(Root.VIRTME);
    assertThat(plan.shape().kernelParameters()).contains("nohz=off");
  }

  @Test
  void whatIsTakenIsSaid() {
    plan("check", "--cpus", "4", "--compiler", "gcc");
    assertThat(screen.err().lines().toList())
        .containsExactly(
            "defaults of "
                + directory.resolve(ProjectFile.NAME)
                + ": --tree /src/linux, --config rt, --config kasan, --scenario exit_task_delete,"
                + " --profile leaks, --known "
                + directory.resolve("known-issues.yaml")
                + ", --memory 4096, --append nohz=off, --root virtme");
  }

  @Test
  void theCommandLineWins() {
    CheckPlan plan =
        plan(
            "check",
            "--tree",
            "v7.2",
            "--config",
            "lto",
            "--compiler",
            "gcc",
            "--profile",
            "lockdep",
            "--known",
            "mine.yaml",
            "--cpus",
            "2",
            "--memory",
            "512",
            "--root",
            "initramfs",
            "--append",
            "quiet");
    assertThat(plan.tree()).isEqualTo("v7.2");
    assertThat(plan.fragments()).contains("lto").doesNotContain("rt", "kasan");
    assertThat(plan.compiler()).isEqualTo(Compiler.GCC);
    assertThat(plan.profile().name()).isEqualTo("lockdep");
    assertThat(plan.knownIssues()).contains(Path.of("mine.yaml"));
    assertThat(plan.shape().cpus()).isEqualTo(2);
    assertThat(plan.shape().root()).isEqualTo(Root.INITRAMFS);
    assertThat(plan.shape().kernelParameters()).doesNotContain("nohz=off");
  }

  @Test
  void withNoConfigThereIsNoFileHoweverWrongItIs() throws IOException {
    Files.writeString(directory.resolve(ProjectFile.NAME), "]");
    CheckPlan plan = plan("check", "--no-config");
    assertThat(plan.tree()).isEqualTo(PlanTree.HERE);
    assertThat(plan.profile().name()).isEqualTo("lockdep");
    assertThat(screen.err()).isEmpty();
    assertThat(run("check")).isEqualTo(2);
    assertThat(screen.err()).contains("nosplat.yaml:1:1: this is no YAML");
  }

  @Test
  void aKernelThatWasBuiltElsewhereNeedsNoTree() {
    CheckPlan plan = plan("check", "--kernel", "/build");
    assertThat(plan.builtKernel()).contains(Path.of("/build"));
    assertThat(plan.shape().cpus()).isEqualTo(8);
  }

  @Test
  void bisectTakesTheTreeAndOtherCommandsNothing() {
    assertThat(run("bisect", "--good", "v7.1", "--bad", "v7.2")).isZero();
    assertThat(run("bisect", "--release", "debian:newest")).isEqualTo(1);
    assertThat(run("reach")).isZero();
    assertThat(run("reach", "--no-config")).isEqualTo(2);
  }

  @Test
  void helpAndMisuseNeedNoFile() throws IOException {
    Files.writeString(directory.resolve(ProjectFile.NAME), "]");
    assertThat(run("check", "--help")).isZero();
    assertThat(run("check", "--cpu")).isEqualTo(2);
    assertThat(screen.err()).doesNotContain("nosplat.yaml:");
  }

  @Test
  void initWritesAFileThatIsReadAndNeverReplacesOne() throws IOException {
    Path file = directory.resolve(ProjectFile.NAME);
    assertThat(init()).isEqualTo(2);
    assertThat(screen.err()).contains("is there already");
    Files.delete(file);
    assertThat(init()).isZero();
    assertThat(file)
        .content()
        .contains("tree: debian:newest", "# known:", "trees: [debian:newest]");
    assertThat(plan("check").tree()).isEqualTo("debian:newest");
    Files.delete(file);
    Files.writeString(directory.resolve("known-issues.yaml"), "");
    Files.writeString(directory.resolve("Kconfig"), "");
    Files.writeString(directory.resolve("Makefile"), "VERSION = 7\n");
    assertThat(init()).isZero();
    assertThat(file).content().contains("\nknown:", "trees: [.]").doesNotContain("  tree:");
    assertThat(plan("check").tree()).isEqualTo(PlanTree.HERE);
  }

  private int init() {
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of(),
            directory,
            new ByteArrayInputStream(new byte[0]),
            Clock.systemUTC(),
            new SecureRandom());
    return Main.run(
        new String[] {"init"},
        screen.terminal(),
        List.of(new CommandLine(new InitCommand(screen.terminal(), () -> settings))),
        directory);
  }
}
