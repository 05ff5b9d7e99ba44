// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreesTest {
  private static final int LEVELS_AT_A_TIME = 100;

  @TempDir private Path scratch;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11, 12, 13, 24, 25, 47, 48, 49, 50, 2500, 10_000})
  void aTreeGoesHoweverDeepItIs(int depth) throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    nest(tree, depth);

    assertThat(Trees.usage(tree))
        .isEqualTo(new Trees.Usage(5L * (depth + 1), 2L * depth + 1, true));
    Trees.delete(tree);

    assertThat(scratch).isEmptyDirectory();
  }

  /** Directories called d in one another, a file of five bytes in each. */
  private void nest(Path tree, int depth) throws IOException {
    nest(tree, "d", depth);
  }

  /** Made from the bottom, a hundred levels at a time: no path on the way is too long. */
  private void nest(Path tree, String name, int depth) throws IOException {
    Path whole = scratch.resolve("whole");
    int levels = Math.min(LEVELS_AT_A_TIME, 2000 / name.length());
    for (int left = depth; left > 0; left -= levels) {
      Path top = scratch.resolve("top");
      Path bottom = top;
      for (int i = 0; i < Math.min(left, levels); i++) {
        bottom = i == 0 ? top : bottom.resolve(name);
        Files.createDirectory(bottom);
        Files.writeString(bottom.resolve("f"), "file\n");
      }
      if (Files.exists(whole)) {
        Files.move(whole, bottom.resolve(name));
      }
      Files.move(top, whole);
    }
    Files.writeString(tree.resolve("f"), "file\n");
    if (depth > 0) {
      Files.move(whole, tree.resolve(name));
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void namesOfTheLongestKindInManyLevelsGo() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    nest(tree, "n".repeat(255), 60);

    assertThat(Trees.usage(tree).bytes()).isEqualTo(5 * 61);
    Trees.delete(tree);

    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aPathLongerThanItsBoundIsMeasuredInPartAndSaysSo() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    nest(tree, "n".repeat(255), 400);

    Trees.Usage usage = Trees.usage(tree);

    assertThat(usage.whole()).isFalse();
    assertThat(usage.bytes()).isBetween(5 * 250L, 5 * 350L);
    Trees.delete(tree);
    assertThat(scratch).isEmptyDirectory();
  }

  /** What a build or a checkout has: names that together are longer than any path may be. */
  @Test
  void aWideTreeIsMeasuredWhole() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    for (int i = 0; i < 300; i++) {
      Path directory = Files.createDirectory(tree.resolve(i + "n".repeat(240)));
      Files.writeString(directory.resolve("f"), "file\n");
    }

    assertThat(Trees.usage(tree)).isEqualTo(new Trees.Usage(5 * 300, 600, true));
  }

  @Test
  void manyDeepBranchesAreMeasuredWhole() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    for (int i = 0; i < 20; i++) {
      Path branch = Files.createDirectory(tree.resolve("b" + i));
      nest(branch, 100);
    }

    assertThat(Trees.usage(tree)).isEqualTo(new Trees.Usage(5 * 20 * 101, 20 * 202, true));
  }

  @Test
  void aLinkGoesAndWhatItLeadsToStays() throws Exception {
    Path tree = Files.createDirectories(scratch.resolve("tree/inside"));
    Path outside = Files.createDirectory(scratch.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    Files.createSymbolicLink(tree.resolve("directory"), outside);
    Files.createSymbolicLink(tree.resolve("file"), outside.resolve("kept"));
    Files.createSymbolicLink(tree.resolve("dangling"), Path.of("/nowhere"));
    Files.createSymbolicLink(tree.resolve("loop"), tree);
    Path itself = Files.createSymbolicLink(scratch.resolve("itself"), outside);

    assertThat(Trees.usage(tree).bytes()).isLessThan(1000);
    Trees.delete(scratch.resolve("tree"));
    Trees.delete(itself);

    assertThat(itself).doesNotExist();
    assertThat(scratch.resolve("tree")).doesNotExist();
    assertThat(outside.resolve("kept")).hasContent("kept");
  }

  @Test
  void pipesAndSocketsGo() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    run("mkfifo", tree.resolve("pipe").toString());

    Trees.delete(tree);

    assertThat(tree).doesNotExist();
  }

  @Test
  void namesThatLookLikeOursAreNotTakenForThem() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    Files.writeString(tree.resolve(".up-0"), "a file");
    Files.createDirectories(tree.resolve(".up-1/below"));
    nest(tree, 30);

    Trees.delete(tree);

    assertThat(tree).doesNotExist();
  }

  @Test
  void nothingHappensWhereNothingIs() throws Exception {
    Trees.delete(scratch.resolve("absent"));

    assertThat(Trees.usage(scratch.resolve("absent"))).isEqualTo(new Trees.Usage(0, 0, true));
  }

  @Test
  void theRootIsNeverRemoved() {
    assertThatThrownBy(() -> Trees.delete(Path.of("/"))).isInstanceOf(IOException.class);
  }

  @Test
  void sizesThatTheDiskNeverHadDoNotOverflow() {
    Trees.Usage most = new Trees.Usage(Long.MAX_VALUE, 1, true);

    assertThat(most.plus(new Trees.Usage(1, 1, true)).bytes()).isEqualTo(Long.MAX_VALUE);
  }

  /**
   * Every directory that its owner may not enter, list or write, at the top and far down. Root is
   * never kept out, so where the tests run as root another process without its power does it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"---------", "r--r--r--", "-w--w--w-", "--x--x--x", "r-xr-xr-x"})
  void aDirectoryThatKeepsItsOwnerOutGoes(String mode) throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    nest(tree, 30);
    Path deep = tree.resolve("d/".repeat(20));
    for (Path closed : List.of(deep, tree.resolve("d"), tree)) {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(mode));
    }

    Unprivileged.deletes(scratch, tree);

    assertThat(tree).doesNotExist();
  }

  @Test
  void whatBelongsToSomebodyElseIsLeftAndToldAndTheRestGoes() throws Exception {
    if (!Unprivileged.isRoot(scratch)) {
      // Nobody but root can make such a tree. What the kernel itself keeps is told the same way.
      assertThatThrownBy(() -> Trees.delete(Path.of("/proc/self/fdinfo")))
          .isInstanceOf(Remains.class);
      return;
    }
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    Files.writeString(tree.resolve("ours"), "x");
    Path theirs = Files.createDirectories(tree.resolve("locked/theirs"));
    Files.writeString(theirs.resolve("file"), "x");

    String said = Unprivileged.failsToDelete(scratch, tree, theirs);

    assertThat(said).contains("Remains").contains("locked/theirs");
    assertThat(tree.resolve("ours")).doesNotExist();
    assertThat(theirs.resolve("file")).exists();
  }
}
