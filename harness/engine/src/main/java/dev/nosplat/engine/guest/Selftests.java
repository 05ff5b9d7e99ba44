// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelBuilder;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** The tests are many files of BPF, and each is compiled, linked three times and compared. */
  private static final String BUILD =
      """
      make -C "/src/$1" -j"$(nproc)" OUTPUT=/out BPFTOOL=/usr/sbin/bpftool \\
        VMLINUX_BTF=/kernel/vmlinux /out/runner
      strip -o /out/runner.stripped /out/runner
      """;

  private final Toolchain toolchain;
  private final Store store;

  /** Builds with the compilers of this toolchain. */
  public Selftests(Toolchain toolchain, Store store) {
    this.toolchain = toolchain;
    this.store = store;
  }

  /**
   * The selftests' runner, from the store or built now.
   *
   * @param source the tree that the kernel was built from
   * @throws BuildFailed if the tree has none, or they do not compile
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
    Path out = toolchain.shared(draft.resolve("out"));
    List<String> said = new ArrayList<>();
    try (KernelBuilder.Source.Opened tree = source.open();
        ToolchainContainer container =
            toolchain.open(
                ContainerSpec.offline(
                    "selftests",
                    List.of(
                        Mount.readOnly(tree.path(), "/src"),
                        Mount.readOnly(kernel.directory(), "/kernel"),
                        Mount.writable(out, "/out")),
                    MEMORY_MIB))) {
      if (container.run(
              List.of("test", "-f", "/src/" + DIRECTORY + "/runner.c"),
              Map.of(),
              (line, error) -> said.add(line))
          != 0) {
        throw new BuildFailed(
            "this tree has no sched_ext selftests",
            List.of(DIRECTORY + "/runner.c is not there"),
            "check a tree of 6.12 or later that has its tools directory");
      }
      int code =
          container.run(
              List.of("sh", "-euc", BUILD, "build", DIRECTORY),
              Map.of(),
              (line, error) -> said.add(line));
      if (code != 0) {
        throw failed(said.subList(Math.max(0, said.size() - SHOWN), said.size()));
      }
      container.end();
    }
    try {
      Harvest.take(out, List.of(new Harvest.Wanted("runner.stripped", "runner", MOST)), draft);
    } catch (HarvestRefused e) {
      throw failed(e.reasons());
    }
    keep(said, draft);
    Trees.delete(out);
  }

  private static void keep(List<String> said, Path draft) throws IOException {
    Files.writeString(draft.resolve("build.log"), String.join("\n", said), StandardCharsets.UTF_8);
  }

  private static BuildFailed failed(List<String> evidence) {
    return new BuildFailed(
        "the tree's own sched_ext selftests do not compile against this kernel",
        evidence,
        "run make -C " + DIRECTORY + " in that tree; the patch may have changed what they use");
  }
}
