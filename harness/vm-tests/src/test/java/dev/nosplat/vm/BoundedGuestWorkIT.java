// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.guest.Selftests;
import dev.nosplat.engine.kernel.BuildTimes;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.KernelBuilder;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compiled from a stranger's tree beside its kernel has bounds, and whoever broke them. */
@Tag("vm")
class BoundedGuestWorkIT {
  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path scratch;
  private Toolchain toolchain;
  private Store store;
  private Kernel kernel;

  @BeforeEach
  void plant() throws Exception {
    Settings settings = Settings.ofProcess();
    Path home = Files.createDirectories(scratch.resolve("cache"));
    toolchain = Toolchain.connect(PackedResources.read("Dockerfile"), home, settings.environment());
    store = new Store(home.resolve("store"), settings.clock());
    Path built = Files.createDirectories(scratch.resolve("kernel"));
    Files.writeString(built.resolve("vmlinux"), "no ELF image");
    kernel = new Kernel(built, "key", "7.3.0", "gcc", "here", BuildTimes.NONE);
  }

  @Test
  void selftestsThatNeverEndAreTheTreesFault() throws Exception {
    assertThat(selftests("sleep 1000").what())
        .isEqualTo("The build of the tree's own sched_ext selftests did not end within 5 s");
  }

  @Test
  void selftestsThatMakeFilesWithoutEndAreTheTreesFault() throws Exception {
    assertThat(selftests(LONG, "cd $(OUTPUT); seq 1 200000 | xargs touch; sleep 1000").what())
        .isEqualTo("The build of the tree's own sched_ext selftests wrote more than 50000 files");
  }

  @Test
  void selftestsThatTakeMemoryWithoutEndAreTheTreesFault() throws Exception {
    assertThat(selftests(LONG, "head -c 9G /dev/zero | tail > /dev/null").what())
        .isEqualTo(
            "The build of the tree's own sched_ext selftests needs more than the 4096 MiB of memory"
                + " that it may have");
  }

  @Test
  void selftestsThatSayThatMemoryRanOutFailByThemselves() throws Exception {
    assertThat(selftests("echo cc1: Killed; exit 1").what())
        .isEqualTo("the tree's own sched_ext selftests do not compile against this kernel");
  }

  @Test
  void aRunnerThatIsAPipeOrADirectoryIsRefused() throws Exception {
    assertThat(selftests("mkfifo $(OUTPUT)/runner").evidence().toString()).contains("runner");
    assertThat(selftests("mkdir $(OUTPUT)/runner").evidence().toString()).contains("runner");
  }

  @Test
  void aProgramWhoseKernelNeverEndsIsTheKernelsFault() throws Exception {
    Files.delete(kernel.vmlinux());
    assertThat(new ProcessBuilder("mkfifo", kernel.vmlinux().toString()).start().waitFor())
        .isZero();
    assertThat(bpf("int x;\n").what())
        .isEqualTo("The compiler of the BPF program p did not end within 5 s");
  }

  @Test
  void aKernelWithoutTypesIsTheKernelsFault() throws Exception {
    BuildFailed refused = bpf("int x;\n");
    assertThat(refused.what()).isEqualTo("the BPF program p does not compile against this kernel");
    assertThat(refused.evidence()).isNotEmpty();
  }

  private BuildFailed selftests(String command) throws IOException {
    return selftests(SHORT, command);
  }

  private BuildFailed selftests(Duration limit, String command) throws IOException {
    Path tree = scratch.resolve("tree");
    Path tests = Files.createDirectories(tree.resolve("tools/testing/selftests/sched_ext"));
    Files.writeString(tests.resolve("runner.c"), "");
    Files.writeString(tests.resolve("Makefile"), "%/runner:\n\t" + command + "\n");
    KernelBuilder.Source source =
        () ->
            new KernelBuilder.Source.Opened() {
              @Override
              public Path path() {
                return tree;
              }

              @Override
              public void close() {
                // It goes with the test.
              }
            };
    return catchThrowableOfType(
        BuildFailed.class,
        () -> new Selftests(toolchain, store, limit).build(kernel, source, Progress.silent()));
  }

  private BuildFailed bpf(String text) {
    BpfPrograms.Source source =
        new BpfPrograms.Source("p", Map.of("p.bpf.c", text.getBytes(StandardCharsets.UTF_8)));
    return catchThrowableOfType(
        BuildFailed.class,
        () -> new BpfPrograms(toolchain, store, SHORT).compile(source, kernel, Progress.silent()));
  }
}
