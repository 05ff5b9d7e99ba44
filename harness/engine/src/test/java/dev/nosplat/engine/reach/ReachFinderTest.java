// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.kernel.BuiltFile;
import dev.nosplat.engine.kernel.BuiltFile.BuiltObject;
import dev.nosplat.engine.reach.ChangedLines.FileChange;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReachFinderTest {
  private static final String FILE = "kernel/exit.c";
  private static final List<String> TEXT =
      List.of("int a;", "if (never)", "\treturn -EINVAL;", "go();", "}");

  private static FileChange change(String path, Map<Integer, Integer> changed) {
    return new FileChange(path, true, false, TEXT, changed, Map.of());
  }

  private static LineCounts counts(String path, Map<Integer, Long> lines) throws Exception {
    LineCounts counts = new LineCounts(Set.of(path));
    StringBuilder json = new StringBuilder();
    lines.forEach(
        (line, count) ->
            json.append(json.isEmpty() ? "" : ",")
                .append("{\"line_number\":" + line + ",\"count\":" + count + "}"));
    counts.json("{\"files\":[{\"file\":\"/src/" + path + "\",\"lines\":[" + json + "]}]}");
    return counts;
  }

  private static BuiltFile built(String path, BuiltObject... objects) {
    return new BuiltFile(path, List.of(objects), "", new TreeSet<>());
  }

  private static BuiltObject counted(String object) {
    return new BuiltObject(object, false, true);
  }

  private static ChangedFile find(BuiltFile built, LineCounts counts, FileChange change) {
    return new ReachFinder(List.of(built), counts).find(List.of(change)).files().get(0);
  }

  @Test
  void aNewBranchThatIsNeverTakenIsNamedWithItsText() throws Exception {
    ChangedFile file =
        find(
            built(FILE, counted("kernel/exit.o")),
            counts(FILE, Map.of(2, 40L, 3, 0L, 4, 40L)),
            change(FILE, Map.of(1, 1, 2, 1, 3, 1)));
    assertThat(file.place()).isEqualTo(Place.COMPILED);
    assertThat(file.lines())
        .containsExactly(
            new Line(2, 1, State.RAN, ""), new Line(3, 1, State.NOT_RUN, "return -EINVAL;"));
  }

  @Test
  void eachLineIsItsOwnPatchs() throws Exception {
    ChangedFile file =
        find(
            built(FILE, counted("kernel/exit.o")),
            counts(FILE, Map.of(2, 40L, 3, 0L, 4, 40L)),
            change(FILE, Map.of(2, 1, 3, 2, 4, 2)));
    Reach reach = new Reach(List.of(file));
    assertThat(reach.linesOf(1)).hasToString("1 of 1");
    assertThat(reach.linesOf(2)).hasToString("1 of 2");
    assertThat(reach.lines()).hasToString("2 of 3");
  }

  @Test
  void removedLinesAreJudgedByTheCodeThatFollows() throws Exception {
    FileChange removal = new FileChange(FILE, true, false, TEXT, Map.of(), Map.of(2, 1));
    ChangedFile file =
        find(
            built(FILE, counted("kernel/exit.o")),
            counts(FILE, Map.of(2, 40L, 3, 0L, 4, 40L)),
            removal);
    assertThat(file.lines()).containsExactly(new Line(3, 1, State.NOT_RUN, "return -EINVAL;"));
  }

  @Test
  void removedLinesAtTheEndAreJudgedByTheCodeBefore() throws Exception {
    FileChange removal = new FileChange(FILE, true, false, TEXT, Map.of(), Map.of(5, 1));
    ChangedFile file =
        find(built(FILE, counted("kernel/exit.o")), counts(FILE, Map.of(4, 40L)), removal);
    assertThat(file.lines()).containsExactly(new Line(4, 1, State.RAN, ""));
  }

  @Test
  void aFileThatNoObjectHoldsIsAbsentAndSaysWhatItNeeds() throws Exception {
    String path = "fs/ext4/hash.c";
    ChangedFile file =
        find(
            new BuiltFile(path, List.of(), "needs EXT4_FS", new TreeSet<>()),
            counts(path, Map.of()),
            change(path, Map.of(1, 1)));
    assertThat(file.place()).isEqualTo(Place.ABSENT);
    assertThat(file.note()).isEqualTo("needs EXT4_FS");
  }

  @Test
  void linesThatIfLeavesOutAreNotInThisKernel() throws Exception {
    BuiltFile built =
        new BuiltFile(FILE, List.of(counted("kernel/exit.o")), "", new TreeSet<>(List.of(4, 5)));
    ChangedFile file = find(built, counts(FILE, Map.of(4, 40L)), change(FILE, Map.of(2, 1, 3, 1)));
    assertThat(file.place()).isEqualTo(Place.ABSENT);
    assertThat(file.note()).isEqualTo("the changed lines are left out by #if");
  }

  @Test
  void dataAndDeclarationsHoldNoCodeOfTheirOwn() throws Exception {
    BuiltFile built =
        new BuiltFile(FILE, List.of(counted("kernel/exit.o")), "", new TreeSet<>(List.of(1, 4, 5)));
    ChangedFile file = find(built, counts(FILE, Map.of(4, 40L)), change(FILE, Map.of(1, 1)));
    assertThat(file.place()).isEqualTo(Place.COMPILED);
    assertThat(file.note()).isEqualTo("the changed lines hold declarations or data");
    assertThat(file.objectsRan()).isTrue();
  }

  @Test
  void aHeaderCountedInSomeOfItsObjectsSaysInHowMany() throws Exception {
    String path = "include/linux/list.h";
    ChangedFile file =
        find(
            built(path, counted("kernel/exit.o"), new BuiltObject("mm/slub.o", false, false)),
            counts(path, Map.of(2, 0L)),
            change(path, Map.of(2, 1)));
    assertThat(file.note()).isEqualTo("counted in 1 of 2 objects");
    assertThat(file.lines()).hasSize(1);
  }

  @Test
  void assemblyIsCompiledAndCannotBeCounted() throws Exception {
    String path = "arch/x86/entry/entry_64.S";
    ChangedFile file =
        find(
            built(path, new BuiltObject("arch/x86/entry/entry_64.o", false, false)),
            counts(path, Map.of()),
            change(path, Map.of(2, 1)));
    assertThat(file.place()).isEqualTo(Place.COMPILED);
    assertThat(file.note()).isEqualTo("assembly carries no counters");
    assertThat(file.lines(State.UNCOUNTED)).hasSize(1);
  }

  @Test
  void whatHoldsNoCodeSaysWhy() throws Exception {
    assertThat(withoutObjects("Documentation/scheduler/sched-ext.rst")).isEqualTo("no source file");
    assertThat(withoutObjects("arch/arm64/kernel/setup.c"))
        .isEqualTo("code of another architecture, arm64");
    assertThat(withoutObjects("tools/sched_ext/scx_simple.c"))
        .isEqualTo("a program for user space");
    FileChange comments = new FileChange(FILE, true, true, TEXT, Map.of(1, 1), Map.of());
    assertThat(
            find(built(FILE, counted("kernel/exit.o")), counts(FILE, Map.of(1, 2L)), comments)
                .note())
        .isEqualTo("only comments and white space");
  }

  private static String withoutObjects(String path) throws Exception {
    ChangedFile file = find(built(path), counts(path, Map.of()), change(path, Map.of(1, 1)));
    assertThat(file.place()).isEqualTo(Place.NO_CODE);
    assertThat(file.code()).isFalse();
    return file.note();
  }

  @Test
  void aMakefileSaysHowKernelsAreBuilt() throws Exception {
    String path = "kernel/bpf/Makefile";
    assertThat(find(built(path), counts(path, Map.of()), change(path, Map.of(1, 1))).place())
        .isEqualTo(Place.BUILD);
  }
}
