// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in use is not removed, whoever uses it and however that ends. */
class StoreUseTest {
  @TempDir private Path scratch;
  private Store store;
  private Path entry;

  @BeforeEach
  void make() throws Exception {
    store = store();
    entry =
        store.obtain(
            KilledStoreUser.key(1), () -> {}, draft -> Files.writeString(draft.resolve("f"), "a"));
  }

  private Store store() {
    return new Store(scratch.resolve("store"), Clock.systemUTC());
  }

  private boolean removed() throws Exception {
    return store.remove(store.entries().get(0));
  }

  @Test
  void whatAnotherProcessUsesStaysUntilItNoLongerDoes() throws Exception {
    Process user = OtherProcess.start(StoreUser.class, scratch.resolve("store").toString(), "1");
    try {
      BufferedReader said = user.inputReader(StandardCharsets.UTF_8);
      assertThat(said.readLine()).isEqualTo(entry.toString());
      assertThat(removed()).isFalse();
      assertThat(entry.resolve("f")).hasContent("a");

      user.getOutputStream().close();
      assertThat(said.readLine()).isEqualTo("over");
      assertThat(removed()).isTrue();
      assertThat(entry).doesNotExist();
    } finally {
      user.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatAKilledProcessUsedCanGo() throws Exception {
    Process user = OtherProcess.start(StoreUser.class, scratch.resolve("store").toString(), "1");
    BufferedReader said = user.inputReader(StandardCharsets.UTF_8);
    assertThat(said.readLine()).isEqualTo(entry.toString());
    assertThat(removed()).isFalse();

    user.destroyForcibly().waitFor();

    assertThat(removed()).isTrue();
  }

  @Test
  void aUseKeepsWhatWasAskedForWhileItWasOpenAndNothingElse() throws Exception {
    assertThat(store.find(KilledStoreUser.key(1))).isPresent();
    Store other = store();
    try (Store.Use late = other.use()) {
      assertThat(removed()).isTrue(); // nobody asked since
    }
    make();
    Store.Use one = store.use();
    Store.Use two = store.use();
    assertThat(store.find(KilledStoreUser.key(1))).isPresent();
    one.close();
    assertThat(removed()).isFalse();
    two.close();
    assertThat(removed()).isTrue();
  }

  @Test
  void whatIsMadeDuringAUseIsKeptToo() throws Exception {
    try (Store.Use use = store.use()) {
      store.obtain(KilledStoreUser.key(2), () -> {}, draft -> {});
      assertThat(store().remove(store.entries().get(0))).isFalse();
    }
  }

  @Test
  void aLeasedEntryThatIsDamagedIsMadeAgainAllTheSame() throws Exception {
    Process user = OtherProcess.start(StoreUser.class, scratch.resolve("store").toString(), "1");
    try {
      assertThat(user.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo(entry.toString());
      Files.writeString(entry.resolve("f"), "b");

      Path again =
          store()
              .obtain(
                  KilledStoreUser.key(1),
                  () -> {},
                  draft -> Files.writeString(draft.resolve("f"), "a"));

      assertThat(again.resolve("f")).hasContent("a");
    } finally {
      user.destroyForcibly().waitFor();
    }
  }
}
