// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.bisect.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCulpritTest {
  @TempDir Path scratch;
  private TestRepository repository;
  private GitCulprit culprit;

  @BeforeEach
  void makeRepository() throws Exception {
    repository = new TestRepository(scratch.resolve("tree"));
    repository.commit("a.c", "int a; /* one */\nchar *s = \"/* text */\";\n", "Begin");
    culprit = new GitCulprit(repository.host(), repository.path(), scratch);
  }

  @Test
  void aChangedCommentCannotMatter() throws Exception {
    String id =
        repository.commit(
            "a.c", "// A line.\n\nint a;  /* two\n */\nchar *s = \"/* text */\";\n", "Comment");
    assertThat(unlikely(id)).containsExactly("it changes comments and white space only");
  }

  @Test
  void aChangeInAStringThatLooksLikeACommentMatters() throws Exception {
    String id =
        repository.commit("a.c", "int a; /* one */\nchar *s = \"/* other */\";\n", "String");
    assertThat(unlikely(id)).isEmpty();
  }

  @Test
  void documentationAloneCannotMatterAndWithCodeItCan() throws Exception {
    String words = repository.commit("Documentation/a.rst", "words\n", "Words");
    assertThat(unlikely(words))
        .containsExactly("it touches no file that is compiled: Documentation/a.rst");
    repository.write("Documentation/a.rst", "more words\n");
    String both = repository.commit("a.c", "int b;\n", "Both");
    assertThat(unlikely(both)).isEmpty();
  }

  @Test
  void anotherArchitectureCannotMatter() throws Exception {
    repository.write("arch/arm64/mm/fault.c", "int f;\n");
    String id = repository.commit("arch/riscv/mm/fault.c", "int f;\n", "Two of them");
    assertThat(unlikely(id)).containsExactly("it touches only another architecture: arm64, riscv");
    String ours = repository.commit("arch/x86/mm/fault.c", "int f;\n", "Ours");
    assertThat(unlikely(ours)).isEmpty();
  }

  @Test
  void aFileThatTheConfigLeavesOutCannotMatter() throws Exception {
    String id = repository.commit("drivers/x.c", "int x;\n", "Driver");
    CompiledFiles compiled = file -> Optional.of(!file.equals("drivers/x.c"));
    assertThat(culprit.unlikely(id, compiled))
        .containsExactly("no file that it touches is compiled in this config: drivers/x.c");
    assertThat(culprit.unlikely(id, file -> Optional.of(true))).isEmpty();
  }

  @Test
  void aRevertIsMergedOverLaterChangesOfTheSameFile() throws Exception {
    repository.commit("b.c", "1\n2\n3\n4\n5\n6\n7\n8\n", "Lines");
    String id = repository.commit("b.c", "1\nTWO\n3\n4\n5\n6\n7\n8\n", "Two");
    String top = repository.commit("b.c", "0\n1\nTWO\n3\n4\n5\n6\n7\nEIGHT\n", "Later");
    Path patch = culprit.revert(id, top).orElseThrow();
    repository.git("apply", patch.toString());
    assertThat(repository.path().resolve("b.c")).hasContent("0\n1\n2\n3\n4\n5\n6\n7\nEIGHT\n");
  }

  @Test
  void aRevertThatConflictsIsNotOffered() throws Exception {
    String id = repository.commit("b.c", "one\n", "One");
    String other = repository.commit("b.c", "two\n", "Two");
    assertThat(culprit.revert(id, other)).isEmpty();
  }

  @Test
  void aMergeIsNotReverted() throws Exception {
    repository.git("checkout", "--quiet", "-b", "side");
    repository.commit("s.c", "s\n", "Side");
    repository.git("checkout", "--quiet", "main");
    repository.commit("m.c", "m\n", "Main");
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side");
    String merge = repository.git("rev-parse", "HEAD");
    assertThat(culprit.revert(merge, merge)).isEmpty();
  }

  @Test
  void aBareRepositoryServesAsWell() throws Exception {
    String id = repository.commit("b.c", "one\n", "One");
    String top = repository.commit("c.c", "two\n", "Two");
    Path bare = scratch.resolve("bare.git");
    repository.git("clone", "--quiet", "--bare", ".", bare.toString());
    GitCulprit there = new GitCulprit(repository.host(), bare, scratch);
    assertThat(there.revert(id, top)).isPresent();
    Path patch = Files.writeString(scratch.resolve("p"), repository.git("diff", top, id) + "\n");
    GitFixUps fixUps = new GitFixUps(repository.host(), bare, scratch, List.of(patch));
    assertThat(fixUps.applyingTo(top)).containsExactly(patch);
    assertThat(fixUps.applyingTo(id)).isEmpty();
  }

  private List<String> unlikely(String id) throws Exception {
    return culprit.unlikely(id, CompiledFiles.unknown());
  }
}
