// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static dev.nosplat.engine.source.SmallKernel.git;
import static dev.nosplat.engine.source.SmallKernel.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.SeriesApplier.Options;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.SmallKernel;
import dev.nosplat.engine.source.Sources;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesApplierTest {
  @TempDir Path temp;
  ObjectStore store;
  Path repository;
  Sources sources;
  ResolvedTree base;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    repository = SmallKernel.repository(temp.resolve("git"));
    sources = new Sources(store, temp, SmallKernel.noDebian());
    base = sources.resolve("git", Progress.silent());
  }

  private PatchSeries read(String... inputs) throws InterruptedException {
    return new PatchReader(
            InputStream.nullInputStream(), SmallKernel.host(), Optional.of(repository))
        .read(
            List.of(inputs).stream()
                .map(input -> input.contains("..") ? Path.of(input) : temp.resolve(input))
                .toList());
  }

  private AppliedSeries apply(PatchSeries series, Options options) throws InterruptedException {
    return new SeriesApplier(store).apply(base, series, options, Progress.silent());
  }

  /** What the kept series gives on the same tree: a replay is allowed no merge and no fuzz. */
  private String strictlyAgain(AppliedSeries applied) throws InterruptedException {
    AppliedSeries again = apply(applied.series(), Options.STRICT);
    assertThat(again.changes()).allSatisfy(change -> assertThat(change.notes()).isEmpty());
    return again.treeId();
  }

  private BadInput refusal(PatchSeries series) {
    return catchThrowableOfType(BadInput.class, () -> apply(series, Options.STRICT));
  }

  private void writePatch(String name, String text) {
    put(temp.resolve(name), text);
  }

  @Test
  void aRangeGivesTheTreeOfItsEnd() throws Exception {
    put(repository.resolve("kernel/fork.c"), "int fork;\n");
    SmallKernel.commit(repository, "Shorten fork");
    Files.delete(repository.resolve("kernel/exit.c"));
    put(repository.resolve("kernel/new.c"), "latin \u00e9\n");
    String end = SmallKernel.commit(repository, "Replace exit");

    AppliedSeries applied = apply(read("v7.3.4..HEAD"), Options.STRICT);

    assertThat(applied.treeId()).isEqualTo(git(repository, "rev-parse", end + "^{tree}"));
    assertThat(applied.subjects()).containsExactly("Shorten fork", "Replace exit");
    assertThat(applied.changedFiles())
        .containsExactly("kernel/exit.c", "kernel/fork.c", "kernel/new.c");
    assertThat(git(store.cache().resolve("trees.git"), "rev-parse", applied.commit() + "^"))
        .isEqualTo(base.commit());
  }

  @Test
  void theSeriesThatWasAppliedAppliesAgainAsAMailbox() throws Exception {
    put(repository.resolve("kernel/fork.c"), "int fork;\n");
    SmallKernel.commit(repository, "Shorten fork");
    put(repository.resolve("kernel/exit.c"), "int exit;\n");
    SmallKernel.commit(repository, "Shorten exit");
    AppliedSeries applied = apply(read("v7.3.4..HEAD"), Options.STRICT);
    Files.write(temp.resolve("again.mbox"), applied.series().mailbox());

    AppliedSeries again = apply(read("again.mbox"), Options.STRICT);

    assertThat(again.treeId()).isEqualTo(applied.treeId());
    assertThat(again.subjects()).isEqualTo(applied.subjects());
  }

  @Test
  void anEmptySeriesIsTheTreeItself() throws Exception {
    assertThat(apply(PatchSeries.none(), Options.STRICT).treeId()).isEqualTo(base.treeId());
  }

  @Test
  void aFailureNamesPatchFileHunkLinesAndTheNearestPlace() throws Exception {
    writePatch(
        "good.patch",
        """
        --- a/kernel/exit.c
        +++ b/kernel/exit.c
        @@ -1,4 +1,4 @@
         int exit(void)
         {
        -\treturn 1;
        +\treturn 3;
         }
        """);
    writePatch(
        "bad.patch",
        """
        --- a/kernel/fork.c
        +++ b/kernel/fork.c
        @@ -1,4 +1,4 @@ int fork(void)
         int fork(void)
         {
        -\treturn 7;
        +\treturn 8;
         }
        """);

    BadInput refusal = refusal(read("good.patch", "bad.patch"));

    assertThat(refusal.what()).isEqualTo("Patch 2 of 2, \"bad.patch\", does not apply to 7.3.4.");
    assertThat(refusal.evidence())
        .containsExactly(
            "kernel/fork.c, hunk 1 of 1: @@ -1,4 +1,4 @@ int fork(void)",
            "the file does not hold the lines that it expects:",
            "  int fork(void)",
            "  {",
            "  \treturn 7;",
            "  }",
            "the nearest place is line 1 (- the patch, + the tree):",
            "    int fork(void)",
            "    {",
            "  - \treturn 7;",
            "  + \treturn 0;",
            "    }");
    assertThat(refusal.advice())
        .isEqualTo("Rebase the patch onto this tree, or name the tree that it was made for.");
  }

  @Test
  void aMangledPatchIsOfferedTheRepair() throws Exception {
    writePatch(
        "spaces.patch",
        """
        --- a/kernel/fork.c
        +++ b/kernel/fork.c
        @@ -1,4 +1,4 @@
         int fork(void)
         {
        -        return 0;
        +        return 8;
         }
        """);
    writePatch(
        "corrupt.patch", Files.readString(temp.resolve("spaces.patch")).replace("\n ", "\n"));

    assertThat(refusal(read("spaces.patch")).advice())
        .startsWith("Only white space differs. ")
        .contains("--repair");
    BadInput corrupt = refusal(read("corrupt.patch"));
    assertThat(corrupt.what()).isEqualTo("Patch 1 of 1, \"corrupt.patch\", is corrupt.");
    assertThat(corrupt.evidence()).contains("line 4: int fork(void)");
    assertThat(corrupt.advice()).contains("--repair");
  }

  @Test
  void aFileThatMovedIsPointedOut() throws Exception {
    writePatch(
        "moved.patch",
        """
        --- a/kernel/sched/fork.c
        +++ b/kernel/sched/fork.c
        @@ -1 +1 @@
        -x
        +y
        """);

    BadInput refusal = refusal(read("moved.patch"));

    assertThat(refusal.what())
        .isEqualTo(
            "Patch 1 of 1, \"moved.patch\", changes a file that 7.3.4 does not have:"
                + " kernel/sched/fork.c.");
    assertThat(refusal.evidence()).contains("there is kernel/fork.c");
  }

  @Test
  void pathsWithoutTheirFirstDirectoryAreUnderstood() throws Exception {
    writePatch(
        "bare.patch",
        """
        --- kernel/fork.c
        +++ kernel/fork.c
        @@ -3 +3 @@
        -\treturn 0;
        +\treturn 8;
        """);

    assertThat(
            catchThrowableOfType(BadInput.class, () -> apply(read("bare.patch"), Options.STRICT)))
        .as("without context nothing is applied")
        .isNotNull();
    writePatch(
        "bare.patch",
        """
        --- kernel/fork.c
        +++ kernel/fork.c
        @@ -1,4 +1,4 @@
         int fork(void)
         {
        -\treturn 0;
        +\treturn 8;
         }
        """);
    assertThat(apply(read("bare.patch"), Options.STRICT).changedFiles())
        .containsExactly("kernel/fork.c");
  }

  @Test
  void aThreeWayMergeIsUsedAndSaid() throws Exception {
    String longer = "int a;\nint b;\nint c;\nint d;\nint e;\nint f;\n";
    put(repository.resolve("kernel/many.c"), longer);
    SmallKernel.commit(repository, "Base");
    put(repository.resolve("kernel/many.c"), longer.replace("int f;", "int f2;"));
    SmallKernel.commit(repository, "Topic");
    PatchSeries topic = read("HEAD~1..HEAD");
    git(repository, "reset", "--quiet", "--hard", "HEAD~1");
    put(repository.resolve("kernel/many.c"), longer.replace("int d;", "int d2;"));
    SmallKernel.commit(repository, "Meanwhile");
    base = sources.resolve("git", Progress.silent());

    AppliedSeries applied = apply(topic, Options.STRICT);

    assertThat(store.file(applied.treeId(), "kernel/many.c"))
        .hasValue(RawText.bytes(longer.replace("int d;", "int d2;").replace("int f;", "int f2;")));
    assertThat(applied.changes().get(0).notes()).contains("applied by a three-way merge");
    assertThat(strictlyAgain(applied)).isEqualTo(applied.treeId());
  }

  @Test
  void contextIsIgnoredOnlyWhenAskedForAndThenSaid() throws Exception {
    writePatch(
        "loose.patch",
        """
        --- a/kernel/fork.c
        +++ b/kernel/fork.c
        @@ -1,4 +1,4 @@
         long fork(void)
         {
        -\treturn 0;
        +\treturn 8;
         }
        """);

    assertThat(refusal(read("loose.patch")).advice())
        .startsWith("It applies with --fuzz 2, which ignores context: see where.");
    AppliedSeries applied = apply(read("loose.patch"), new Options(false, 2));
    assertThat(applied.changes().get(0).notes().toString()).contains("Context reduced to");
    assertThat(strictlyAgain(applied)).isEqualTo(applied.treeId());
  }

  /** The outermost of three lines alone is another. */
  @Test
  void theLeastFuzzThatWouldDoIsNamed() throws Exception {
    put(repository.resolve("kernel/many.c"), "int a;\nint b;\nint c;\nint d;\n");
    SmallKernel.commit(repository, "Base");
    base = sources.resolve("git", Progress.silent());
    writePatch(
        "far.patch",
        """
        --- a/kernel/many.c
        +++ b/kernel/many.c
        @@ -1,4 +1,5 @@
         long a;
         int b;
         int c;
        +int more;
         int d;
        """);

    assertThat(refusal(read("far.patch")).advice())
        .startsWith("It applies with --fuzz 1, which ignores context: see where.");
    assertThat(apply(read("far.patch"), new Options(false, 1)).changes().get(0).fit())
        .isEqualTo(AppliedSeries.Fit.FUZZY);
  }

  @Test
  void aPathThatLeavesTheTreeIsRefused() throws Exception {
    writePatch(
        "evil.patch",
        """
        diff --git a/../evil b/../evil
        new file mode 100644
        --- /dev/null
        +++ b/../evil
        @@ -0,0 +1 @@
        +x
        """);

    assertThat(refusal(read("evil.patch")).evidence().toString()).contains("../evil");
    assertThat(temp.resolve("evil")).doesNotExist();
  }
}
