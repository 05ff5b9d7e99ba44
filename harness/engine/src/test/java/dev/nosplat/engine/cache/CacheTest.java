// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  private static final int KILO = 1000;

  @TempDir private Path home;
  private Path builds;
  private Path old;
  private Path young;

  /** Two kernels, used in the seconds 10 and 30, and a build directory used in the second 20. */
  @BeforeEach
  void fill() throws Exception {
    old = kernel(10, "7.3.3, base gcc");
    young = kernel(30, "7.3.4, base gcc");
    builds = home.resolve("cache/build");
    write(builds.resolve("linux-7.3-gcc/vmlinux"), KILO);
    Path given = home.resolve("cache/given/linux-7.3-gcc");
    write(given.resolve("all.config"), 0);
    Files.setLastModifiedTime(given, FileTime.from(Instant.ofEpochSecond(20)));
    write(home.resolve("cache/sources/trees.git/pack"), KILO);
  }

  private Path kernel(long second, String title) throws Exception {
    return new Store(home.resolve("cache/store"), at(second))
        .obtain(
            Key.of("kernel", Map.of("tree", title)),
            () -> {},
            draft -> {
              write(draft.resolve("vmlinux"), KILO);
              Store.describe(draft, new TreeMap<>(Map.of("title", title)));
            });
  }

  private static void write(Path file, int bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }

  private static Clock at(long second) {
    return Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
  }

  private Cache cache() {
    return new Cache(home.resolve("cache"), home.resolve("runs"), at(99));
  }

  @Test
  void everythingIsListedWithWhatItIs() {
    assertThat(cache().items())
        .extracting(i -> i.kind() + ": " + i.what())
        .containsExactly(
            "kernel: 7.3.4, base gcc",
            "kernel: 7.3.3, base gcc",
            "build: a build directory",
            "sources: every tree that was read");
  }

  @Test
  void whatWasNotUsedForLongestGoesFirstWhateverItIs() throws Exception {
    long all = cache().items().stream().mapToLong(Cache.Item::bytes).sum();
    assertThat(cache().prune(all).removed()).isEmpty();

    assertThat(cache().prune(all - 1).removed())
        .extracting(Cache.Item::what)
        .containsExactly("7.3.3, base gcc");
    assertThat(old).doesNotExist();

    assertThat(cache().prune(3 * KILO).removed())
        .extracting(Cache.Item::kind)
        .containsExactly("build");
    assertThat(young).exists();
  }

  @Test
  void sourcesStayEvenIfNothingMayBeLeft() throws Exception {
    assertThat(cache().prune(0).removed()).hasSize(3);
    assertThat(cache().items()).extracting(Cache.Item::kind).containsExactly("sources");
  }

  @Test
  void whatSomebodyWorksOnStays() throws Exception {
    try (FileLock held = FileLock.acquire(builds.resolve("linux-7.3-gcc.lock"), () -> {})) {
      assertThat(cache().prune(0).removed())
          .extracting(Cache.Item::kind)
          .containsExactly("kernel", "kernel");
    }
    assertThat(cache().prune(0).removed()).extracting(Cache.Item::kind).containsExactly("build");
  }

  @Test
  void aDamagedKernelIsFoundAndRemovedOnRequest() throws Exception {
    assertThat(cache().verify(false)).isEmpty();
    Files.write(young.resolve("vmlinux"), new byte[] {1});

    assertThat(cache().verify(false))
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.item().what()).isEqualTo("7.3.4, base gcc");
              assertThat(damage.problems()).containsExactly("vmlinux is not as it was written");
            });
    assertThat(young).exists();

    assertThat(cache().verify(true)).hasSize(1);
    assertThat(young).doesNotExist();
    assertThat(cache().verify(false)).isEmpty();
  }
}
