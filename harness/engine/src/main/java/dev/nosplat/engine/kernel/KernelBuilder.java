// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
  private static final String FORMAT = "4";

  private final Toolchain toolchain;
  private final Store store;
  private final Workshop workshop;
  private final CanaryKit kits;
  private final Clock clock;

  /** A builder that keeps its build directories and compiler cache below {@code home}. */
  public KernelBuilder(
      Toolchain toolchain, Store store, Path home, UntrustedBuilds untrusted, Clock clock) {
    this(
        toolchain,
        store,
        home,
        untrusted,
        clock,
        BuildLimits.ofHost(Runtime.getRuntime().availableProcessors()));
  }

  /** The same with limits of the caller's. */
  public KernelBuilder(
      Toolchain toolchain,
      Store store,
      Path home,
      UntrustedBuilds untrusted,
      Clock clock,
      BuildLimits limits) {
    this.toolchain = toolchain;
    this.store = store;
    this.workshop = new Workshop(toolchain, home, untrusted, clock, limits);
    this.kits = new CanaryKit(toolchain, store, workshop);
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

  /**
   * The tree that a series is on, which somebody vouches for.
   *
   * @param treeId git's name of it
   */
  public record Base(String treeId, Source source) {}

  /** The key of the kernel that a request asks for. */
  public Key key(KernelRequest request) {
    return Key.of(
        "kernel",
        Map.of(
            "format",
            FORMAT,
            TREE,
            request.identity(),
            "changed",
            Digest.of(String.join("\n", request.changed())).hex(),
            "config",
            request.config().digest().hex(),
            "compiler",
            request.compiler().command(),
            "toolchain",
            toolchain.digest(),
            "canary",
            Digest.of(CanaryModule.digest() + CanaryKit.PACK + CanaryApart.BUILD).hex()));
  }

  /**
   * The kernel that the request asks for, from the store or built now.
   *
   * @param base what the canary of an untrusted kernel is built with
   * @param log where make's output goes
   * @throws BuildFailed if it does not configure or compile
   */
  public Kernel build(KernelRequest request, Source source, Base base, Path log, Progress progress)
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
            draft -> made[0] = make(request, source, base, log, draft, progress));
    return read(entry, key.name(), made[0]);
  }

  /**
   * Builds a kernel again where no object is that another build has made, and compares: what a
   * build has left in a cache or in a build directory cannot have become part of it. A kernel for
   * which that was done is not built once more.
   *
   * @param kernel what {@link #build} gave for the request
   * @param base what the canary of an untrusted kernel is built with
   * @param log where make's output goes
   * @throws InfraFailed if the two are not the same, byte by byte
   * @throws BuildFailed if it does not compile this time
   */
  public void rebuild(
      KernelRequest request, Kernel kernel, Source source, Base base, Path log, Progress progress)
      throws InterruptedException {
    SortedMap<String, Digest> first = Products.digests(kernel.directory());
    Key proof =
        Key.of(
            "rebuilt", Map.of("kernel", kernel.key(), "files", Digest.of(first.toString()).hex()));
    store.obtain(
        proof,
        () -> progress.say("waiting for another run that builds the same kernel again"),
        draft -> {
          Path again = Files.createDirectory(draft.resolve("again"));
          Optional<Path> kit = kit(request, base, log, progress);
          workshop.workFromNothing(
              "rebuild-" + kernel.key(),
              request,
              source,
              log,
              progress,
              site -> make(site, request, kit, again));
          compare(kernel, first, Products.digests(again), log);
          Trees.delete(again);
          Files.writeString(draft.resolve("same-files"), String.join("\n", first.keySet()) + "\n");
        });
  }

  private static void compare(
      Kernel kernel, SortedMap<String, Digest> first, SortedMap<String, Digest> again, Path log) {
    List<String> differences =
        first.entrySet().stream()
            // Where the base's make has built one of the two canaries, they are not comparable.
            .filter(file -> again.containsKey(file.getKey()))
            .filter(file -> !file.getValue().equals(again.get(file.getKey())))
            .map(file -> file.getKey() + ": " + file.getValue().brief() + "... in the store")
            .toList();
    if (!differences.isEmpty()) {
      throw new InfraFailed(
          "The kernel is another one when it is built again from nothing and without a cache",
          differences,
          "Either a build left a false object behind, or this tree does not build the same twice."
              + " Remove the stored kernel "
              + kernel.directory()
              + " and the caches (nosplat cache prune --max-size 0), build anew, compare again;"
              + " what make said the second time is in "
              + log.getFileName());
    }
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
          Files.readString(entry.resolve(Kernel.RELEASE)).strip(),
          Files.readString(entry.resolve("compiler")).strip(),
          made.how(),
          made.times());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the stored kernel " + entry, e);
    }
  }

  private Made make(
      KernelRequest request, Source source, Base base, Path log, Path draft, Progress progress)
      throws IOException, InterruptedException {
    Optional<Path> kit = kit(request, base, log, progress);
    return workshop.work(request, source, log, progress, site -> make(site, request, kit, draft));
  }

  /** What an untrusted kernel's canary is built with; made before that kernel's tree is opened. */
  private Optional<Path> kit(KernelRequest request, Base base, Path log, Progress progress)
      throws InterruptedException {
    return request.untrusted().isEmpty()
        ? Optional.empty()
        : Optional.of(kits.of(request, base, log, progress));
  }

  private Made make(Site site, KernelRequest request, Optional<Path> kit, Path draft)
      throws IOException, InterruptedException {
    Instant began = clock.instant();
    Kconfig kconfig = new Kconfig(site, request);
    boolean pvh = Kernel.startsThroughPvh(kconfig.configured());
    site.output().begin(BuildStep.COMPILE);
    Instrumentation counters = Instrumentation.of(site, request);
    Goals goals = Goals.of(site, request, pvh, counters);
    compile(site, request, goals, counters);
    if (counters.misses()) {
      compile(site, request, goals, counters);
    }
    counters.gather();
    if (kit.isEmpty()) {
      canary(site, request);
    }
    Products.take(site, request, goals, counters.products(), draft);
    counters.keep(draft);
    kconfig.auditAgain(draft.resolve(Kconfig.DOT_CONFIG.name()));
    if (kit.isPresent()) {
      CanaryApart.build(site, request, kit.get(), draft);
    }
    Store.describe(draft, request.about());
    BuildTimes times = site.output().times();
    return new Made(
        site.output().objects()
            + " objects in "
            + Duration.between(began, clock.instant()).toSeconds()
            + " s: "
            + times,
        times);
  }

  private static void compile(
      Site site, KernelRequest request, Goals goals, Instrumentation counters)
      throws InterruptedException {
    List<String> kernel =
        new ArrayList<>(
            Make.kernel(request.compiler(), "-j" + Runtime.getRuntime().availableProcessors()));
    kernel.addAll(counters.makeVariables());
    kernel.addAll(goals.targets());
    if (!site.compiles(kernel)) {
      throw site.failed("the kernel does not compile", "see build.log for all of make's output");
    }
    site.output().begin(BuildStep.COLLECT);
  }

  private static void canary(Site site, KernelRequest request) throws InterruptedException {
    if (!site.compiles(Make.module(request.compiler(), "/build/nosplat/" + CanaryModule.SOURCES))) {
      throw site.failed(
          "the canary module does not compile against this kernel",
          "see build.log; the patch may have changed what <linux/spinlock.h> offers");
    }
  }
}
