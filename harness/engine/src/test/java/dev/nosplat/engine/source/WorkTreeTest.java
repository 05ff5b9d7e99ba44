// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkTreeTest {
  private static final Progress SILENT = Progress.silent();

  @TempDir Path temp;
  ObjectStore store;
  WorkTrees trees;
  ResolvedTree base;
  ResolvedTree changed;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    trees = new WorkTrees(store);
    Path repository = SmallKernel.repository(temp.resolve("git"));
    Sources sources = new Sources(store, temp, SmallKernel.noDebian());
    base = sources.resolve("git", SILENT);
    SmallKernel.put(repository.resolve("kernel/fork.c"), "changed\n");
    SmallKernel.put(repository.resolve("kernel/added.c"), "added\n");
    Files.delete(repository.resolve("kernel/exit.c"));
    SmallKernel.commit(repository, "Change");
    changed = sources.resolve("git", SILENT);
  }

  private static Map<String, String> contents(Path top) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (var walk = Files.walk(top)) {
      for (Path file : walk.filter(f -> !Files.isDirectory(f)).toList()) {
        String mode = Files.isExecutable(file) ? "x" : "-";
        String what =
            Files.isSymbolicLink(file)
                ? "-> " + Files.readSymbolicLink(file)
                : mode + Files.readString(file);
        contents.put(top.relativize(file).toString(), what);
      }
    }
    return contents;
  }

  private static Map<String, FileTime> times(Path top) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (String file : contents(top).keySet()) {
      times.put(file, Files.getLastModifiedTime(top.resolve(file)));
    }
    return times;
  }

  @Test
  void movingThereAndBackGivesTheSameBytesAndTouchesOnlyWhatDiffers() throws Exception {
    try (WorkTree tree = trees.checkout(base, base.treeId(), SILENT)) {
      Map<String, String> before = contents(tree.path());
      // An hour ago, so that a file written anew is told apart without waiting.
      FileTime written = Files.getLastModifiedTime(tree.path().resolve("Makefile"));
      FileTime old = FileTime.from(written.toInstant().minusSeconds(3600));
      for (String file : before.keySet()) {
        Files.setLastModifiedTime(tree.path().resolve(file), old);
      }
      tree.moveTo(base.treeId(), SILENT);
      assertThat(times(tree.path()))
          .containsOnlyKeys(before.keySet())
          .allSatisfy((file, time) -> assertThat(time).isEqualTo(old));

      tree.moveTo(changed.treeId(), SILENT);
      assertThat(contents(tree.path()))
          .containsKey("kernel/added.c")
          .doesNotContainKey("kernel/exit.c");
      tree.moveTo(base.treeId(), SILENT);

      assertThat(contents(tree.path())).isEqualTo(before);
      Map<String, FileTime> after = times(tree.path());
      assertThat(after.remove("kernel/fork.c")).isGreaterThan(old);
      assertThat(after.remove("kernel/exit.c")).isGreaterThan(old);
      assertThat(after).allSatisfy((file, time) -> assertThat(time).isEqualTo(old));
    }
  }

  @Test
  void theCheckoutHasNoGitDirectoryAndKeepsModesAndLinks() throws Exception {
    try (WorkTree tree = trees.checkout(base, base.treeId(), SILENT)) {
      assertThat(tree.path().resolve(".git")).doesNotExist();
      assertThat(tree.path().resolve("scripts/check.sh")).isExecutable();
      assertThat(Files.readSymbolicLink(tree.path().resolve("scripts/link")))
          .isEqualTo(Path.of("check.sh"));
    }
  }

  @Test
  void whatAKilledProcessLeftIsPutRight() throws Exception {
    Map<String, String> before;
    Path top;
    try (WorkTree tree = trees.checkout(base, base.treeId(), SILENT)) {
      top = tree.path();
      before = contents(top);
    }
    Files.writeString(top.resolveSibling("index.lock"), "half an index");
    Files.writeString(top.resolve("kernel/fork.c"), "half a file");
    Files.writeString(top.resolve("kernel/stray.h"), "stray");
    Files.createDirectories(top.resolve("include/generated"));
    Files.delete(top.resolve("Kconfig"));

    try (WorkTree tree = trees.checkout(base, base.treeId(), SILENT)) {
      assertThat(contents(tree.path())).isEqualTo(before);
    }
    for (String damage : List.of("", "DIRC garbage that is no index at all")) {
      Files.writeString(top.resolveSibling("index"), damage);
      try (WorkTree tree = trees.checkout(base, base.treeId(), SILENT)) {
        assertThat(contents(tree.path())).isEqualTo(before);
      }
    }
  }

  @Test
  void twoThatWantOneCheckoutTakeTurns() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    Progress waiter =
        new Progress() {
          @Override
          public void begin(String phase) {}

          @Override
          public void advance(long done, long expected, String unit) {}

          @Override
          public void say(String line) {
            waiting.countDown();
          }
        };
    CompletableFuture<String> second;
    try (WorkTree first = trees.checkout(base, base.treeId(), SILENT)) {
      second =
          CompletableFuture.supplyAsync(
              () -> {
                try (WorkTree tree = trees.checkout(base, changed.treeId(), waiter)) {
                  return Files.readString(tree.path().resolve("kernel/fork.c"));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      waiting.await();
      assertThat(Files.readString(first.path().resolve("kernel/fork.c"))).contains("return 0");
    }
    assertThat(second.get()).isEqualTo("changed\n");
  }
}
