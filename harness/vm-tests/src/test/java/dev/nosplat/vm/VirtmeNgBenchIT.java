// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.record.Phase;
import dev.nosplat.record.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our cold build and boot beside virtme-ng's, of one tree, in one image, on one machine: its
 * configuration with the symbols of ours that lockdep and sched_ext need. Figures go to {@code
 * target/virtme-ng-bench.txt}, from where a person takes them into docs/speed.md.
 */
@Tag("bench")
class VirtmeNgBenchIT {
  private static final int BOOTS = 3;
  private static final String IN_THE_IMAGE =
      "exec docker run --rm --network none --user \"$(id -u):$(id -g)\" --volume \"$0:$0\" \"$1\""
          + " bash \"$2\" \"$3\" \"$4\" \"$5\" \"$6\"";

  @TempDir Path scratch;

  @Test
  void measuresBothOnTheNewestKernel() throws Exception {
    RunRecord warm = NewestKernel.check();
    KernelHistory history = KernelHistory.begin(scratch.resolve("history.git"));
    Path tree = scratch.resolve("tree");
    history.checkOut(tree, history.commit(0));
    Trees.delete(tree.resolve(".git"));
    Path config = Files.copy(NewestKernel.config(warm), scratch.resolve("ours.config"));
    Path fragment =
        Files.writeString(scratch.resolve("symbols.config"), fragment("lockdep", "sched_ext"));
    List<String> figures = builds(tree, config, fragment);
    assertThat(figures).filteredOn(f -> f.startsWith("vng.boot.seconds=")).hasSize(BOOTS);
    for (int i = 0; i < BOOTS; i++) {
      figures.add("ours.boot.seconds=" + seconds(NewestKernel.check("--fresh-boot"), "boot"));
      figures.add("ours.restore.seconds=" + seconds(NewestKernel.check(), "restore"));
    }
    figures.forEach(System.out::println);
    Files.write(Path.of("target/virtme-ng-bench.txt"), figures);
  }

  private static String fragment(String... names) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      all.append(Files.readString(Path.of("../../kernel-configs", name + ".config")));
    }
    return all.toString();
  }

  private List<String> builds(Path tree, Path config, Path fragment) throws Exception {
    Path resources = Path.of("src/test/resources/virtme-ng");
    Path script = Files.copy(resources.resolve("builds.sh"), scratch.resolve("builds.sh"));
    Path boot = Files.copy(resources.resolve("boot.py"), scratch.resolve("boot.py"));
    Process run =
        new ProcessBuilder(
                "sh",
                "-c",
                IN_THE_IMAGE,
                scratch.toString(),
                Toolchain.imageName(PackedResources.read("Dockerfile")),
                script.toString(),
                tree.toString(),
                config.toString(),
                fragment.toString(),
                boot.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(said).isZero();
    return new ArrayList<>(said.lines().toList());
  }

  private static String seconds(RunRecord run, String phase) {
    long millis =
        run.timeline().stream()
            .filter(each -> each.name().equals(phase))
            .mapToLong(Phase::durationMillis)
            .sum();
    return String.format(Locale.ROOT, "%.2f", millis / 1000.0);
  }
}
