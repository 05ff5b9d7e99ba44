// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.kernel.kconfig.Reasons;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tree's own Kconfig code at work: it configures, and it is asked about what came of it.
 *
 * <p>The questions are put by {@code kconfig-facts.c}, which lies beside this class in the jar
 * because nobody else has a use for it: it runs neither in a guest nor with a kernel that was
 * built. It is compiled against the tree's {@code scripts/kconfig} in the toolchain container.
 */
final class Kconfig {
  private static final String PROGRAM = "kconfig-facts.c";

  /** What every front end of Kconfig is linked from: {@code common-objs} in its Makefile. */
  private static final List<String> OBJECTS =
      List.of(
          "confdata", "expr", "lexer.lex", "menu", "parser.tab", "preprocess", "symbol", "util");

  private final ToolchainContainer container;
  private final Path tree;
  private final Path build;
  private final Compiler compiler;

  /**
   * Kconfig in a container.
   *
   * @param container has {@code tree} in /src and {@code build} in /build
   * @param build has a directory {@code nosplat} that both sides can write
   */
  Kconfig(ToolchainContainer container, Path tree, Path build, Compiler compiler) {
    this.container = container;
    this.tree = tree;
    this.build = build;
    this.compiler = compiler;
  }

  /**
   * Writes the {@code .config}; what it drops is not looked at.
   *
   * @throws BuildFailed if the tree does not configure
   */
  void configure(KernelConfig config, BuildLog output) throws IOException, InterruptedException {
    List<String> command;
    if (config.start().isPresent()) {
      // A later line of a .config wins over an earlier one.
      Files.writeString(
          build.resolve(".config"), config.start().get().text() + "\n" + config.allConfig());
      command = Make.kernel(compiler, "olddefconfig");
    } else {
      Files.writeString(build.resolve("nosplat/all.config"), config.allConfig());
      command = Make.kernel(compiler, "KCONFIG_ALLCONFIG=/build/nosplat/all.config", "allnoconfig");
    }
    if (container.run(command, Make.ENVIRONMENT, output) != 0) {
      throw output.failed(
          "the kernel does not configure",
          "see build.log; a patch to a Kconfig file is the usual cause");
    }
  }

  /**
   * Checks that every request survived.
   *
   * @throws BadInput if two fragments exclude each other
   * @throws BuildFailed if a request did not survive for another reason
   */
  void audit(KernelConfig config, BuildLog output) throws IOException, InterruptedException {
    List<KernelConfig.Dropped> dropped = config.audit(Files.readString(build.resolve(".config")));
    if (dropped.isEmpty()) {
      return;
    }
    Symbols symbols = symbols(output);
    Exclusions.of(config, dropped, symbols)
        .ifPresent(
            problem -> {
              throw problem;
            });
    Reasons reasons = new Reasons(symbols, config.asked());
    throw new BuildFailed(
        "requested symbols did not survive Kconfig: "
            + String.join(", ", dropped.stream().map(KernelConfig.Dropped::symbol).toList()),
        dropped.stream().map(d -> reasons.dropped(d.symbol(), d.request())).toList(),
        "request what they need too, or leave them out; nosplat config explain SYMBOL says what"
            + " would turn one on");
  }

  /** Everything that Kconfig knows about the {@code .config} that is in the build directory. */
  Symbols symbols(BuildLog output) throws IOException, InterruptedException {
    facts(output);
    return Symbols.read(factsFile());
  }

  /** Where {@link #facts} leaves its answer. */
  Path factsFile() {
    return build.resolve("nosplat/kconfig-facts.jsonl");
  }

  /** Has the answer written to {@link #factsFile}. */
  void facts(BuildLog output) throws IOException, InterruptedException {
    compile(output);
    Map<String, String> environment = environment(output);
    Files.deleteIfExists(factsFile());
    run(
        List.of(
            "env",
            "-C",
            "/build",
            "/build/nosplat/kconfig-facts",
            "Kconfig",
            "/build/.config",
            "/build/nosplat/kconfig-facts.jsonl"),
        environment,
        output);
  }

  private void compile(BuildLog output) throws IOException, InterruptedException {
    Files.write(build.resolve("nosplat/" + PROGRAM), program());
    List<String> command =
        new ArrayList<>(
            List.of(
                "gcc",
                "-O1",
                "-o",
                "/build/nosplat/kconfig-facts",
                "-I/src/scripts/kconfig",
                "-I/src/scripts/include",
                "/build/nosplat/" + PROGRAM));
    OBJECTS.forEach(name -> command.add("/build/scripts/kconfig/" + name + ".o"));
    run(command, Map.of(), output);
  }

  /**
   * The environment in which make runs Kconfig: compiler, versions, architecture. The tree's top
   * Makefile works it out and exports it; KBUILD_KCONFIG (Documentation/kbuild/kbuild.rst) names
   * another top-level Kconfig file, and ours is the tree's with one line that writes it down.
   */
  private Map<String, String> environment(BuildLog output)
      throws IOException, InterruptedException {
    Path written = build.resolve("nosplat/kconfig.env");
    Files.deleteIfExists(written);
    Files.writeString(
        build.resolve("nosplat/Kconfig"),
        Files.readString(tree.resolve("Kconfig"))
            + "\nnosplat-environment := $(shell,env -0 > /build/nosplat/kconfig.env)\n");
    run(
        Make.kernel(compiler, "KBUILD_KCONFIG=/build/nosplat/Kconfig", "listnewconfig"),
        Make.ENVIRONMENT,
        output);
    Map<String, String> environment = new TreeMap<>();
    for (String entry : Files.readString(written).split("\0")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  private void run(List<String> command, Map<String, String> environment, BuildLog output)
      throws InterruptedException {
    if (container.run(command, environment, output) != 0) {
      throw new InfraFailed(
          "the tree's Kconfig cannot be asked about its symbols",
          output.evidence(),
          "see build.log; this tree's scripts/kconfig may differ from those that are known to work,"
              + " 6.12 to 7.3");
    }
  }

  /** The source of the program that puts the questions. */
  static byte[] program() {
    try (InputStream in = Kconfig.class.getResourceAsStream(PROGRAM)) {
      if (in == null) {
        throw new IllegalStateException(PROGRAM + " is not packed with " + Kconfig.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + PROGRAM, e);
    }
  }
}
