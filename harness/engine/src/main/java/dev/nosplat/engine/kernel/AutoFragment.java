// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.kernel.kconfig.TurnOn;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fragment {@code auto}: what has to be on beside the other fragments so that the files that a
 * series changes are compiled. Kbuild names the symbols, Kconfig what they need, and Kconfig is
 * asked again what came of it.
 */
public final class AutoFragment {
  /** What users call it. */
  public static final String NAME = "auto";

  private static final String FORMAT = "1";
  private static final String FILE = "auto.config";

  /** Dependencies of what a round turned on are seen in the next one. */
  private static final int ROUNDS = 4;

  private final Toolchain toolchain;
  private final Store store;
  private final Workshop workshop;

  /** Fragments worked out where kernels are built, below {@code home}. */
  public AutoFragment(
      Toolchain toolchain, Store store, Path home, UntrustedBuilds untrusted, Clock clock) {
    this.toolchain = toolchain;
    this.store = store;
    this.workshop =
        new Workshop(
            toolchain,
            home,
            untrusted,
            clock,
            BuildLimits.ofHost(Runtime.getRuntime().availableProcessors()));
  }

  /**
   * The fragment.
   *
   * @param request the kernel without it
   * @param log where make's output goes
   */
  public Fragment of(
      KernelRequest request, KernelBuilder.Source source, Path log, Progress progress)
      throws InterruptedException {
    Key key =
        Key.of(
            "kconfig",
            Map.of(
                "format", FORMAT,
                "tree", request.identity(),
                "config", request.config().digest().hex(),
                "compiler", request.compiler().command(),
                "toolchain", toolchain.digest(),
                "program", Digest.of(KconfigFacts.program()).hex(),
                "auto", Digest.of(String.join("\n", request.changed())).hex()));
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that configures the same tree"),
            draft -> {
              progress.begin("working out what compiles the changed files");
              Files.writeString(draft.resolve(FILE), text(request, source, log, progress));
              Store.describe(draft, request.about());
            });
    try {
      return new Fragment(NAME, Files.readString(entry.resolve(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the stored fragment " + entry, e);
    }
  }

  private String text(
      KernelRequest request, KernelBuilder.Source source, Path log, Progress progress)
      throws IOException, InterruptedException {
    Set<String> wanted = new LinkedHashSet<>();
    Set<String> asked = new TreeSet<>();
    Symbols symbols = configured(request, asked, wanted, source, log, progress);
    for (int i = 0; i < ROUNDS && !allOn(symbols, wanted); i++) {
      if (!asked.addAll(new TurnOn(symbols).requests(wanted))) {
        break; // what is missing cannot be asked for
      }
      symbols = configured(request, asked, wanted, source, log, progress);
    }
    StringBuilder text = new StringBuilder();
    for (String name : asked) {
      // One that did not come would stop the build: the evidence says what it needs instead.
      if (symbols.find(name).filter(s -> s.value().equals("y")).isPresent()) {
        text.append("CONFIG_").append(name).append("=y\n");
      }
    }
    return text.toString();
  }

  /** What Kconfig makes of the request with these symbols on, and which the files hang on. */
  private Symbols configured(
      KernelRequest request,
      Set<String> asked,
      Set<String> wanted,
      KernelBuilder.Source source,
      Path log,
      Progress progress)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    asked.forEach(name -> text.append("CONFIG_").append(name).append("=y\n"));
    KernelRequest with = request.with(new Fragment(NAME, text.toString()));
    return workshop.work(
        with,
        source,
        log,
        progress,
        site -> {
          new Kconfig(site, with).configure();
          if (wanted.isEmpty()) {
            KbuildOwners owners = new KbuildOwners(site);
            for (String file : request.changed()) {
              owners.of(file).ifPresent(wanted::addAll);
            }
          }
          return new KconfigFacts(site, with.compiler()).symbols();
        });
  }

  private static boolean allOn(Symbols symbols, Set<String> wanted) {
    return wanted.stream().allMatch(name -> symbols.find(name).filter(s -> s.on()).isPresent());
  }
}
