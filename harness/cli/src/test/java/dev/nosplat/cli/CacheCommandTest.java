// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CacheCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  @TempDir private Path directory;
  private final ScreenText screen = new ScreenText();
  private Path damaged;

  @BeforeEach
  void fill() throws Exception {
    kernel("7.3.4, base gcc", NOW.minusSeconds(60), 47_000_000);
    damaged = kernel("7.3.3, base gcc", NOW.minusSeconds(3600), 1_000_000);
    Path run = run("20261127-110000-aaaaaa", Duration.ofHours(1));
    Files.write(run.resolve("console.log"), new byte[300_000]);
    Files.setLastModifiedTime(run, FileTime.from(NOW.minusSeconds(3600)));
    run("20260801-110000-bbbbbb", Duration.ofDays(118));
  }

  private Path kernel(String title, Instant used, int bytes) throws InterruptedException {
    return new Store(directory.resolve("cache/store"), Clock.fixed(used, ZoneOffset.UTC))
        .obtain(
            Key.of("kernel", Map.of("tree", title)),
            () -> {},
            draft -> {
              Files.write(draft.resolve("bzImage"), new byte[bytes]);
              Store.describe(draft, new TreeMap<>(Map.of("title", title)));
            });
  }

  private Path run(String id, Duration age) throws IOException {
    Path run = Files.createDirectories(directory.resolve("runs").resolve(id));
    Files.writeString(run.resolve("run.json"), "{}");
    Files.setLastModifiedTime(run, FileTime.from(NOW.minus(age)));
    return run;
  }

  private int execute(Map<String, String> environment, String... arguments) {
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            environment,
            directory,
            new ByteArrayInputStream(new byte[0]),
            Clock.fixed(NOW, ZoneOffset.UTC),
            new SecureRandom());
    return new CommandLine(new CacheCommand(screen.terminal(), () -> settings))
        .addSubcommand(new CachePruneCommand(screen.terminal(), () -> settings))
        .addSubcommand(new CacheVerifyCommand(screen.terminal(), () -> settings))
        .setExecutionExceptionHandler(
            (problem, line, parsed) -> {
              throw problem;
            })
        .execute(arguments);
  }

  /** A build directory's name is longer than a key, and a narrow screen has no room for it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 60, 72, 80, 100, 132, 200, 500})
  void theTableFitsTheScreenAndNothingOfItIsLost(int columns) throws Exception {
    String build = "history.git-43974059e27a-150a6533cfcce208-gcc";
    Files.createDirectories(directory.resolve("cache/build").resolve(build));
    Files.write(directory.resolve("cache/build").resolve(build).resolve("vmlinux"), new byte[9]);
    String title = "7.3.2, base lockdep sched_ext kasan with 3 patches gcc and so many words";
    kernel(title, NOW.minusSeconds(9), 10);
    Cache cache =
        new Cache(
            directory.resolve("cache"),
            directory.resolve("runs"),
            Clock.fixed(NOW, ZoneOffset.UTC));

    String table = CacheText.table(cache.items(), columns);

    assertThat(table.lines()).allMatch(line -> line.length() <= Math.max(60, columns));
    assertThat(table).contains(build);
    assertThat(table.replaceAll("\\s+", " ")).contains(columns < 100 ? "7.3.2, base" : title);
    for (String word : title.split(" ")) {
      assertThat(table).contains(word);
    }
    if (columns == 60) {
      assertThat(table).isEqualTo(ScreenText.golden("cache-60.txt"));
    }
  }

  private String shown() {
    return screen.out().replace(directory.toString(), "/home/me");
  }

  @Test
  void theCacheIsShownWithWhatIsDamagedAndWithItsLimits() throws Exception {
    Files.writeString(damaged.resolve("inputs.txt"), "tree\n");
    Files.setLastModifiedTime(damaged.resolve("inputs.txt"), FileTime.from(NOW.minusSeconds(3600)));

    execute(Map.of());

    assertThat(shown()).isEqualTo(ScreenText.golden("cache.txt"));
  }

  @Test
  void otherLimitsAreShownToo() {
    execute(Map.of("NOSPLAT_CACHE_LIMIT", "none", "NOSPLAT_RUNS_KEEP", "50"));

    assertThat(shown())
        .contains("  of any size, set by NOSPLAT_CACHE_LIMIT\n")
        .contains("  the last 50 are kept, set by NOSPLAT_RUNS_KEEP\n");
  }

  @Test
  void pruningSaysWhatIsGoneAndWhatIsLeft() throws Exception {
    execute(Map.of(), "prune", "--to", "47.5MB", "--runs", "30d");

    assertThat(shown()).isEqualTo(ScreenText.golden("cache-prune.txt"));
    assertThat(damaged).doesNotExist();
  }

  @Test
  void aDryRunShowsTheSameAndRemovesNothing() throws Exception {
    execute(Map.of(), "prune", "--to", "47.5MB", "--runs", "30d", "--dry-run");

    assertThat(shown()).contains("20260801-110000-bbbbbb", "7.3.3, base gcc");
    assertThat(shown()).doesNotContain("7.3.4", "aaaaaa").endsWith("nothing was\n");
    assertThat(damaged).exists();
    assertThat(directory.resolve("runs/20260801-110000-bbbbbb")).exists();
  }

  @Test
  void pruningWithoutALimitIsBadInput() {
    assertThatThrownBy(() -> new CachePruneCommand(screen.terminal(), Settings::ofProcess).call())
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Neither a size for the cache nor the runs to keep are given.");
  }
}
