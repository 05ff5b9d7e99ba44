// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static dev.nosplat.engine.source.SmallKernel.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.SeriesApplier.Options;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.SmallKernel;
import dev.nosplat.engine.source.Sources;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesDifferenceTest {
  private static final String WHOLE =
      """
      --- a/kernel/exit.c
      +++ b/kernel/exit.c
      @@ -1,4 +1,4 @@
       int exit(void)
       {
      -\treturn 1;
      +\treturn 2;
       }
      """;
  private static final String COLLAPSED =
      """
      --- a/kernel/fork.c
      +++ b/kernel/fork.c
      @@ -1,4 +1,5 @@
      int fork(void)
      {
      - return 0;
      + exit();
      + return 8;
      }
      """;

  @TempDir private Path temp;
  private ObjectStore store;
  private ResolvedTree base;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    SmallKernel.repository(temp.resolve("git"));
    base = new Sources(store, temp, SmallKernel.noDebian()).resolve("git", Progress.silent());
  }

  private AppliedSeries apply(Options options, String... patches) throws InterruptedException {
    List<Path> files = new ArrayList<>();
    for (String patch : patches) {
      Path file = temp.resolve(files.size() + 1 + ".patch");
      put(file, patch);
      files.add(file);
    }
    PatchSeries series =
        new PatchReader(InputStream.nullInputStream(), SmallKernel.host(), Optional.empty())
            .read(files);
    return new SeriesApplier(store).apply(base, series, options, Progress.silent());
  }

  @Test
  void aPatchThatWasRepairedIsShownBesideWhatCameAndOneThatWasNotIsLeftOut() throws Exception {
    AppliedSeries applied = apply(new Options(true, 0), WHOLE, COLLAPSED);

    assertThat(SeriesDifference.of(applied, store))
        .isEqualTo(
            """
            2: 2.patch (repaired)
                --- as it came
                +++ as it was applied
                @@ -1,9 +1,10 @@
                +diff --git a/kernel/fork.c b/kernel/fork.c
                 --- a/kernel/fork.c
                 +++ b/kernel/fork.c
                 @@ -1,4 +1,5 @@
                -int fork(void)
                -{
                -- return 0;
                -+ exit();
                -+ return 8;
                -}
                + int fork(void)
                + {
                +-\treturn 0;
                ++\texit();
                ++\treturn 8;
                + }
            """);
  }

  @Test
  void contextThatWasIgnoredIsShown() throws Exception {
    AppliedSeries applied =
        apply(new Options(false, 2), WHOLE.replace(" int exit(void)", " long exit(void)"));

    assertThat(SeriesDifference.of(applied, store))
        .startsWith("1: 1.patch (fuzzy)\n")
        .contains("    - long exit(void)\n", "    + int exit(void)\n");
  }

  @Test
  void aSeriesThatWasAppliedAsItCameHasNoDifference() throws Exception {
    assertThat(SeriesDifference.of(apply(Options.STRICT, WHOLE), store)).isEmpty();
  }

  /** A shortest answer needs memory with the square of the lines that differ. */
  @Test
  void fiftyThousandLinesOfWhichEachDiffersAreCompared() throws Exception {
    String lines =
        IntStream.range(0, 50_000)
            .mapToObj(i -> "+\tx(" + i + ");\n")
            .collect(Collectors.joining());
    String created = "--- /dev/null\n+++ b/kernel/new.c\n@@ -0,0 +1,50000 @@\n";
    AppliedSeries applied = apply(Options.STRICT, created + lines);
    AppliedSeries.Change change = applied.changes().get(0);
    AppliedSeries damaged =
        new AppliedSeries(
            applied.treeId(),
            applied.commit(),
            applied.series(),
            List.of(
                new AppliedSeries.Change(
                    change.subject(),
                    change.files(),
                    change.notes(),
                    AppliedSeries.Fit.REPAIRED,
                    Optional.of(created + lines.replace("+\t", "+ ")))),
            applied.changedFiles(),
            List.of(applied.treeId()));

    assertThat(SeriesDifference.of(damaged, store).lines().filter(l -> l.endsWith("x(49999);")))
        .containsExactly("    -+ x(49999);", "    ++\tx(49999);");
  }
}
