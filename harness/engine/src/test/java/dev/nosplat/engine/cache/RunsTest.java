// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.OtherProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Retention MONTH = Retention.parse("30d");

  @TempDir private Path scratch;

  private Runs runs() {
    return new Runs(scratch, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Path run(String id, Duration age, String... files) throws IOException {
    Path directory = Files.createDirectory(scratch.resolve(id));
    for (String file : files) {
      Files.writeString(directory.resolve(file), "x");
    }
    Files.setLastModifiedTime(directory, FileTime.from(NOW.minus(age)));
    return directory;
  }

  private Path ended(String id, Duration age) throws IOException {
    return run(id, age, "plan.json", "run.json", "console.log");
  }

  private static List<String> names(Pruned pruned) {
    return pruned.removed().stream().map(Cache.Item::name).toList();
  }

  @Test
  void theOldOnesGo() throws Exception {
    Path old = ended("20261001-120000-aaaaaa", Duration.ofDays(57));
    Path young = ended("20261120-120000-bbbbbb", Duration.ofDays(7));

    Pruned pruned = runs().prune(MONTH);

    assertThat(names(pruned)).containsExactly("20261001-120000-aaaaaa");
    assertThat(pruned.bytes()).isEqualTo(3);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void theLastOnesStay() throws Exception {
    ended("20261101-120000-aaaaaa", Duration.ofDays(26));
    ended("20261102-120000-bbbbbb", Duration.ofDays(25));
    ended("20261103-120000-cccccc", Duration.ofDays(24));

    assertThat(names(runs().prune(new Retention.Last(2))))
        .containsExactly("20261101-120000-aaaaaa");
    assertThat(names(runs().prune(new Retention.Last(0)))).hasSize(2);
    assertThat(runs().count()).isZero();
  }

  @Test
  void whatAKilledRunLeftGoesAfterADay() throws Exception {
    Path killed = run("20261125-120000-aaaaaa", Duration.ofHours(25), "plan.json", "console.log");
    Path perhapsLiving = run("20261127-110000-bbbbbb", Duration.ofHours(23), "plan.json");
    Path checkedPatch = run("20261125-120000-cccccc", Duration.ofHours(48), "series.patch");

    runs().prune(new Retention.All());

    assertThat(killed).doesNotExist();
    assertThat(perhapsLiving).exists();
    assertThat(checkedPatch).exists(); // it never was to have a record
  }

  @Test
  void whatIsCalledOtherwiseIsLeftAlone() throws Exception {
    List<Path> strange =
        List.of(
            Files.createDirectory(scratch.resolve("my-favourite-run")),
            Files.createDirectory(scratch.resolve("20261001-120000-aaaaaa.bak")),
            Files.writeString(scratch.resolve("20261001-120000-cccccc"), "a file"));
    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(scratch.resolve("20261001-120000-dddddd"), elsewhere);

    assertThat(runs().prune(new Retention.Last(0)).removed()).isEmpty();
    assertThat(strange).allSatisfy(path -> assertThat(path).exists());
    assertThat(link).exists();
  }

  @Test
  void aClockThatWasWrongNeitherRemovesNorKeepsForEver() throws Exception {
    Path future = ended("20361001-120000-aaaaaa", Duration.ofDays(-3600));
    ended("20261001-120000-bbbbbb", Duration.ofDays(57));

    assertThat(names(runs().prune(MONTH))).containsExactly("20261001-120000-bbbbbb");
    assertThat(future).exists();
    assertThat(names(runs().prune(new Retention.Last(0)))).containsExactly(name(future));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  @Test
  void aRunThatIsNotOverStaysHoweverOldItsFilesAreUntilItsProcessIsDead() throws Exception {
    Path live = run("20261001-120000-aaaaaa", Duration.ofDays(57), "plan.json");
    Process owner = OtherProcess.start(Owner.class, scratch.toString(), name(live));
    try {
      assertThat(owner.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("owned");

      assertThat(runs().prune(new Retention.Last(0)).removed()).isEmpty();
      assertThat(live).exists();
    } finally {
      owner.destroyForcibly().waitFor();
    }
    assertThat(names(runs().prune(new Retention.Last(0)))).containsExactly(name(live));
  }

  /** A process that owns a run until it is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws Exception {
      Runs.own(Path.of(args[0]), args[1]);
      System.out.println("owned");
      Thread.currentThread().join();
    }
  }

  @Test
  void aHostileRunDirectoryGoesToo() throws Exception {
    Path run = ended("20261001-120000-aaaaaa", Duration.ofDays(57));
    Files.createSymbolicLink(run.resolve("link"), Path.of("/etc"));
    Path deep = run.resolve("d/".repeat(200));
    Files.createDirectories(deep);
    Files.setLastModifiedTime(run, FileTime.from(NOW.minus(Duration.ofDays(57))));

    assertThat(runs().prune(MONTH).left()).isEmpty();
    assertThat(run).doesNotExist();
    assertThat(Path.of("/etc/passwd")).exists();
  }
}
