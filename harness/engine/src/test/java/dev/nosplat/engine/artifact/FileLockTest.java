// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static dev.nosplat.engine.artifact.FileLock.Sharing.EXCLUSIVE;
import static dev.nosplat.engine.artifact.FileLock.Sharing.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {
  @TempDir private Path scratch;

  @Test
  void anExclusiveLockIsHadByOne() {
    Path file = scratch.resolve("lock");
    try (FileLock lock = FileLock.tryAcquire(file, "a", EXCLUSIVE).orElseThrow()) {
      assertThat(FileLock.tryAcquire(file, "a", EXCLUSIVE)).isEmpty();
      assertThat(FileLock.tryAcquire(file, "a", SHARED)).isEmpty();
      FileLock.tryAcquire(file, "b", EXCLUSIVE).orElseThrow().close();
    }
    FileLock.tryAcquire(file, "a", EXCLUSIVE).orElseThrow().close();
  }

  @Test
  void aSharedLockIsHadByManyAndKeepsAnExclusiveOneOutUntilTheLastIsGone() {
    Path file = scratch.resolve("lock");
    FileLock one = FileLock.tryAcquire(file, "a", SHARED).orElseThrow();
    FileLock other = FileLock.tryAcquire(file, "a", SHARED).orElseThrow();

    one.close();
    one.close(); // closing twice lets nobody else go
    assertThat(FileLock.tryAcquire(file, "a", EXCLUSIVE)).isEmpty();

    other.close();
    FileLock.tryAcquire(file, "a", EXCLUSIVE).orElseThrow().close();
  }

  @Test
  void tenThousandNamesLeaveOneEmptyFile() throws Exception {
    Path file = scratch.resolve("lock");
    List<FileLock> locks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      locks.add(FileLock.tryAcquire(file, "name " + i, EXCLUSIVE).orElseThrow());
    }
    locks.forEach(FileLock::close);

    assertThat(file).hasSize(0);
    try (var files = Files.list(scratch)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void oneLockIsNotHadTwiceThroughTwoPathsToItsFile() throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("directory"));
    Path link = Files.createSymbolicLink(scratch.resolve("link"), directory);
    try (FileLock lock = FileLock.tryAcquire(directory.resolve("lock")).orElseThrow()) {
      assertThat(FileLock.tryAcquire(link.resolve("lock"))).isEmpty();
      assertThat(heldElsewhere(directory.resolve("lock"))).isTrue();
    }
  }

  @Test
  void anInterruptedThreadLosesNoLock() throws Exception {
    Path file = scratch.resolve("lock");
    try (FileLock lock = FileLock.tryAcquire(file, "kept", EXCLUSIVE).orElseThrow()) {
      Thread.currentThread().interrupt();
      Optional<FileLock> other = FileLock.tryAcquire(file, "other", EXCLUSIVE);
      other.orElseThrow().close();
      assertThat(Thread.interrupted()).isTrue();

      assertThat(OtherProcess.run(LockProbe.class, file.toString(), "kept")).isEqualTo("taken");
    }
    assertThat(OtherProcess.run(LockProbe.class, file.toString(), "kept")).isEqualTo("free");
  }

  private static boolean heldElsewhere(Path file) throws Exception {
    return OtherProcess.run(LockProbe.class, file.toString()).equals("taken");
  }

  /** Another process that tries a lock and says how that went. */
  static final class LockProbe {
    private LockProbe() {}

    public static void main(String[] args) {
      Optional<FileLock> lock =
          args.length == 1
              ? FileLock.tryAcquire(Path.of(args[0]))
              : FileLock.tryAcquire(Path.of(args[0]), args[1], EXCLUSIVE);
      System.out.print(lock.isPresent() ? "free" : "taken");
    }
  }
}
