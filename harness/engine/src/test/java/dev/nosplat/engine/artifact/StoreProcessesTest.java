// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store used by real processes, some of which are killed with SIGKILL. */
class StoreProcessesTest {
  private static final int KILLS = 50;

  /** The longest that a process may write before it is killed; an entry takes about one. */
  private static final int MOST_MILLIS = 40;

  @TempDir private Path scratch;

  @Test
  void fiftyKillsAtRandomMomentsNeverLeaveAWrongEntry() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path root = scratch.resolve("store");
    Store store = new Store(root, Clock.systemUTC());
    int seen = 0;
    // Two at a time: one is killed while the other is at work on the same few keys.
    Process other = OtherProcess.start(KilledStoreUser.class, root.toString(), "0");
    for (int kill = 1; kill <= KILLS; kill++) {
      Process next =
          OtherProcess.start(KilledStoreUser.class, root.toString(), String.valueOf(kill));
      awaitReady(other);
      other.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
      other.destroyForcibly().waitFor();
      other = next;
      for (Store.Entry entry : store.entries()) {
        assertThat(store.verify(entry)).as("kill %s of seed %s", kill, seed).isEmpty();
        seen++;
      }
    }
    other.destroyForcibly().waitFor();
    // Nobody is left: each entry that is there is read byte by byte.
    List<Store.Entry> left = store.entries();
    for (Store.Entry entry : left) {
      assertThat(KilledStoreUser.whole(entry)).as("%s of seed %s", entry, seed).isTrue();
    }
    assertThat(seen).isGreaterThan(KILLS);
    store.sweep();
    try (var drafts = Files.list(root.resolve("drafts"))) {
      assertThat(drafts).isEmpty();
    }
  }

  @Test
  void twoProcessesThatWantOneKeyMakeItOnce() throws Exception {
    Path made = scratch.resolve("made");
    List<Process> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(
          OtherProcess.start(
              SharingStoreUser.class,
              scratch.resolve("store").toString(),
              made.toString(),
              scratch.resolve("waiting").toString()));
    }
    for (Process each : both) {
      assertThat(new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("content");
      assertThat(each.waitFor()).isZero();
    }
    assertThat(made).hasContent("made");
  }

  @Test
  void aByteThatChangesInAnEntryIsFound() throws Exception {
    Store store = new Store(scratch.resolve("store"), Clock.systemUTC());
    Path entry =
        store.obtain(
            KilledStoreUser.key(1), () -> {}, draft -> Files.writeString(draft.resolve("f"), "a"));
    assertThat(store.verify(store.entries().get(0))).isEmpty();

    Files.writeString(entry.resolve("f"), "b");
    Files.writeString(entry.resolve("stray"), "");
    assertThat(store.verify(store.entries().get(0)))
        .containsExactly("f is not as it was written", "stray does not belong there");

    Files.delete(entry.resolve("f"));
    assertThat(store.verify(store.entries().get(0))).contains("f is missing");
  }

  private static void awaitReady(Process process) throws Exception {
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    assertThat(said.readLine()).isEqualTo("ready");
  }
}
