// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Configures trees without building them, and keeps what their Kconfig says about it. */
public final class Configurations {
  /** Changed whenever an entry's files or the way they are made change. */
  private static final String FORMAT = "1";

  private final Toolchain toolchain;
  private final Store store;
  private final Workshop workshop;

  /** Configurations made where kernels are built, below {@code home}. */
  public Configurations(
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
   * What a request's tree makes of its fragments; requests that it drops are no failure here.
   *
   * @param log where make's output goes
   * @throws dev.nosplat.engine.problem.BuildFailed if the tree does not configure
   */
  public Configuration of(
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
                "program", Digest.of(KconfigFacts.program()).hex()));
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that configures the same tree"),
            draft ->
                workshop.work(
                    request,
                    source,
                    log,
                    progress,
                    site -> {
                      progress.begin("configuring");
                      new Kconfig(site, request).configure();
                      new KconfigFacts(site, request.compiler()).ask();
                      site.harvest(
                          List.of(Kconfig.DOT_CONFIG, KconfigFacts.ANSWER), "", List.of(), draft);
                      KconfigFacts.read(draft.resolve(KconfigFacts.ANSWER.name()));
                      Store.describe(draft, request.about());
                      return draft;
                    }));
    try {
      return new Configuration(
          request.config(),
          Files.readString(entry.resolve(Kconfig.DOT_CONFIG.name())),
          KconfigFacts.read(entry.resolve(KconfigFacts.ANSWER.name())));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the stored configuration " + entry, e);
    }
  }
}
