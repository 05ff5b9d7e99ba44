// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.bisect.TestRepository;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.input.PatchReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path scratch;
  private TestRepository repository;
  private GitHistory git;
  private String begin = "";

  @BeforeEach
  void makeRepository() throws Exception {
    repository = new TestRepository(scratch.resolve("tree"));
    begin = repository.commit("a.c", "0\n", "Begin");
    git = new GitHistory(repository.host(), repository.path());
  }

  @Test
  void aRangeHoldsEveryCommitOfMergedBranches() throws Exception {
    repository.git("checkout", "--quiet", "-b", "side");
    String side = repository.commit("s.c", "s\n", "Side");
    repository.git("checkout", "--quiet", "main");
    String main = repository.commit("m.c", "m\n", "Main");
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side");
    String merge = repository.git("rev-parse", "HEAD");

    History all = git.read(begin, "main", List.of(), false);
    assertThat(ids(all)).containsExactlyInAnyOrder(side, main, merge);
    assertThat(all.graph().parents(all.graph().tip())).hasSize(2);
    History first = git.read(begin, "main", List.of(), true);
    assertThat(ids(first)).containsExactly(main, merge);
  }

  @Test
  void aPathFilterLeavesOtherCommitsOutButKeepsTheEndThatHasToBeRun() throws Exception {
    String one = repository.commit("a.c", "1\n", "One");
    repository.commit("b.c", "1\n", "Elsewhere");
    String two = repository.commit("a.c", "2\n", "Two");
    String end = repository.commit("b.c", "2\n", "End");
    History history = git.read(begin, end, List.of("a.c"), false);
    assertThat(ids(history)).containsExactly(one, two, end);
  }

  @Test
  void endsThatPartedBringTheirMergeBase() throws Exception {
    String base = repository.commit("a.c", "1\n", "Base");
    repository.git("checkout", "--quiet", "-b", "side");
    String side = repository.commit("s.c", "s\n", "Side");
    repository.git("checkout", "--quiet", "main");
    String main = repository.commit("m.c", "m\n", "Main");
    History history = git.read(side, main, List.of(), false);
    assertThat(history.olds()).extracting(Revision::id).containsExactly(side, base);
    assertThat(ids(history)).containsExactly(main);
  }

  @Test
  void endsInTheWrongOrderAreExplained() throws Exception {
    String later = repository.commit("a.c", "1\n", "Later");
    assertThatThrownBy(() -> git.read(later, begin, List.of(), false))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is older than")
        .extracting(e -> ((BadInput) e).advice())
        .asString()
        .contains("--find-fix");
    assertThatThrownBy(() -> git.read("nowhere", begin, List.of(), false))
        .hasMessageContaining("There is no revision nowhere");
  }

  @Test
  void aSubjectWithControlCharactersStaysOneCommit() throws Exception {
    String odd = repository.commit("a.c", "1\n", "Odd\u0002 \"subject\" \u00e4");
    History history = git.read(begin, odd, List.of(), false);
    assertThat(history.commits()).hasSize(1);
    assertThat(history.commits().get(0).author()).isEqualTo("A. Author <author@example.org>");
  }

  @Test
  void aSeriesIsTheBaseWithOnePatchMoreEachTime() throws Exception {
    repository.commit("a.c", "1\n", "One");
    repository.commit("a.c", "2\n", "Two");
    Path mbox =
        Files.writeString(
            scratch.resolve("series.mbox"),
            repository.git("format-patch", "--stdout", begin + "..HEAD") + "\n");
    History history =
        new PatchLine(
                new PatchReader(InputStream.nullInputStream(), repository.host(), Optional.empty()),
                scratch)
            .read("/tree@base", List.of(mbox));
    assertThat(history.commits()).extracting(Revision::subject).containsExactly("One", "Two");
    assertThat(history.commits().get(1).patches()).hasSize(2);
    repository.git("checkout", "--quiet", begin);
    for (Path patch : history.commits().get(1).patches()) {
      repository.git("am", "--quiet", patch.toString());
    }
    assertThat(repository.path().resolve("a.c")).hasContent("2\n");
  }

  @Test
  void aLineOfReleasesNeedsTwoDifferentOnes() {
    assertThat(ReleaseLine.of(List.of("debian:7.2.6", "debian:7.2.9")).commits()).hasSize(1);
    assertThatThrownBy(() -> ReleaseLine.of(List.of("debian:7.2.6"))).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> ReleaseLine.of(List.of("a", "b", "a"))).isInstanceOf(BadInput.class);
  }

  private static List<String> ids(History history) {
    return history.commits().stream().map(Revision::id).toList();
  }
}
