// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of functions that are not blamed like any other, held against kernels' sources. */
class MachineryIT {
  @TempDir private Path directory;

  @Test
  @Tag("vm")
  void everyFunctionOfTheNewestKernelInMachinerysPlacesIsListed() throws Exception {
    Map<String, Set<String>> functions = functions("debian:newest");
    assertThat(functions).hasSizeGreaterThan(300_000);
    assertThat(MachineryList.unknown(functions)).isEmpty();
  }

  @ParameterizedTest
  @Tag("vm-full")
  @ValueSource(strings = {"debian:oldest-7", "debian:6.12"})
  void everyFunctionOfAnOlderKernelInMachinerysPlacesIsListed(String tree) throws Exception {
    Map<String, Set<String>> functions = functions(tree);
    assertThat(functions).hasSizeGreaterThan(300_000);
    assertThat(MachineryList.unknown(functions)).isEmpty();
  }

  @Test
  @Tag("vm")
  void aFunctionThatAKernelAddsInMachinerysPlacesIsMissed() {
    Map<String, Set<String>> functions =
        Map.of(
            "kmem_cache_frobnicate", Set.of("mm/slub.c"),
            "frobnicate_probe", Set.of("drivers/misc/frobnicate.c"),
            "__kmalloc_noprof", Set.of("mm/slub.c"));
    assertThat(MachineryList.unknown(functions))
        .containsExactly("PRIMITIVE kmem_cache_frobnicate in [mm/slub.c]");
  }

  /** The functions of a tree as Debian packages it. */
  private Map<String, Set<String>> functions(String spec) throws Exception {
    Settings settings = Settings.ofProcess();
    String tree = Engine.open(settings).tree(CheckPlan.of(spec), Progress.silent());
    ObjectStore store =
        ObjectStore.open(
            settings.home().cache().resolve("sources"), new Git("git", settings.environment()));
    String sources =
        store.git().run("ls-tree", "-r", "-z", "--name-only", tree).records().stream()
            .filter(file -> file.matches(".*\\.[chS]"))
            .collect(Collectors.joining("\0"));
    Path files = Files.createDirectory(directory.resolve("tree"));
    Path index = directory.resolve("index");
    store.git().index(index).get("read-tree", tree);
    store
        .git()
        .index(index)
        .workTree(files)
        .input(sources.getBytes(StandardCharsets.UTF_8))
        .get("checkout-index", "-z", "--stdin");
    return KernelFunctions.of(files);
  }
}
