// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelBuilder;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.BoundedText;
import dev.nosplat.engine.toolchain.BoundedWork;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Builds the sched_ext selftests of the tree under test, with that tree's own Makefile and libbpf,
 * against the BTF of the kernel that will run them.
 */
public final class Selftests {
  /** Where a guest finds the program that runs them. */
  public static final String RUNNER = "/nosplat/sched_ext-runner";

  private static final String FORMAT = "1";
  private static final String DIRECTORY = "tools/testing/selftests/sched_ext";
  private static final int MEMORY_MIB = 4096;
  private static final int SHOWN = 40;
  private static final long MOST = 256 << 20;
  private static final int MOST_SAID = 4 << 20;

  /** Minutes on two idle cores. */
  private static final Duration LIMIT = Duration.ofHours(1);

  private static final BoundedWork.Bounds BOUNDS = new BoundedWork.Bounds(4L << 30, 50_000);

  /** The tests are many files of BPF, and each is compiled, linked three times and compared. */
  private static final String BUILD =
      """
      make -C "/src/$1" -j"$(nproc)" OUTPUT=/out BPFTOOL=/usr/sbin/bpftool \\
        VMLINUX_BTF=/kernel/vmlinux /out/runner
      strip -o /out/runner.stripped /out/runner
      """;

  private final Toolchain toolchain;
  private final Store store;
  private final Duration limit;

  /** Builds with the compilers of this toolchain. */
  public Selftests(Toolchain toolchain, Store store) {
    this(toolchain, store, LIMIT);
  }

  /** The same, with a time of the caller's. */
  public Selftests(Toolchain toolchain, Store store, Duration limit) {
    this.toolchain = toolchain;
    this.store = store;
    this.limit = limit;
  }

  /**
   * The selftests' runner, from the store or built now.
   *
   * @param source the tree that the kernel was built from
   * @throws BuildFailed if the tree has none, or they do not compile, or take more than they may
   */
  public Path build(Kernel kernel, KernelBuilder.Source source, Progress progress)
      throws InterruptedException {
    Key key =
        Key.of(
            "selftests",
            Map.of(
                "format", FORMAT,
                "toolchain", toolchain.digest(),
                "kernel", kernel.key(),
                "command", Digest.of(BUILD).hex()));
    return store
        .obtain(
            key,
            () -> progress.say("waiting for another run that builds the same selftests"),
            draft -> make(kernel, source, draft, progress))
        .resolve("runner");
  }

  private void make(Kernel kernel, KernelBuilder.Source source, Path draft, Progress progress)
      throws IOException, InterruptedException {
    progress.begin("building the sched_ext selftests");
    ContainerDirectory out = toolchain.scratch(draft);
    BoundedText said = BoundedText.withErrors(MOST_SAID);
    try (KernelBuilder.Source.Opened tree = source.open();
        BoundedWork work =
            BoundedWork.open(
                toolchain,
                ContainerSpec.offline(
                    "selftests",
                    List.of(
                        Mount.readOnly(tree.path(), "/src"),
                        Mount.readOnly(kernel.directory(), "/kernel"),
                        Mount.writable(out, "/out")),
                    MEMORY_MIB),
                BOUNDS,
                "The build of the tree's own sched_ext selftests",
                () -> tail(said))) {
      List<String> there = List.of("test", "-f", "/src/" + DIRECTORY + "/runner.c");
      if (work.run(there, Map.of(), said, limit) != 0) {
        throw new BuildFailed(
            "this tree has no sched_ext selftests",
            List.of(DIRECTORY + "/runner.c is not there"),
            "check a tree of 6.12 or later that has its tools directory");
      }
      List<String> build = List.of("sh", "-euc", BUILD, "build", DIRECTORY);
      if (work.run(build, Map.of(), said, limit) != 0) {
        throw work.failed(failed(tail(said)));
      }
      work.end();
    }
    try {
      Harvest.take(out, List.of(new Harvest.Wanted("runner.stripped", "runner", MOST)), draft);
    } catch (HarvestRefused e) {
      throw failed(e.reasons());
    }
    keep(said, draft);
    out.delete();
  }

  private static void keep(BoundedText said, Path draft) throws IOException {
    Files.writeString(draft.resolve("build.log"), said.text(), StandardCharsets.UTF_8);
  }

  private static List<String> tail(BoundedText said) {
    List<String> lines = said.text().lines().toList();
    return lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
  }

  private static BuildFailed failed(List<String> evidence) {
    return new BuildFailed(
        "the tree's own sched_ext selftests do not compile against this kernel",
        evidence,
        "run make -C " + DIRECTORY + " in that tree; the patch may have changed what they use");
  }
}
