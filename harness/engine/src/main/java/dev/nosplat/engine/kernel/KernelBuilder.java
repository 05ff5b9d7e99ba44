// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds kernels, each at most once: what the store has is not built again, and what it has not is
 * built in a directory that persists per lineage and config, so that a small patch costs a small
 * make.
 */
public final class KernelBuilder {
  /** The input of a kernel's key that names its tree. */
  private static final String TREE = "tree";

  /** Changed whenever an entry's files or the way they are made change. */
  private static final String FORMAT = "1";

  private final Toolchain toolchain;
  private final Store store;
  private final Workshop workshop;
  private final Clock clock;

  /** A builder that keeps its build directories and compiler cache below {@code home}. */
  public KernelBuilder(Toolchain toolchain, Store store, Path home, Clock clock) {
    this.toolchain = toolchain;
    this.store = store;
    this.workshop = new Workshop(toolchain, home, clock);
    this.clock = clock;
  }

  /** Opens the patched source; it is closed when the build no longer reads it. */
  @FunctionalInterface
  public interface Source {
    /** The source tree, ours until it is closed. */
    Opened open() throws InterruptedException;

    /** A source tree that is ours. */
    interface Opened extends AutoCloseable {
      /** The unpacked, patched tree. */
      Path path();

      @Override
      void close();
    }
  }

  /** The key of the kernel that a request asks for. */
  public Key key(KernelRequest request) {
    return Key.of(
        "kernel",
        Map.of(
            "format",
            FORMAT,
            TREE,
            request.identity(),
            "config",
            request.config().digest().hex(),
            "compiler",
            request.compiler().command(),
            "toolchain",
            toolchain.digest(),
            "canary",
            CanaryModule.digest()));
  }

  /**
   * The kernel that the request asks for, from the store or built now.
   *
   * @param log where make's output goes
   * @throws BuildFailed if it does not configure or compile
   */
  public Kernel build(KernelRequest request, Source source, Path log, Progress progress)
      throws InterruptedException {
    Key key = key(request);
    Optional<Path> there = store.find(key);
    if (there.isPresent()) {
      return read(there.get(), key.name(), Made.STORED);
    }
    Made[] made = {new Made("built by another run", BuildTimes.NONE)};
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that builds the same kernel"),
            draft -> made[0] = make(request, source, log, draft, progress));
    return read(entry, key.name(), made[0]);
  }

  /**
   * A kernel that was built before.
   *
   * @param treeId git's name of the patched tree that it was built from
   */
  public record Stored(Kernel kernel, String treeId) {}

  /** A kernel that was built before, by its key alone; empty where it was pruned. */
  public Optional<Stored> stored(String key) {
    return store
        .find("kernel", key)
        .map(entry -> new Stored(read(entry, key, Made.STORED), treeOf(entry)));
  }

  private static String treeOf(Path entry) {
    try (Stream<String> inputs = Files.lines(entry.resolve(Store.INPUTS))) {
      return inputs
          .filter(line -> line.startsWith(TREE + "="))
          .map(line -> line.substring(TREE.length() + 1))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException("reading the stored kernel " + entry, e);
    }
  }

  /** How a kernel came about. */
  private record Made(String how, BuildTimes times) {
    static final Made STORED = new Made("from the store", BuildTimes.NONE);
  }

  private Kernel read(Path entry, String key, Made made) {
    try {
      return new Kernel(
          entry,
          key,
          Files.readString(entry.resolve("release")).strip(),
          Files.readString(entry.resolve("compiler")).strip(),
          made.how(),
          made.times());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the stored kernel " + entry, e);
    }
  }

  private Made make(KernelRequest request, Source source, Path log, Path draft, Progress progress)
      throws IOException, InterruptedException {
    return workshop.work(
        request,
        source,
        log,
        progress,
        site -> {
          CanaryModule.unpack(site.build().resolve("nosplat"));
          workshop.own(site.build().resolve("nosplat"));
          Instant began = clock.instant();
          site.kconfig().configure(request.config(), site.output());
          site.kconfig().audit(request.config(), site.output());
          site.output().begin(BuildStep.COMPILE);
          compile(site.container(), request, site.output());
          collect(site.container(), request, site.build(), draft, site.output());
          Store.describe(draft, request.about());
          rememberObjects(site.build(), site.output().objects());
          BuildTimes times = site.output().times();
          return new Made(
              site.output().objects()
                  + " objects in "
                  + Duration.between(began, clock.instant()).toSeconds()
                  + " s: "
                  + times,
              times);
        });
  }

  private static void compile(ToolchainContainer container, KernelRequest request, BuildLog output)
      throws InterruptedException {
    List<String> command =
        Make.kernel(
            request.compiler(),
            "-j" + Runtime.getRuntime().availableProcessors(),
            "bzImage",
            "modules");
    if (container.run(command, Make.ENVIRONMENT, output) != 0) {
      throw output.failed("the kernel does not compile", "see build.log for all of make's output");
    }
    output.begin(BuildStep.COLLECT);
    List<String> canary = Make.module(request.compiler(), "/build/nosplat/" + CanaryModule.SOURCES);
    if (container.run(canary, Make.ENVIRONMENT, output) != 0) {
      throw output.failed(
          "the canary module does not compile against this kernel",
          "see build.log; the patch may have changed what <linux/spinlock.h> offers");
    }
  }

  private static void collect(
      ToolchainContainer container, KernelRequest request, Path build, Path draft, BuildLog output)
      throws IOException, InterruptedException {
    Path config = build.resolve(".config");
    if (Kernel.startsThroughPvh(new Fragment(".config", Files.readString(config)).requests())) {
      strip(container, output);
      copy(build.resolve("nosplat/vmlinux.boot"), draft.resolve(Kernel.BOOT));
    }
    StringBuilder version = new StringBuilder();
    container.run(
        List.of(request.compiler().command(), "--version"),
        Map.of(),
        (line, error) -> version.append(version.length() == 0 ? line : ""));
    copy(build.resolve("arch/x86/boot/bzImage"), draft.resolve("bzImage"));
    copy(build.resolve("vmlinux"), draft.resolve("vmlinux"));
    copy(config, draft.resolve("kernel.config"));
    copy(build.resolve("nosplat").resolve(CanaryModule.PRODUCT), draft.resolve(Kernel.CANARY));
    copy(build.resolve("include/config/kernel.release"), draft.resolve("release"));
    Files.writeString(draft.resolve("compiler"), version + "\n");
  }

  private static void strip(ToolchainContainer container, BuildLog output)
      throws InterruptedException {
    List<String> command =
        List.of("objcopy", "--strip-debug", "/build/vmlinux", "/build/nosplat/vmlinux.boot");
    if (container.run(command, Make.ENVIRONMENT, output) != 0) {
      throw output.failed("vmlinux cannot be stripped", "see build.log");
    }
  }

  private static void rememberObjects(Path build, int objects) throws IOException {
    Files.writeString(build.resolve("nosplat/objects"), objects + "\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
