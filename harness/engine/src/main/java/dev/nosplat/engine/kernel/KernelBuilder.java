// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds kernels, each at most once: what the store has is not built again, and what it has not is
 * built in a directory that persists per lineage and config, so that a small patch costs a small
 * make.
 */
public final class KernelBuilder {
  /** Changed whenever an entry's files or the way they are made change. */
  private static final String FORMAT = "1";

  private static final String CANARY = "vm-images/canary";
  private static final int MEMORY_MIB = 8192;

  /** Objects of 7.3 with the default fragments: shown before a build directory knows better. */
  private static final int TYPICAL_OBJECTS = 1400;

  private final Toolchain toolchain;
  private final Store store;
  private final Path home;
  private final Clock clock;

  /** A builder that keeps its build directories and compiler cache below {@code home}. */
  public KernelBuilder(Toolchain toolchain, Store store, Path home, Clock clock) {
    this.toolchain = toolchain;
    this.store = store;
    this.home = home;
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
   * What to build.
   *
   * @param identity git's name of the patched tree: equal for equal files
   * @param lineage names the line of trees that share a build directory
   * @param config the fragments
   * @param compiler what compiles it
   */
  public record Request(String identity, String lineage, KernelConfig config, Compiler compiler) {}

  /** The key of the kernel that a request asks for. */
  public Key key(Request request) {
    return Key.of(
        "kernel",
        Map.of(
            "format", FORMAT,
            "tree", request.identity(),
            "config", request.config().digest().hex(),
            "compiler", request.compiler().command(),
            "toolchain", toolchain.digest(),
            "canary", packedDigest(CANARY)));
  }

  /**
   * The kernel that the request asks for, from the store or built now.
   *
   * @param log where make's output goes
   * @throws BuildFailed if it does not configure or compile
   */
  public Kernel build(Request request, Source source, Path log, Progress progress)
      throws InterruptedException {
    Key key = key(request);
    Optional<Path> there = store.find(key);
    if (there.isPresent()) {
      return read(there.get(), key, "from the store");
    }
    String[] built = {"built by another run"};
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that builds the same kernel"),
            draft -> built[0] = make(request, source, log, draft, progress));
    return read(entry, key, built[0]);
  }

  private Kernel read(Path entry, Key key, String built) {
    try {
      return new Kernel(
          entry,
          key.name(),
          Files.readString(entry.resolve("release")).strip(),
          Files.readString(entry.resolve("compiler")).strip(),
          built);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the stored kernel " + entry, e);
    }
  }

  private String make(Request request, Source source, Path log, Path draft, Progress progress)
      throws IOException, InterruptedException {
    String place =
        request.lineage()
            + "-"
            + request.config().digest().brief()
            + "-"
            + request.compiler().command();
    Path build = home.resolve("build").resolve(place);
    try (FileLock lock =
            FileLock.acquire(
                home.resolve("build").resolve(place + ".lock"),
                () -> progress.say("waiting for another build of " + place));
        Source.Opened tree = source.open()) {
      toolchain.shared(build);
      toolchain.shared(home.resolve("ccache"));
      unpackCanary(build.resolve("nosplat"));
      toolchain.own(build.resolve("nosplat"));
      ContainerSpec spec =
          ContainerSpec.offline(
              "build",
              List.of(
                  Mount.readOnly(tree.path(), "/src"),
                  Mount.writable(build, "/build"),
                  Mount.writable(home.resolve("ccache"), "/ccache")),
              MEMORY_MIB);
      Files.createDirectories(log.toAbsolutePath().getParent());
      Instant began = clock.instant();
      try (ToolchainContainer container = toolchain.open(spec);
          Writer writer = Files.newBufferedWriter(log, StandardCharsets.UTF_8)) {
        BuildLog output = new BuildLog(writer, progress, expectedObjects(build));
        Kconfig kconfig = new Kconfig(container, tree.path(), build, request.compiler());
        kconfig.configure(request.config(), output);
        kconfig.audit(request.config(), output);
        compile(container, request, output);
        writer.flush();
        collect(container, request, build, draft, output);
        rememberObjects(build, output.objects());
        return output.objects()
            + " objects in "
            + Duration.between(began, clock.instant()).toSeconds()
            + " s";
      }
    }
  }

  private static void compile(ToolchainContainer container, Request request, BuildLog output)
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
    List<String> canary = Make.module(request.compiler(), "/build/nosplat/vm-images/canary");
    if (container.run(canary, Make.ENVIRONMENT, output) != 0) {
      throw output.failed(
          "the canary module does not compile against this kernel",
          "see build.log; the patch may have changed what <linux/spinlock.h> offers");
    }
  }

  private static void collect(
      ToolchainContainer container, Request request, Path build, Path draft, BuildLog output)
      throws IOException, InterruptedException {
    int code =
        container.run(
            List.of("objcopy", "--strip-debug", "/build/vmlinux", "/build/nosplat/vmlinux.boot"),
            Make.ENVIRONMENT,
            output);
    if (code != 0) {
      throw output.failed("vmlinux cannot be stripped", "see build.log");
    }
    StringBuilder version = new StringBuilder();
    container.run(
        List.of(request.compiler().command(), "--version"),
        Map.of(),
        (line, error) -> version.append(version.length() == 0 ? line : ""));
    copy(build.resolve("arch/x86/boot/bzImage"), draft.resolve("bzImage"));
    copy(build.resolve("vmlinux"), draft.resolve("vmlinux"));
    copy(build.resolve("nosplat/vmlinux.boot"), draft.resolve("vmlinux.boot"));
    copy(build.resolve(".config"), draft.resolve("kernel.config"));
    copy(
        build.resolve("nosplat/vm-images/canary/nosplat_canary.ko"),
        draft.resolve("nosplat_canary.ko"));
    copy(build.resolve("include/config/kernel.release"), draft.resolve("release"));
    Files.writeString(draft.resolve("compiler"), version + "\n");
  }

  private static int expectedObjects(Path build) throws IOException {
    Path counted = build.resolve("nosplat/objects");
    // After the first build nobody knows how much a patch touches until make has looked.
    return Files.exists(counted) ? 0 : TYPICAL_OBJECTS;
  }

  private static void rememberObjects(Path build, int objects) throws IOException {
    Files.writeString(build.resolve("nosplat/objects"), objects + "\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Leaves a file that is already right alone, so that make has nothing to do for it. */
  private static void unpackCanary(Path target) throws IOException {
    for (String name : PackedResources.list(CANARY)) {
      Path file = target.resolve(name);
      byte[] wanted = PackedResources.read(name);
      if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), wanted)) {
        Files.createDirectories(file.getParent());
        Files.write(file, wanted);
      }
    }
  }

  private static String packedDigest(String directory) {
    StringBuilder all = new StringBuilder();
    for (String name : PackedResources.list(directory)) {
      all.append(name).append(' ').append(Digest.of(PackedResources.read(name)).hex()).append('\n');
    }
    return Digest.of(all.toString()).hex();
  }
}
