// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static dev.nosplat.engine.source.SmallKernel.git;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.SeriesApplier.Options;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.SmallKernel;
import dev.nosplat.engine.source.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people hand in, and what comes of it with and without {@code --repair}: each file of the
 * resources {@code inputs} beside {@code expected/NAME.txt}, which {@code -Dnosplat.golden=rewrite}
 * writes anew. Whatever applies is given to git am, and must give the same tree there.
 */
@TestInstance(Lifecycle.PER_CLASS)
class InputsTest {
  private Path inputs = Path.of("");
  private Path repository = Path.of("");
  private Path elsewhere = Path.of("");
  private ObjectStore store;
  private Sources sources;

  @BeforeAll
  void makeTree(@TempDir Path temp) throws Exception {
    inputs = resources();
    repository = Files.createDirectories(temp.resolve("git"));
    copy(inputs.resolve("tree"), repository);
    git(repository, "init", "--quiet", "-b", "main", ".");
    SmallKernel.commit(repository, "The tree");
    git(repository, "tag", "base");
    git(repository, "apply", inputs.resolve("03-change.patch").toString());
    SmallKernel.commit(repository, "kernel: Change a");
    git(repository, "tag", "two");
    git(repository, "checkout", "--quiet", "base");
    elsewhere = temp.resolve("am");
    git(temp, "clone", "--quiet", repository.toString(), elsewhere.toString());
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    sources = new Sources(store, temp, SmallKernel.noDebian());
  }

  private static Path resources() throws URISyntaxException {
    URL one = Objects.requireNonNull(InputsTest.class.getResource("inputs/03-change.patch"));
    return Path.of(one.toURI()).resolveSibling("");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(inputs)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.matches("\\d\\d.*"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void anInputHasTheOutcomeThatIsExpected(String name) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String revision : List.of("base", "two")) {
      boolean telling = revision.equals("base") || name.matches("0[34].*");
      for (boolean repair : telling ? List.of(false, true) : List.<Boolean>of()) {
        text.append("== on ").append(revision).append(repair ? ", --repair" : "").append('\n');
        text.append(outcome(revision, name, repair));
      }
    }
    Path source = expectation(name);
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      Files.createDirectories(source.getParent());
      Files.writeString(source, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(source));
  }

  private static Path expectation(String name) {
    return Path.of("src/test/resources/dev/nosplat/engine/series/inputs/expected", name + ".txt");
  }

  @Test
  void noInputIsWithoutAnExpectation() throws IOException {
    assertThat(names().map(InputsTest::expectation)).allSatisfy(file -> assertThat(file).exists());
  }

  private String outcome(String revision, String name, boolean repair) throws Exception {
    ResolvedTree tree = sources.resolve("git@" + revision, Progress.silent());
    StringBuilder text = new StringBuilder();
    try {
      PatchSeries series =
          new PatchReader(
                  InputStream.nullInputStream(), SmallKernel.host(), Optional.of(repository))
              .read(List.of(inputs.resolve(name)));
      AppliedSeries applied =
          new SeriesApplier(store).apply(tree, series, new Options(repair, 0), Progress.silent());
      text.append("applies\n");
      for (AppliedSeries.Change change : applied.changes()) {
        text.append("  ").append(change.subject()).append(", ").append(change.fit()).append('\n');
        change.notes().forEach(note -> text.append("    ").append(note).append('\n'));
      }
      applied.series().notes().forEach(note -> text.append("  note: ").append(note).append('\n'));
      text.append(shown(tree.treeId(), applied.treeId()));
      assertThat(treeOfAm(revision, applied)).isEqualTo(applied.treeId());
    } catch (BadInput refused) {
      text.append("refused: ").append(refused.what()).append('\n');
      refused.evidence().forEach(line -> text.append("  ").append(line).append('\n'));
      text.append(refused.advice()).append('\n');
    }
    assertThat(git(repository, "status", "--porcelain")).isEmpty();
    assertThat(git(repository, "rev-parse", "HEAD"))
        .isEqualTo(git(repository, "rev-parse", "base^0"));
    return text.toString()
        .replaceAll("commit [0-9a-f]{12} ", "commit ID ")
        .replace(inputs + "/", "")
        .replace(repository.getParent() + "/", "");
  }

  private String shown(String before, String after) throws InterruptedException {
    String diff =
        git(store.cache().resolve("trees.git"), "diff-tree", "-r", "-p", "-U0", before, after);
    List<String> lines = new ArrayList<>();
    diff.lines()
        .filter(line -> line.matches("(?s)([-+]|(old|new) mode).*") && !line.startsWith("--- "))
        .forEach(line -> lines.add("  |" + line.replace("\t", "<tab>") + "\n"));
    return String.join("", lines);
  }

  /** The tree that git am makes of what was applied. */
  private String treeOfAm(String revision, AppliedSeries applied) throws InterruptedException {
    Path mailbox = elsewhere.resolveSibling("applied.mbox");
    try {
      Files.write(mailbox, applied.series().mailbox());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    git(elsewhere, "checkout", "--quiet", "--force", "--detach", revision);
    git(elsewhere, "am", "--quiet", "--keep-cr", mailbox.toString());
    return git(elsewhere, "rev-parse", "HEAD^{tree}");
  }
}
