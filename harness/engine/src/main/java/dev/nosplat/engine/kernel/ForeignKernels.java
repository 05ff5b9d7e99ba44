// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.GivenFiles;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes kernels that were built elsewhere into the store, where nothing tells them from our own.
 * Their directory is only read.
 */
public final class ForeignKernels {
  /** Changed whenever an entry's files or the way they are made change. */
  private static final String FORMAT = "1";

  private static final int MEMORY_MIB = 4096;
  private static final long MOST_VMLINUX = 2L << 30;

  /** $1 is the image; BTF is what a program that knows no kernel is compiled against. */
  private static final String STRIP =
      """
      readelf -SW "$1" | grep -q ' \\.BTF ' || exit 3
      objcopy --strip-debug "$1" "$2"
      """;

  private final Toolchain toolchain;
  private final Store store;
  private final Clock clock;

  /** Kernels that are kept in this store. */
  public ForeignKernels(Toolchain toolchain, Store store, Clock clock) {
    this.toolchain = toolchain;
    this.store = store;
    this.clock = clock;
  }

  /**
   * The key of the kernel in a directory.
   *
   * @throws BadInput if there is none, or one that cannot run a scenario
   */
  public Key key(Path directory) {
    return key(ForeignBuild.at(directory));
  }

  private Key key(ForeignBuild build) {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", FORMAT);
    inputs.put("elsewhere", "yes");
    inputs.put("toolchain", toolchain.digest());
    inputs.put("canary", CanaryModule.digest());
    inputs.put("config", Digest.ofFile(build.config()).hex());
    build.bzImage().ifPresent(file -> inputs.put("bzImage", Digest.ofFile(file).hex()));
    build.vmlinux().ifPresent(file -> inputs.put("vmlinux", Digest.ofFile(file).hex()));
    inputs.put(
        "module",
        build
            .moduleObstacle()
            .map(why -> Digest.of(why).hex())
            .orElseGet(() -> Digest.ofFile(build.symbols()).hex()));
    return Key.of("kernel", inputs);
  }

  /**
   * The kernel in a directory.
   *
   * @param log where the output of the canary's make goes
   * @throws BadInput if there is none, or one that cannot run a scenario
   */
  public Kernel take(Path directory, Path log, Progress progress) throws InterruptedException {
    ForeignBuild build = ForeignBuild.at(directory);
    Key key = key(build);
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that takes the same kernel"),
            draft -> {
              progress.begin("taking the kernel in " + directory);
              make(build, draft, log, progress);
            });
    return new Kernel(
        entry,
        key.name(),
        build.release(),
        build.compilerLine(),
        "built elsewhere",
        BuildTimes.NONE);
  }

  private void make(ForeignBuild build, Path draft, Path log, Progress progress)
      throws IOException, InterruptedException {
    copy(build, draft);
    Store.describe(draft, new TreeMap<>(Map.of("title", build.release() + ", built elsewhere")));
    Files.createDirectories(log.toAbsolutePath().getParent());
    ContainerDirectory work = toolchain.scratch(draft);
    Path given = draft.resolve("given");
    Optional<String> obstacle = build.moduleObstacle();
    List<Mount> mounts = new ArrayList<>();
    mounts.add(Mount.readOnly(draft, "/kernel"));
    mounts.add(Mount.writable(work, "/work"));
    mounts.add(GivenFiles.write(given, CanaryModule.files(), "/nosplat"));
    if (obstacle.isEmpty()) {
      mounts.add(Mount.readOnly(build.source().orElseThrow(), "/src"));
      mounts.add(Mount.readOnly(build.directory(), "/build"));
    }
    Optional<String> none;
    try (ToolchainContainer container =
            toolchain.open(ContainerSpec.offline("foreign-kernel", mounts, MEMORY_MIB));
        BuildLog output = new BuildLog(log, progress, 0, clock)) {
      strip(container, build, output);
      none = obstacle.isPresent() ? obstacle : canary(container, build, output);
      container.end();
    }
    if (build.startsThroughPvh()) {
      take(work, new Harvest.Wanted("boot", Kernel.BOOT, MOST_VMLINUX), draft)
          .ifPresent(
              why -> {
                throw new BadInput(
                    "The vmlinux of " + build.directory() + " cannot be stripped.",
                    List.of(why),
                    "See that it is an ELF image for x86_64, and complete.");
              });
    }
    if (none.isEmpty()) {
      none = take(work, CanaryModule.product(""), draft);
    }
    if (none.isPresent()) {
      noteNone(none.get(), draft);
    }
    work.delete();
    Trees.delete(given);
  }

  private static void copy(ForeignBuild build, Path draft) throws IOException {
    Path vmlinux = draft.resolve("vmlinux");
    if (build.vmlinux().isPresent()) {
      Files.copy(build.vmlinux().get(), vmlinux);
    } else {
      BzImage.unpack(build.bzImage().orElseThrow(), vmlinux);
    }
    if (build.bzImage().isPresent()) {
      Files.copy(build.bzImage().get(), draft.resolve("bzImage"));
    }
    Files.copy(build.config(), draft.resolve("kernel.config"));
  }

  private static void noteNone(String why, Path draft) throws IOException {
    Files.writeString(draft.resolve(Kernel.NO_CANARY), why + "\n");
  }

  /** Takes a file; why it cannot be taken. */
  private static Optional<String> take(ContainerDirectory work, Harvest.Wanted wanted, Path draft)
      throws IOException {
    try {
      Harvest.take(work, List.of(wanted), draft);
      return Optional.empty();
    } catch (HarvestRefused e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static void strip(ToolchainContainer container, ForeignBuild build, BuildLog output)
      throws InterruptedException {
    List<String> command = List.of("sh", "-euc", STRIP, "strip", "/kernel/vmlinux", "/work/boot");
    int code = container.run(command, Map.of(), output);
    if (code == 3) {
      throw new BadInput(
          "The kernel in " + build.directory() + " has no BTF.",
          List.of("its vmlinux has no section .BTF, so no BPF program can be compiled for it"),
          "Give the vmlinux as make left it, not one that was stripped, or the bzImage alone.");
    } else if (code != 0) {
      throw new BadInput(
          "The vmlinux of " + build.directory() + " cannot be read.",
          output.evidence(),
          "See that it is an ELF image for x86_64, and complete.");
    }
  }

  /** Builds the canary. Gives what kept it from being built, if something did. */
  private static Optional<String> canary(
      ToolchainContainer container, ForeignBuild build, BuildLog output)
      throws InterruptedException {
    container.run(List.of("cp", "-r", "/nosplat/vm-images", "/work"), Map.of(), output);
    List<String> command = new ArrayList<>(List.of("make", "-C", "/src"));
    if (!build.source().equals(Optional.of(build.directory()))) {
      command.add("O=/build");
    }
    command.addAll(build.compiler().makeVariables());
    command.addAll(List.of("M=/work/" + CanaryModule.SOURCES, "modules"));
    if (container.run(command, Map.of("CCACHE_DISABLE", "1"), output) == 0) {
      return Optional.empty();
    }
    if (output.unwritten().isPresent()) {
      throw InfraFailed.file(output.unwritten().get());
    }
    if (container.memory().kills() > 0) {
      throw new InfraFailed(
          "the canary's compiler was killed",
          List.of("the kernel of this host killed it, because memory ran out"),
          "see that the host has memory to spare, then run again");
    }
    return Optional.of(
        "it does not compile in "
            + build.directory()
            + ": "
            + output.evidence().stream().findFirst().orElse("make failed")
            + "; see build.log");
  }
}
