// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.files.Durable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the store after a power cut, on a disk that keeps only what it was told to keep. */
class StoreDurabilityTest {
  private static final Key KEY = Key.of("kernel", Map.of("tree", "T"));

  @TempDir private Path scratch;
  private Path root = Path.of("");

  /** Remembers what was forced; at a power cut what was not is empty, as ext4 may leave it. */
  private class ForgetfulDisk implements Durable.Disk {
    private final Set<Path> forced = new HashSet<>();
    private final List<String> calls = new ArrayList<>();

    @Override
    public void force(Path file) throws IOException {
      forced.add(file);
      calls.add("force " + root.relativize(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Set<Path> renamed = new HashSet<>();
      forced.stream().filter(f -> f.startsWith(from)).forEach(f -> renamed.add(moved(f, from, to)));
      forced.addAll(renamed);
      calls.add("rename " + root.relativize(from) + " " + root.relativize(to));
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path moved(Path file, Path from, Path to) {
      return to.resolve(from.relativize(file));
    }

    void cutPower(Path tree) throws IOException {
      try (var walk = Files.walk(tree)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          if (!forced.contains(file)) {
            Files.write(file, new byte[0]);
          }
        }
      }
    }
  }

  private Store store(Durable.Disk disk) {
    root = scratch.resolve("store");
    return new Store(root, Clock.systemUTC(), damage -> {}, new Durable(disk));
  }

  private static Path make(Store store) throws InterruptedException {
    return store.obtain(
        KEY,
        () -> {},
        draft -> {
          Files.createDirectories(draft.resolve("modules/deep"));
          Files.writeString(draft.resolve("modules/deep/canary.ko"), "module");
          Files.writeString(draft.resolve("bzImage"), "image");
        });
  }

  @Test
  void everyByteAndNameIsOnTheDiskBeforeTheEntryAppearsAndItsNameBeforeItIsUsed() throws Exception {
    ForgetfulDisk disk = new ForgetfulDisk();
    make(store(disk));
    String draft = "drafts/kernel-" + KEY.name();
    String rename = "rename " + draft + " kernel/" + KEY.name();

    int renamed = disk.calls.indexOf(rename);
    assertThat(disk.calls.subList(0, renamed))
        .contains(
            "force " + draft + "/modules/deep/canary.ko",
            "force " + draft + "/modules/deep",
            "force " + draft + "/modules",
            "force " + draft + "/bzImage",
            "force " + draft + "/SHA256SUMS",
            "force " + draft + "/inputs.txt",
            "force " + draft,
            "force "); // the store's own directory has the new kind's name
    assertThat(disk.calls.subList(renamed + 1, disk.calls.size())).containsExactly("force kernel");
    // A directory's names come after what they lead to.
    assertThat(disk.calls.indexOf("force " + draft))
        .isGreaterThan(disk.calls.indexOf("force " + draft + "/modules"));
    assertThat(disk.calls.indexOf("force " + draft + "/modules"))
        .isGreaterThan(disk.calls.indexOf("force " + draft + "/modules/deep/canary.ko"));
  }

  @Test
  void afterAPowerCutAnEntryThatIsThereIsWhole() throws Exception {
    ForgetfulDisk disk = new ForgetfulDisk();
    Path entry = make(store(disk));

    disk.cutPower(entry);

    assertThat(new Store(root, Clock.systemUTC()).find(KEY)).contains(entry);
  }

  /** The test above can fail: this disk was not told to keep anything. */
  @Test
  void anEntryThatWasNeverForcedIsSeenToBeDamaged() throws Exception {
    ForgetfulDisk disk =
        new ForgetfulDisk() {
          @Override
          public void force(Path file) {}
        };
    Path entry = make(store(disk));

    disk.cutPower(entry);

    assertThat(new Store(root, Clock.systemUTC()).find(KEY)).isEmpty();
  }

  @Test
  void aDiskThatFillsUpWhileItIsToKeepAnEntryLeavesNothing() {
    Store store =
        store(
            new ForgetfulDisk() {
              @Override
              public void force(Path file) throws IOException {
                if (file.endsWith("bzImage")) {
                  throw new FileSystemException(file.toString(), null, "No space left on device");
                }
              }
            });

    assertThatThrownBy(() -> make(store))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("storing " + root.resolve("kernel").resolve(KEY.name()))
        .hasRootCauseMessage(
            root.resolve("drafts/kernel-" + KEY.name() + "/bzImage") + ": No space left on device");
    assertThat(store.entries()).isEmpty();
    assertThat(root.resolve("drafts")).isEmptyDirectory();
  }

  @Test
  void aDiskThatFillsUpWhileTheEntryIsRenamedLeavesNothing() {
    Store store =
        store(
            new ForgetfulDisk() {
              @Override
              public void rename(Path from, Path to) throws IOException {
                throw new FileSystemException(to.toString(), null, "No space left on device");
              }
            });

    assertThatThrownBy(() -> make(store)).isInstanceOf(UncheckedIOException.class);
    assertThat(store.entries()).isEmpty();
    assertThat(root.resolve("drafts")).isEmptyDirectory();
  }
}
