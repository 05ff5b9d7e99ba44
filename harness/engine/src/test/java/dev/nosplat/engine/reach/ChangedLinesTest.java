// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import static dev.nosplat.engine.source.SmallKernel.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.reach.ChangedLines.FileChange;
import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.SmallKernel;
import dev.nosplat.engine.source.Sources;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedLinesTest {
  @TempDir Path temp;
  private ObjectStore store;
  private Path repository;
  private ResolvedTree base;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    repository = SmallKernel.repository(temp.resolve("git"));
    base = new Sources(store, temp, SmallKernel.noDebian()).resolve("git", Progress.silent());
  }

  private void commit(String subject, String file, String text) throws Exception {
    put(repository.resolve(file), text);
    SmallKernel.commit(repository, subject);
  }

  private List<FileChange> changes() throws Exception {
    AppliedSeries applied =
        new SeriesApplier(store)
            .apply(
                base,
                new PatchReader(
                        InputStream.nullInputStream(), SmallKernel.host(), Optional.of(repository))
                    .read(List.of(Path.of("v7.3.4..HEAD"))),
                SeriesApplier.Options.STRICT,
                Progress.silent());
    return ChangedLines.of(store, base, applied);
  }

  @Test
  void linesAreThoseOfThePatchedFile() throws Exception {
    commit(
        "Fork otherwise",
        "kernel/fork.c",
        "/* new */\nint fork(void)\n{\n\tint a = 1;\n\treturn a;\n}\n");
    FileChange file = changes().get(0);
    assertThat(file.path()).isEqualTo("kernel/fork.c");
    assertThat(file.changed()).containsExactlyInAnyOrderEntriesOf(Map.of(1, 1, 4, 1, 5, 1));
    assertThat(file.text().get(3)).isEqualTo("\tint a = 1;");
    assertThat(file.sameCode()).isFalse();
  }

  @Test
  void aLineBelongsToThePatchThatWroteItLast() throws Exception {
    commit("First", "kernel/fork.c", "int fork(void)\n{\n\ta();\n\tb();\n\treturn 0;\n}\n");
    commit("Second", "kernel/exit.c", "int exit(void)\n{\n\treturn 2;\n}\n");
    commit("Third", "kernel/fork.c", "int fork(void)\n{\n\ta();\n\tc();\n\treturn 0;\n}\n");
    List<FileChange> files = changes();
    assertThat(files.get(0).path()).isEqualTo("kernel/exit.c");
    assertThat(files.get(0).changed()).containsExactlyInAnyOrderEntriesOf(Map.of(3, 2));
    assertThat(files.get(1).changed()).containsExactlyInAnyOrderEntriesOf(Map.of(3, 1, 4, 3));
  }

  @Test
  void whatALaterPatchTakesBackIsNoChange() throws Exception {
    commit("There", "kernel/fork.c", "int fork(void)\n{\n\ta();\n\treturn 0;\n}\n");
    commit("Back", "kernel/fork.c", String.valueOf(SmallKernel.files().get("kernel/fork.c")));
    assertThat(changes()).isEmpty();
  }

  @Test
  void removedLinesLeaveTheirPlace() throws Exception {
    commit("Remove", "kernel/fork.c", "int fork(void)\n{\n}\n");
    FileChange file = changes().get(0);
    assertThat(file.changed()).isEmpty();
    assertThat(file.removed()).containsExactlyInAnyOrderEntriesOf(Map.of(2, 1));
  }

  @Test
  void aRemovedFileIsNotThere() throws Exception {
    Files.delete(repository.resolve("kernel/fork.c"));
    SmallKernel.commit(repository, "Remove fork");
    assertThat(changes().get(0).there()).isFalse();
  }

  @Test
  void commentsAndWhiteSpaceAreTheSameCode() throws Exception {
    commit("Say it", "kernel/fork.c", "/* forks */\nint fork(void)\n{\n\treturn 0; // none\n}\n");
    assertThat(changes().get(0).sameCode()).isTrue();
  }
}
