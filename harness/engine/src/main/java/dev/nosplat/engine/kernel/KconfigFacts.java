// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.toolchain.Harvest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tree's own Kconfig code knows about a configuration. It is asked by {@code
 * kconfig-facts.c}, which lies beside this class in the jar because nobody else has a use for it:
 * it runs neither in a guest nor with a kernel that was built. It is compiled against the tree's
 * {@code scripts/kconfig} in the build's container, and nothing of the tree is read outside it.
 */
final class KconfigFacts {
  static final String PROGRAM = "kconfig-facts.c";

  /** The answer, one JSON object a symbol: 7.3 has some megabytes of it. */
  static final Harvest.Wanted ANSWER =
      new Harvest.Wanted("nosplat/kconfig-facts.jsonl", "kconfig-facts.jsonl", 128 << 20);

  /** What every front end of Kconfig is linked from: {@code common-objs} in its Makefile. */
  private static final List<String> OBJECTS =
      List.of(
          "confdata", "expr", "lexer.lex", "menu", "parser.tab", "preprocess", "symbol", "util");

  /**
   * The environment in which make runs Kconfig: compiler, versions, architecture. The tree's top
   * Makefile works it out and exports it; KBUILD_KCONFIG (Documentation/kbuild/kbuild.rst) names
   * another top-level Kconfig file, and this one is the tree's with one line that writes it down.
   */
  private static final String TOP =
      """
      cat /src/Kconfig > /build/nosplat/Kconfig
      echo 'nosplat-environment := $(shell,env -0 > /build/nosplat/kconfig.env)' \
        >> /build/nosplat/Kconfig
      """;

  /** Runs the program in that environment. */
  private static final String ASK =
      """
      cd /build
      printf '%s\\0' nosplat/kconfig-facts Kconfig .config nosplat/kconfig-facts.jsonl \
        >> nosplat/kconfig.env
      xargs -0 -x -s 1000000 -a nosplat/kconfig.env env
      """;

  private final Site site;
  private final Compiler compiler;

  KconfigFacts(Site site, Compiler compiler) {
    this.site = site;
    this.compiler = compiler;
  }

  /**
   * Has the answer written to where it can be harvested.
   *
   * @throws BuildFailed if the tree's Kconfig gives none
   */
  void ask() throws InterruptedException {
    List<String> compile =
        new ArrayList<>(
            List.of(
                "gcc",
                "-O1",
                "-o",
                "/build/nosplat/kconfig-facts",
                "-I/src/scripts/kconfig",
                "-I/src/scripts/include",
                "/nosplat/" + PROGRAM));
    OBJECTS.forEach(name -> compile.add("/build/scripts/kconfig/" + name + ".o"));
    if (!site.configures(compile)
        || !site.configures(List.of("sh", "-euc", TOP))
        || !site.configures(
            Make.kernel(compiler, "KBUILD_KCONFIG=/build/nosplat/Kconfig", "listnewconfig"))
        || !site.configures(List.of("sh", "-euc", ASK))) {
      throw unanswered(site.output().evidence());
    }
  }

  /** The answer itself; the build is over after that. */
  Symbols symbols() throws IOException, InterruptedException {
    ask();
    Path answer = Files.createTempDirectory("nosplat-kconfig");
    try {
      site.harvest(List.of(ANSWER), "", List.of(), answer);
      return read(answer.resolve(ANSWER.name()));
    } finally {
      Trees.delete(answer);
    }
  }

  /**
   * Reads an answer that was harvested.
   *
   * @throws BuildFailed if it is none: it was written by code of the tree's
   */
  static Symbols read(Path answer) throws IOException {
    try {
      return Symbols.read(answer);
    } catch (JsonProcessingException | CharacterCodingException | IllegalArgumentException e) {
      throw unanswered(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static BuildFailed unanswered(List<String> evidence) {
    return new BuildFailed(
        "the tree's Kconfig cannot be asked about its symbols",
        evidence,
        "see build.log; this tree's scripts/kconfig may differ from those that are known to work,"
            + " 6.12 to 7.3");
  }

  /** The source of the program that puts the questions. */
  static byte[] program() {
    try (InputStream in = KconfigFacts.class.getResourceAsStream(PROGRAM)) {
      if (in == null) {
        throw new IllegalStateException(PROGRAM + " is not packed with " + KconfigFacts.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + PROGRAM, e);
    }
  }
}
