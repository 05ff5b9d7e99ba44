// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreDamageTest {
  private static final Key KEY = Key.of("kernel", Map.of("tree", "T", "config", "C"));

  @TempDir private Path scratch;
  private final List<Damage> told = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger made = new AtomicInteger();

  /** What happens to an entry on a disk that lies, and what of it must be told. */
  enum Fault {
    A_BYTE_OF_THE_BOOT_IMAGE("bzImage is not as it was written") {
      @Override
      void harm(Path entry) throws IOException {
        Files.writeString(entry.resolve("bzImage"), "imagf");
      }
    },
    AN_EMPTIED_BOOT_IMAGE("bzImage is not as it was written") {
      @Override
      void harm(Path entry) throws IOException {
        Files.write(entry.resolve("bzImage"), new byte[0]);
      }
    },
    A_LOST_FILE("release is missing") {
      @Override
      void harm(Path entry) throws IOException {
        Files.delete(entry.resolve("release"));
      }
    },
    A_FILE_THAT_IS_NOW_A_LINK("release is not as it was written") {
      @Override
      void harm(Path entry) throws IOException {
        Path same = Files.move(entry.resolve("release"), entry.resolveSibling("elsewhere"));
        Files.createSymbolicLink(entry.resolve("release"), same);
      }
    },
    A_FILE_THAT_NOBODY_PUT_THERE("no-canary does not belong there") {
      @Override
      void harm(Path entry) throws IOException {
        Files.writeString(entry.resolve("no-canary"), "");
      }
    },
    A_LINE_OF_INPUTS_WITHOUT_ITS_SIGN("inputs.txt has a line without =") {
      @Override
      void harm(Path entry) throws IOException {
        Files.writeString(entry.resolve("inputs.txt"), "config=C\ntreeT\n");
      }
    },
    INPUTS_OF_ANOTHER_ENTRY("inputs.txt is not that of this entry") {
      @Override
      void harm(Path entry) throws IOException {
        Files.writeString(entry.resolve("inputs.txt"), "config=C\ntree=U\n");
      }
    },
    INPUTS_THAT_ARE_NO_TEXT("inputs.txt cannot be read") {
      @Override
      void harm(Path entry) throws IOException {
        Files.write(entry.resolve("inputs.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, '=', 0});
      }
    },
    INPUTS_OF_TWO_MEBIBYTES("inputs.txt is longer than") {
      @Override
      void harm(Path entry) throws IOException {
        Files.write(entry.resolve("inputs.txt"), new byte[2 << 20]);
      }
    },
    INPUTS_THAT_ARE_A_PIPE("inputs.txt is no file") {
      @Override
      void harm(Path entry) throws IOException {
        Files.delete(entry.resolve("inputs.txt"));
        pipe(entry.resolve("inputs.txt"));
      }
    },
    LOST_SUMS("it has no SHA256SUMS") {
      @Override
      void harm(Path entry) throws IOException {
        Files.delete(entry.resolve("SHA256SUMS"));
      }
    },
    SUMS_OF_ZEROS("SHA256SUMS has a line that is none of its kind") {
      @Override
      void harm(Path entry) throws IOException {
        Files.write(entry.resolve("SHA256SUMS"), new byte[] {0, '\n', 0});
      }
    };

    private final String problem;

    Fault(String problem) {
      this.problem = problem;
    }

    abstract void harm(Path entry) throws IOException;
  }

  private static void pipe(Path file) throws IOException {
    try {
      assertThat(new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor())
          .isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private Store store() {
    return new Store(
        scratch.resolve("store"),
        Clock.fixed(Instant.ofEpochSecond(99), ZoneOffset.UTC),
        told::add);
  }

  private Path kernel(Store store) throws InterruptedException {
    return store.obtain(
        KEY,
        () -> {},
        draft -> {
          made.incrementAndGet();
          Files.writeString(draft.resolve("bzImage"), "image");
          Files.writeString(draft.resolve("release"), "7.3.4\n");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedEntryIsPutAwayMadeAgainAndTold(Fault fault) throws Exception {
    fault.harm(kernel(store()));

    Store next = store();
    assertThat(next.find(KEY)).isEmpty();
    assertThat(told)
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(String.join("\n", damage.problems())).contains(fault.problem);
              assertThat(damage.sentence())
                  .startsWith("The stored kernel " + KEY.name().substring(0, 12) + " was damaged");
            });
    Path again = kernel(next);

    assertThat(again.resolve("bzImage")).hasContent("image");
    assertThat(next.verify(next.entries().get(0))).isEmpty();
    assertThat(made).hasValue(2);
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedEntryIsListedVerifiedAndRemovedLikeAnyOther(Fault fault) throws Exception {
    Store store = store();
    fault.harm(kernel(store));

    List<Store.Entry> entries = store.entries();
    assertThat(entries).hasSize(1);
    assertThat(String.join("\n", store.verify(entries.get(0)))).contains(fault.problem);
    assertThat(store.remove(entries.get(0))).isTrue();
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void anEntryThatLostItsInputsIsListedAndRemovedToo() throws Exception {
    Store store = store();
    Files.delete(kernel(store).resolve("inputs.txt"));

    assertThat(store.find(KEY)).isEmpty();
    Store.Entry left = store.entries().get(0);
    assertThat(left.problems()).containsExactly("inputs.txt is no file");
    assertThat(store.remove(left)).isTrue();
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void whatASoundEntryHoldsIsDigestedOnceInAStoresLife() throws Exception {
    kernel(store());
    Store store = store();
    Path entry = store.find(KEY).orElseThrow();
    Files.writeString(entry.resolve("bzImage"), "harm");

    assertThat(store.find(KEY)).isPresent();
    assertThat(store().find(KEY)).isEmpty();
  }

  @Test
  void fourThatFindTheSameDamageMakeTheEntryOnce() throws Exception {
    Fault.AN_EMPTIED_BOOT_IMAGE.harm(kernel(store()));
    Store store = store();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Callable<Path> wanting = () -> kernel(store);
    for (Future<Path> each : threads.invokeAll(Collections.nCopies(4, wanting))) {
      assertThat(each.get().resolve("bzImage")).hasContent("image");
    }
    threads.shutdown();

    assertThat(made).hasValue(2);
    assertThat(told).hasSize(1);
  }

  @Test
  void directoriesWithOtherNamesThanKeysAreNeitherListedNorRemoved() throws Exception {
    Store store = store();
    kernel(store);
    Path strange = scratch.resolve("store/kernel/notes of mine");
    Files.createDirectories(strange);
    Files.createDirectories(scratch.resolve("store/kernel").resolve("a".repeat(33)));
    Files.createDirectories(scratch.resolve("store/.hidden/x"));

    assertThat(store.entries()).hasSize(1);
    assertThat(store.find("kernel", "../../etc")).isEmpty();
    assertThat(store.find("kernel", "")).isEmpty();
    assertThat(strange).exists();
  }

  @Test
  void aMakerMayLeaveFilesAndDirectoriesAndNothingElse() throws Exception {
    for (String name : List.of("link", "pipe", "two\nlines")) {
      assertThatThrownBy(
              () ->
                  store()
                      .obtain(
                          KEY,
                          () -> {},
                          draft -> {
                            Path file = draft.resolve(name);
                            if (name.equals("link")) {
                              Files.createSymbolicLink(file, Path.of("/etc/shadow"));
                            } else if (name.equals("pipe")) {
                              pipe(file);
                            } else {
                              Files.writeString(file, "x", StandardCharsets.UTF_8);
                            }
                          }))
          .isInstanceOf(UncheckedIOException.class)
          .hasRootCauseMessage(
              scratch.resolve("store/drafts/kernel-" + KEY.name()).resolve(name)
                  + ": an artifact holds files and directories with names of one line, and nothing"
                  + " else");
      assertThat(store().entries()).isEmpty();
      assertThat(scratch.resolve("store/drafts")).isEmptyDirectory();
    }
  }

  @Test
  void anEntryMadeByAProcessThatIsNotOursMeanwhileIsReplacedNotMixed() throws Exception {
    Path entry = scratch.resolve("store/kernel").resolve(KEY.name());
    Path made =
        store()
            .obtain(
                KEY,
                () -> {},
                draft -> {
                  Files.writeString(draft.resolve("bzImage"), "image");
                  Files.createDirectories(entry);
                  Files.writeString(entry.resolve("stray"), "x");
                });

    assertThat(made.resolve("stray")).doesNotExist();
    assertThat(store().find(KEY)).contains(entry);
  }
}
