// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static dev.nosplat.engine.source.SmallKernel.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.SeriesApplier.Options;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.series.repair.PatchRepair;
import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.SmallKernel;
import dev.nosplat.engine.source.Sources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A valid patch, mangled and repaired, must give the tree that it gave before. The files are the
 * resources {@code repair/*.before}, each with one or more {@code .after} forms.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PatchRepairTest {
  private static final Options REPAIR = new Options(true, 0);

  Path temp = Path.of("");
  ObjectStore store;
  Path repository;
  ResolvedTree base;
  ScratchIndex index;
  final Map<String, String> patches = new TreeMap<>();
  final Map<String, String> trees = new TreeMap<>();
  final Map<String, Map<String, String>> files = new TreeMap<>();

  @BeforeAll
  void makePatches(@TempDir Path directory) throws Exception {
    temp = directory;
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    repository = SmallKernel.repository(temp.resolve("git"));
    SmallKernel.put(repository.resolve("kernel/ring.c"), resource("ring.c.before"));
    SmallKernel.put(repository.resolve("include/linux/ring.h"), resource("ring.h.before"));
    SmallKernel.put(repository.resolve("kernel/Kconfig.ring"), resource("Kconfig.before"));
    String start = SmallKernel.commit(repository, "Start");
    base = new Sources(store, temp, SmallKernel.noDebian()).resolve("git", Progress.silent());
    index = new ScratchIndex(store, base.treeId());
    for (String name : List.of("lock", "grow", "members", "many")) {
      git(repository, "checkout", "--quiet", "-B", name, start);
      if (!name.equals("members")) {
        String which = name.equals("many") ? "lock" : name;
        SmallKernel.put(repository.resolve("kernel/ring.c"), resource("ring.c." + which));
      }
      if (name.equals("members") || name.equals("many")) {
        SmallKernel.put(repository.resolve("include/linux/ring.h"), resource("ring.h.members"));
        SmallKernel.put(repository.resolve("kernel/Kconfig.ring"), resource("Kconfig.members"));
      }
      if (name.equals("many")) {
        SmallKernel.put(repository.resolve("kernel/fresh.c"), resource("fresh.c.new"));
        Files.delete(repository.resolve("kernel/exit.c"));
      }
      files.put(
          name,
          Map.of(
              "kernel/ring.c", Files.readString(repository.resolve("kernel/ring.c")),
              "include/linux/ring.h", Files.readString(repository.resolve("include/linux/ring.h")),
              "kernel/Kconfig.ring", Files.readString(repository.resolve("kernel/Kconfig.ring"))));
      String end = SmallKernel.commit(repository, name);
      patches.put(name, git(repository, "diff", start, end) + "\n");
      trees.put(name, git(repository, "rev-parse", end + "^{tree}"));
    }
  }

  @AfterAll
  void closeIndex() {
    index.close();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PatchRepairTest.class.getResourceAsStream("repair/" + name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return RawText.of(in.readAllBytes());
    }
  }

  private AppliedSeries apply(String patch, Options options) throws InterruptedException {
    PatchSeries series =
        new PatchReader(
                new ByteArrayInputStream(RawText.bytes(patch)),
                SmallKernel.host(),
                Optional.empty())
            .read(List.of(Path.of("-")));
    return new SeriesApplier(store).apply(base, series, options, Progress.silent());
  }

  private BadInput refusal(String patch) {
    return catchThrowableOfType(BadInput.class, () -> apply(patch, REPAIR));
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String name : List.of("lock", "grow", "members")) {
      for (Mangling mangling : Mangling.values()) {
        cases.add(Arguments.of(name, mangling));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} after {1}")
  @MethodSource("cases")
  void aMangledPatchIsRepairedToTheFilesThatItMade(String name, Mangling mangling)
      throws Exception {
    String mangled = mangling.of(String.valueOf(patches.get(name)));
    String diff = PatchText.split(mangled).diff();

    PatchRepair.Outcome outcome = new PatchRepair(index, diff, "here", "It").rebuild();

    Map<String, String> after = files.getOrDefault(name, Map.of());
    assertThat(outcome.puts())
        .isNotEmpty()
        .allSatisfy((path, text) -> assertThat(text).isEqualTo(after.get(path)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PAGE", "WRAPPED", "WITHOUT_GIT_LINES", "QUOTED", "EVERYTHING"})
  void aSeriesOfChangesAdditionsAndDeletionsIsRepairedToItsTree(Mangling mangling)
      throws Exception {
    AppliedSeries applied = apply(mangling.of(String.valueOf(patches.get("many"))), REPAIR);

    assertThat(applied.treeId()).isEqualTo(trees.get("many"));
    Files.write(temp.resolve("clean.patch"), applied.series().mailbox());
    git(repository, "checkout", "--quiet", "--force", "--detach", base.commit());
    git(repository, "apply", "--check", temp.resolve("clean.patch").toString());
  }

  @Test
  void aManglingStopsAStrictApplication() {
    assertThat(
            Stream.of(Mangling.values())
                .filter(m -> m.breaksStrictly())
                .filter(
                    m ->
                        catchThrowableOfType(
                                BadInput.class,
                                () ->
                                    apply(
                                        m.of(String.valueOf(patches.get("lock"))), Options.STRICT))
                            == null))
        .isEmpty();
  }

  @Test
  void aPlaceThatIsThereTwiceIsNotGuessed() {
    BadInput refusal =
        refusal(
            """
            --- a/kernel/ring.c
            +++ b/kernel/ring.c
            @@ -900,3 +900,4 @@
            spin_unlock(&ring->lock);
            + ring->seen++;
            return 0;
            """);

    assertThat(refusal.what())
        .isEqualTo(
            "Patch 1 of 1, \"standard input\", cannot be repaired without guessing: a hunk fits in"
                + " two ways.");
    assertThat(refusal.evidence().get(0))
        .isEqualTo("kernel/ring.c, hunk 1 of 1: @@ -900,3 +900,4 @@");
    assertThat(refusal.evidence().stream().filter(line -> line.startsWith("it may be"))).hasSize(2);
  }

  @Test
  void theHeadingDecidesBetweenTwoPlaces() throws Exception {
    AppliedSeries applied =
        apply(
            """
            --- a/kernel/ring.c
            +++ b/kernel/ring.c
            @@ -900,2 +900,3 @@ static int ring_drop(struct ring *ring)
            spin_unlock(&ring->lock);
            + ring->seen++;
            return 0;
            """,
            REPAIR);

    assertThat(RawText.of(store.file(applied.treeId(), "kernel/ring.c").orElseThrow()))
        .contains("ring->count--;\n\tspin_unlock(&ring->lock);\n\tring->seen++;\n\treturn 0;");
  }

  @Test
  void textThatTheTreeDoesNotHaveIsRefusedWithTheNearestPlace() {
    BadInput refusal =
        refusal(
            """
            --- a/kernel/ring.c
            +++ b/kernel/ring.c
            @@ -1,3 +1,3 @@
            spin_lock(&ring->mutex);
            - ring->count--;
            + ring->count -= 2;
            spin_unlock(&ring->lock);
            """);

    assertThat(refusal.what())
        .endsWith("cannot be repaired: a hunk fits nowhere, even with white space ignored.");
    assertThat(refusal.evidence())
        .contains("  - spin_lock(&ring->mutex);", "  + spin_lock(&ring->lock);");
  }

  @Test
  void wordsWithoutADiffAreRefused() {
    assertThat(refusal("diff --git a/kernel/ring.c b/kernel/ring.c\nsee the attachment\n").what())
        .endsWith("no file and hunk is recognisable in it.");
  }

  @Test
  void aPatchThatAppliesIsLeftAsItIs() throws Exception {
    AppliedSeries applied = apply(String.valueOf(patches.get("many")), REPAIR);

    assertThat(applied.treeId()).isEqualTo(trees.get("many"));
    assertThat(applied.changes().get(0).notes()).isEmpty();
  }
}
