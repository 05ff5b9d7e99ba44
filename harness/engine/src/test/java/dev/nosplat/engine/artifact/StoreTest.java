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
import java.util.SortedMap;
import java.util.TreeMap;
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
  void aMissNamesWhatTheNearestKeyDiffersInPartByPart() throws Exception {
    make("a", "tree-1", "7.3.4", Map.of("tree/tree", "T", "tree/series", "none"));
    make("b", "tree-2", "other", Map.of("tree/tree", "U", "tree/series", "S"));

    Key wanted = Key.of("thing", Map.of("tree", "tree-3", "compiler", "a"));
    SortedMap<String, String> parts = new TreeMap<>(Map.of("tree/tree", "T", "tree/series", "S"));
    Miss miss = Miss.of(wanted, parts, store(9).entries()).orElseThrow();
    assertThat(miss.nearest().about()).containsEntry("title", "7.3.4");
    assertThat(miss.differs()).containsExactly("series");

    Key another = Key.of("thing", Map.of("tree", "tree-3", "compiler", "c"));
    assertThat(Miss.of(another, parts, store(9).entries()).orElseThrow().differs())
        .containsExactly("compiler", "series");
    assertThat(Miss.of(Key.of("else", Map.of()), parts, store(9).entries())).isEmpty();
  }

  @Test
  void aMissKnowsOnlyTheInputOfAnEntryThatSaysNothingAboutItself() throws Exception {
    store(1).obtain(key("old"), NOTHING, draft -> Files.writeString(draft.resolve("f"), "x"));
    SortedMap<String, String> parts = new TreeMap<>(Map.of("input/part", "P"));
    assertThat(Miss.of(key("new"), parts, store(9).entries()).orElseThrow().differs())
        .containsExactly("input");
  }

  private void make(String compiler, String tree, String title, Map<String, String> parts)
      throws Exception {
    SortedMap<String, String> about = new TreeMap<>(parts);
    about.put("title", title);
    store(1)
        .obtain(
            Key.of("thing", Map.of("tree", tree, "compiler", compiler)),
            NOTHING,
            draft -> Store.describe(draft, about));
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
