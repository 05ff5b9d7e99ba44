// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that lies in the cache keeps it from being listed, verified and pruned. */
class HostileCacheTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Limits NONE_LEFT = new Limits(OptionalLong.of(0), new Retention.All());

  @TempDir private Path home;

  private Cache cache() {
    return cache(NOW);
  }

  private Cache cache(Instant now) {
    return new Cache(home.resolve("cache"), home.resolve("runs"), Clock.fixed(now, ZoneOffset.UTC));
  }

  private Path kernel(String tree) throws InterruptedException {
    return kernel(tree, NOW.minusSeconds(60));
  }

  private Path kernel(String tree, Instant when) throws InterruptedException {
    return new Store(home.resolve("cache/store"), Clock.fixed(when, ZoneOffset.UTC))
        .obtain(
            Key.of("kernel", Map.of("tree", tree)),
            () -> {},
            draft -> Files.write(draft.resolve("bzImage"), new byte[1000]));
  }

  private Path build(String name) throws IOException {
    return Files.createDirectories(home.resolve("cache/build").resolve(name));
  }

  @Test
  void aBuildDirectoryOfThousandsOfLevelsIsListedAndPruned() throws Exception {
    kernel("A");
    Path build = build("linux-gcc");
    for (int i = 0; i < 25; i++) {
      Path chain = home.resolve("chain");
      Files.createDirectories(chain.resolve("d/".repeat(99)));
      Files.writeString(chain.resolve("f"), "x");
      if (Files.exists(build.resolve("d"))) {
        Files.move(build.resolve("d"), chain.resolve("d/".repeat(99) + "d"));
      }
      Files.move(chain, build.resolve("d"));
    }

    assertThat(cache().items()).extracting(Cache.Item::kind).containsExactly("kernel", "build");
    Pruned pruned = cache().prune(0);
    assertThat(pruned.removed()).extracting(Cache.Item::kind).contains("kernel", "build");
    assertThat(pruned.left()).isEmpty();
    assertThat(build).doesNotExist();
  }

  @Test
  void anInputsFileWithoutASignStopsNeitherListNorVerifyNorPrune() throws Exception {
    Path damaged = kernel("A");
    kernel("B");
    Files.writeString(damaged.resolve("inputs.txt"), "tree\n");

    assertThat(cache().items())
        .extracting(Cache.Item::what)
        .contains("damaged: inputs.txt has a line without =");
    assertThat(cache().verify(false)).hasSize(1);
    assertThat(cache().prune(0).removed()).hasSize(2);
  }

  @Test
  void aFileOfAPebibyteThatTakesNoRoomCostsOnlyItsOwnDirectory() throws Exception {
    Path kernel = kernel("A");
    try (RandomAccessFile sparse =
        new RandomAccessFile(build("evil").resolve("huge").toFile(), "rw")) {
      sparse.setLength(8L << 40);
    }

    Pruned pruned = cache().prune(1_000_000);

    assertThat(pruned.removed()).extracting(Cache.Item::name).containsExactly("evil");
    assertThat(kernel).exists();
  }

  @Test
  void aDirectoryDatedInTheFutureIsNotTakenForTheLastUsed() throws Exception {
    Path kernel = kernel("A");
    Path build = build("evil");
    Files.write(build.resolve("f"), new byte[5000]);
    Path given = Files.createDirectories(home.resolve("cache/given/evil"));
    FileTime later = FileTime.from(NOW.plus(Duration.ofDays(3650)));
    Files.setLastModifiedTime(given, later);
    Files.setLastModifiedTime(build, later);

    assertThat(cache().prune(5500).removed()).extracting(Cache.Item::name).containsExactly("evil");
    assertThat(kernel).exists();
  }

  @Test
  void anEntryUsedUnderAClockThatWasWrongIsNotKeptForEver() throws Exception {
    Path future = kernel("A", NOW.plus(Duration.ofDays(3650)));
    Path used = kernel("B");

    cache().prune(Long.MAX_VALUE); // from now on it is as if it had been used now
    kernel("B", NOW.plus(Duration.ofMinutes(1)));
    long one = cache(NOW.plus(Duration.ofHours(1))).items().get(0).bytes();
    cache(NOW.plus(Duration.ofHours(1))).prune(one);

    assertThat(future).doesNotExist();
    assertThat(used).exists();
  }

  @Test
  void aCacheDirectoryThatIsALinkIsUsedLikeAnyOther() throws Exception {
    Path disk = Files.createDirectory(home.resolve("big disk"));
    Files.createSymbolicLink(home.resolve("cache"), disk);
    Path kernel = kernel("A");

    assertThat(cache().items()).hasSize(1);
    assertThat(cache().prune(0).removed()).hasSize(1);
    assertThat(kernel).doesNotExist();
    assertThat(disk.resolve("store")).isDirectory();
  }

  @Test
  void anEntryOrBuildThatIsALinkGoesAndWhatItLeadsToStays() throws Exception {
    Path precious = Files.createDirectory(home.resolve("precious"));
    Files.writeString(precious.resolve("thesis"), "x".repeat(100));
    Files.createDirectories(home.resolve("cache/store/kernel"));
    Files.createSymbolicLink(home.resolve("cache/store/kernel").resolve("a".repeat(32)), precious);
    Files.createDirectories(home.resolve("cache/build"));
    Files.createSymbolicLink(home.resolve("cache/build/linux-gcc"), precious);

    cache().prune(0);

    assertThat(precious.resolve("thesis")).exists();
    assertThat(home.resolve("cache/build/linux-gcc")).doesNotExist();
    assertThat(home.resolve("cache/store/kernel")).isEmptyDirectory();
  }

  @Test
  void twoPrunesAtOnceRemoveEachThingOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      kernel("tree " + i);
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Callable<Pruned> pruning = () -> cache().prune(0);
    int removed = 0;
    for (Future<Pruned> each : threads.invokeAll(Collections.nCopies(2, pruning))) {
      assertThat(each.get().left()).isEmpty();
      removed += each.get().removed().size();
    }
    threads.shutdown();

    assertThat(removed).isEqualTo(20);
    assertThat(cache().items()).isEmpty();
  }

  @Test
  void twoThousandEntriesLeaveNothingBehind() throws Exception {
    Store store = new Store(home.resolve("cache/store"), Clock.fixed(NOW, ZoneOffset.UTC));
    for (int i = 0; i < 2000; i++) {
      Path entry = home.resolve("cache/store/thing").resolve(String.format("%032x", i));
      Files.createDirectories(entry);
      Files.writeString(entry.resolve("inputs.txt"), "number=" + i + "\n");
    }
    assertThat(store.entries()).hasSize(2000);

    assertThat(cache().prune(0).removed()).hasSize(2000);

    assertThat(home.resolve("cache/store/thing")).isEmptyDirectory();
    assertThat(home.resolve("cache/store/locks")).doesNotExist();
    assertThat(home.resolve("cache/store/keys.lock")).hasSize(0);
  }

  @Test
  void whatAFailedImportLeftGoesUnlessOneGoesOn() throws Exception {
    Path packs = Files.createDirectories(home.resolve("cache/sources/trees.git/objects/pack"));
    Path left = Files.write(packs.resolve("tmp_pack_Xq3"), new byte[4800]);
    Path good = Files.write(packs.resolve("pack-1.pack"), new byte[100]);
    try (FileLock importing =
        FileLock.tryAcquire(home.resolve("cache/sources/import.lock")).orElseThrow()) {
      assertThat(cache().prune(Long.MAX_VALUE).removed()).isEmpty();
    }

    Pruned pruned = cache().prune(Long.MAX_VALUE);

    assertThat(pruned.bytes()).isEqualTo(4800);
    assertThat(left).doesNotExist();
    assertThat(good).exists();
  }

  @Test
  void aRunsEndTidiesAtMostOnceAnHour() throws Exception {
    kernel("A");
    assertThat(cache().tidy(NONE_LEFT).orElseThrow().removed()).hasSize(1);
    kernel("B");

    assertThat(cache(NOW.plus(Duration.ofMinutes(59))).tidy(NONE_LEFT)).isEmpty();
    assertThat(cache(NOW.plus(Duration.ofMinutes(61))).tidy(NONE_LEFT).orElseThrow().removed())
        .hasSize(1);
  }

  @Test
  void aClockThatWasSetBackDoesNotEndTheTidying() throws Exception {
    cache(NOW.plus(Duration.ofDays(3650))).tidy(NONE_LEFT);
    kernel("A");

    assertThat(cache().tidy(NONE_LEFT).orElseThrow().removed()).hasSize(1);
  }

  @Test
  void aRunsEndWaitsForNobodyAndTidiesRunsToo() throws Exception {
    Path run = Files.createDirectories(home.resolve("runs/20260101-000000-aaaaaa"));
    Files.writeString(run.resolve("run.json"), "{}");
    Files.setLastModifiedTime(run, FileTime.from(NOW.minus(Duration.ofDays(300))));
    try (FileLock pruning = FileLock.tryAcquire(home.resolve("cache/prune.lock")).orElseThrow()) {
      assertThat(cache().tidy(Limits.of(Map.of()))).isEmpty();
    }

    Pruned pruned = cache().tidy(Limits.of(Map.of())).orElseThrow();

    assertThat(pruned.sentences())
        .containsExactly(
            "kept cache and runs within their limits: 0.0 MB removed, 1 thing not used for longest"
                + " (nosplat cache tells the limits)");
    assertThat(run).doesNotExist();
  }

  @Test
  void aCacheThatCannotBeWrittenIsSaidAndFailsNoRun() throws Exception {
    Files.writeString(home.resolve("cache"), "a file where the directory should be");

    List<String> said = cache().tidy(NONE_LEFT).orElseThrow().sentences();

    assertThat(said).singleElement().asString().contains("the cache cannot be tidied");
  }
}
