// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.kernel.kconfig.Reasons;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.toolchain.BoundedText;
import dev.nosplat.engine.toolchain.Harvest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A tree's own Kconfig code at work: it configures, and what came of it is audited. */
final class Kconfig {
  private static final String ALL = "all.config";
  private static final String START = "start.config";
  private static final int MOST = 4 << 20;

  /** The effective configuration, to be harvested. */
  static final Harvest.Wanted DOT_CONFIG = new Harvest.Wanted(".config", "kernel.config", MOST);

  private static final String READ =
      """
      [ ! -L /build/.config ] || { echo .config is a symbolic link; exit 3; }
      [ -f /build/.config ] || { echo .config is no regular file; exit 3; }
      exec cat /build/.config
      """;

  private final Site site;
  private final KernelRequest request;
  private final KernelConfig config;
  private final Compiler compiler;

  /** The Kconfig of the tree that is at work here. */
  Kconfig(Site site, KernelRequest request) {
    this.site = site;
    this.request = request;
    this.config = request.config();
    this.compiler = request.compiler();
  }

  /** What the site is to be given. */
  static Map<String, byte[]> files(KernelConfig config) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(KconfigFacts.PROGRAM, KconfigFacts.program());
    files.put(ALL, config.allConfig().getBytes(StandardCharsets.UTF_8));
    // A later line of a .config wins over an earlier one.
    config
        .start()
        .map(start -> start.text() + "\n" + config.allConfig())
        .ifPresent(text -> files.put(START, text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  /**
   * Writes the {@code .config}; what it drops is not looked at.
   *
   * @throws BuildFailed if the tree does not configure
   */
  void configure() throws InterruptedException {
    boolean configured =
        config.start().isPresent()
            ? site.configures(List.of("cp", "/nosplat/" + START, "/build/.config"))
                && site.configures(Make.kernel(compiler, "olddefconfig"))
            : site.configures(
                Make.kernel(compiler, "KCONFIG_ALLCONFIG=/nosplat/" + ALL, "allnoconfig"));
    if (!configured) {
      throw site.failed(
          "the kernel does not configure",
          "see build.log; a patch to a Kconfig file is the usual cause");
    }
  }

  /**
   * Writes the {@code .config} where what it is made from has changed since the last build here,
   * and checks that every request survived.
   *
   * @return the {@code .config}
   * @throws BadInput if two fragments exclude each other
   * @throws BuildFailed if the tree does not configure, or a request did not survive for another
   *     reason
   */
  String configured() throws IOException, InterruptedException {
    Digest inputs = Configured.inputs(site, request);
    if (site.configured().filter(last -> last.inputs().equals(inputs)).isPresent()) {
      String there = dotConfig();
      if (site.configured().get().dotConfig().equals(Digest.of(there))) {
        return there;
      }
    }
    site.configured(Optional.empty());
    configure();
    String made = dotConfig();
    audit(made);
    site.configured(Optional.of(new Configured(inputs, Digest.of(made))));
    return made;
  }

  private void audit(String made) throws IOException, InterruptedException {
    List<KernelConfig.Dropped> dropped = config.audit(made);
    if (dropped.isEmpty()) {
      return;
    }
    Symbols symbols = new KconfigFacts(site, compiler).symbols();
    Exclusions.of(config, dropped, symbols)
        .ifPresent(
            problem -> {
              throw problem;
            });
    Reasons reasons = new Reasons(symbols, config.asked());
    throw new BuildFailed(
        "requested symbols did not survive Kconfig: " + names(dropped),
        dropped.stream().map(d -> reasons.dropped(d.symbol(), d.request())).toList(),
        "request what they need too, or leave them out; nosplat config explain SYMBOL says what"
            + " would turn one on");
  }

  private String dotConfig() throws InterruptedException {
    BoundedText text = new BoundedText(MOST);
    int code = site.look(List.of("sh", "-euc", READ), text);
    if (code != 0 || text.overflown()) {
      throw new BuildFailed(
          "make left no .config that can be read",
          List.of(
              text.overflown() ? ".config has more than " + MOST + " bytes" : text.text().strip()),
          "see what in the tree puts something else there");
    }
    return text.text();
  }

  /**
   * Checks the harvested configuration once more: a build that changes it after the audit would be
   * judged by another one.
   *
   * @throws BuildFailed if a request did not survive the build
   */
  void auditAgain(Path harvested) throws IOException {
    List<KernelConfig.Dropped> dropped = config.audit(Files.readString(harvested));
    if (!dropped.isEmpty()) {
      throw new BuildFailed(
          "The build changed its own configuration: " + names(dropped),
          dropped.stream()
              .map(
                  d ->
                      d.symbol()
                          + " was "
                          + d.requested()
                          + " after make had configured, and is "
                          + d.effective()
                          + " now")
              .toList(),
          "See what in the tree writes .config while the kernel is compiled.");
    }
  }

  private static String names(List<KernelConfig.Dropped> dropped) {
    return String.join(", ", dropped.stream().map(KernelConfig.Dropped::symbol).toList());
  }
}
