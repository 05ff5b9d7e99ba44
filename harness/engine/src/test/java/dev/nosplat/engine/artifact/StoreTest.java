// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final Runnable NOTHING = () -> {};
  @TempDir private Path root;

  @Test
  void theSameKeyIsMadeOnce() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Store.Maker maker =
        draft -> {
          made.incrementAndGet();
          Files.writeString(draft.resolve("f"), "content");
        };
    Path first = store(1).obtain(key("a"), NOTHING, maker);
    assertThat(store(2).obtain(key("a"), NOTHING, maker)).isEqualTo(first);
    assertThat(made).hasValue(1);
    assertThat(first.resolve("f")).hasContent("content");
  }

  @Test
  void twoThatWantTheSameKeyAtOnceMakeItOnce() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Callable<Path> wanting =
        () -> store(1).obtain(key("a"), NOTHING, draft -> made.incrementAndGet());
    threads.invokeAll(List.of(wanting, wanting, wanting, wanting));
    threads.shutdown();
    assertThat(made).hasValue(1);
  }

  @Test
  void anEntryThatCouldNotBeMadeNeverAppears() throws Exception {
    assertThatThrownBy(
            () ->
                store(1)
                    .obtain(
                        key("a"),
                        NOTHING,
                        draft -> {
                          Files.writeString(draft.resolve("half"), "half");
                          throw new IOException("the disk is full");
                        }))
        .hasRootCauseMessage("the disk is full");
    assertThat(store(1).find(key("a"))).isEmpty();
    assertThat(store(1).entries()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsNotAnEntry() throws Exception {
    Path killed = root.resolve("thing").resolve(key("a").name());
    Files.createDirectories(killed);
    Files.writeString(killed.resolve("half"), "half");
    assertThat(store(1).find(key("a"))).isEmpty();
    Path made =
        store(1).obtain(key("a"), NOTHING, draft -> Files.writeString(draft.resolve("f"), "x"));
    assertThat(made.resolve("half")).doesNotExist();
  }

  @Test
  void pruningTakesTheLeastRecentlyUsedFirst() throws Exception {
    store(1).obtain(key("old"), NOTHING, draft -> Files.write(draft.resolve("f"), new byte[1000]));
    store(2).obtain(key("new"), NOTHING, draft -> Files.write(draft.resolve("f"), new byte[1000]));
    assertThat(store(3).prune(1500)).extracting(Store.Entry::key).containsExactly(key("old"));
    assertThat(store(3).find(key("new"))).isPresent();
  }

  @Test
  void aKeysOrderOfInputsDoesNotMatterAndItsValuesDo() {
    assertThat(Key.of("k", Map.of("a", "1", "b", "2")).name())
        .isEqualTo(Key.of("k", Map.of("b", "2", "a", "1")).name())
        .isNotEqualTo(Key.of("k", Map.of("a", "1", "b", "3")).name());
  }

  private Store store(long second) {
    return new Store(root, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
  }

  private static Key key(String value) {
    return Key.of("thing", Map.of("input", value));
  }
}
