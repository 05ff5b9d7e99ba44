// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.ContainerApt;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.Sources;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our KTAP through the kernel's own parser, the one of the newest tree. */
@Tag("vm")
class KunitIT {
  private static final Path REPORTS = Path.of("../report/src/test/resources/ktap");
  private static final String PARSER = "tools/testing/kunit/";

  @TempDir private Path scratch;

  @Test
  void theKernelsOwnParserReadsEveryReportAndCountsWhatWeCount() throws Exception {
    Settings settings = Settings.ofProcess();
    Path cache = settings.home().cache();
    Toolchain toolchain =
        Toolchain.connect(PackedResources.read("Dockerfile"), cache, settings.environment());
    unpackParser(settings, toolchain);
    toolchain.own(scratch.resolve("tree"));
    List<Path> reports;
    try (Stream<Path> files = Files.list(REPORTS)) {
      reports = files.sorted().toList();
    }
    assertThat(reports).hasSizeGreaterThan(5);
    try (ToolchainContainer container =
        toolchain.open(
            ContainerSpec.offline(
                "kunit",
                List.of(
                    Mount.readOnly(scratch.resolve("tree"), "/tree"),
                    Mount.readOnly(REPORTS.toAbsolutePath().normalize(), "/reports")),
                512))) {
      for (Path report : reports) {
        List<String> said = new ArrayList<>();
        int code =
            container.run(
                List.of(
                    "python3",
                    "-B",
                    "/tree/" + PARSER + "kunit.py",
                    "parse",
                    "/reports/" + report.getFileName()),
                Map.of("NO_COLOR", "1"),
                (line, error) -> said.add(line));
        List<String> results =
            Files.readAllLines(report).stream().filter(l -> l.matches(" +(not )?ok .*")).toList();
        long failed = results.stream().filter(l -> l.strip().startsWith("not ok")).count();
        long passed = results.size() - failed;
        String counts =
            (passed > 0 ? "passed: " + passed : "")
                + (passed > 0 && failed > 0 ? ", " : "")
                + (failed > 0 ? "failed: " + failed : "");
        assertThat(said)
            .as("%s", report)
            .last()
            .asString()
            .endsWith("Testing complete. Ran " + results.size() + " tests: " + counts);
        assertThat(said).as("%s", report).noneMatch(line -> line.contains("[ERROR]"));
        assertThat(code).as("%s", report).isEqualTo(failed > 0 ? 1 : 0);
      }
    }
  }

  private void unpackParser(Settings settings, Toolchain toolchain) throws Exception {
    Path cache = settings.home().cache();
    ObjectStore store =
        ObjectStore.open(cache.resolve("sources"), new Git("git", settings.environment()));
    ResolvedTree tree =
        new Sources(
                store,
                settings.directory(),
                new ContainerApt(toolchain, cache.resolve("apt"), settings.clock()))
            .resolve("debian:newest", Progress.silent());
    String files = store.git().get("ls-tree", "-r", "--name-only", tree.treeId(), PARSER);
    for (String file : files.lines().toList()) {
      Path target = scratch.resolve("tree").resolve(file);
      Files.createDirectories(target.getParent());
      Files.write(target, store.file(tree.treeId(), file).orElseThrow());
    }
  }
}
