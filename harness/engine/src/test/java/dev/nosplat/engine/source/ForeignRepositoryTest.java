// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import static dev.nosplat.engine.source.SmallKernel.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else's repository can make us do: nothing. */
class ForeignRepositoryTest {
  @TempDir Path temp;
  private Path user = Path.of("");
  private Path witness = Path.of("");
  private ObjectStore store;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    user = Files.createDirectories(temp.resolve("user"));
    witness = temp.resolve("witness");
  }

  private ResolvedTree resolve(String spec, boolean dirty) throws InterruptedException {
    return new Sources(store, user, SmallKernel.noDebian()).resolve(spec, dirty, Progress.silent());
  }

  private String text(ResolvedTree tree, String file) throws InterruptedException {
    return new String(store.file(tree.treeId(), file).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void theProgramRunsWhereGitReadsTheRepositoryItself() throws Exception {
    HostileRepository hostile = HostileRepository.make(user.resolve("linux"), witness);
    SmallKernel.tryGit(hostile.top(), "status");
    assertThat(hostile.ran()).as("the trap is armed").isTrue();
  }

  @Test
  void noProgramOfACheckoutRunsWhenItIsReadComparedOrTakenWithItsChanges() throws Exception {
    HostileRepository hostile = HostileRepository.make(user.resolve("linux"), witness);
    SmallKernel.put(hostile.top().resolve("kernel/exit.c"), "int changed;\n");
    SmallKernel.put(hostile.top().resolve("kernel/new.c"), "int fresh;\n");
    Files.writeString(hostile.top().resolve(".gitignore"), "*.o\n");

    assertThat(text(resolve("linux", false), "kernel/exit.c")).contains("return 1");
    assertThat(hostile.ran()).isFalse();
    assertThat(text(resolve("linux@v7.3.4", false), "kernel/exit.c")).contains("return 1");
    assertThat(hostile.ran()).isFalse();
    ResolvedTree dirty = resolve("linux", true);
    assertThat(hostile.ran()).isFalse();
    assertThat(text(dirty, "kernel/exit.c")).isEqualTo("int changed;\n");
    assertThat(text(dirty, "kernel/new.c")).isEqualTo("int fresh;\n");
  }

  @Test
  void noProgramRunsWhenACheckoutIsInTheMiddleOfAMerge() throws Exception {
    HostileRepository hostile = HostileRepository.make(user.resolve("linux"), witness);
    Files.writeString(
        hostile.top().resolve(".git/MERGE_HEAD"), git(hostile.top(), "rev-parse", "v7.3.4") + "\n");
    hostile.ran(); // the test's own git
    assertThatThrownBy(() -> resolve("linux", false))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("in the middle of a merge");
    assertThat(hostile.ran()).isFalse();
  }

  @Test
  void aDirectoryThatOnlyLooksLikeABareRepositoryIsReadAsFiles() throws Exception {
    HostileRepository hostile = HostileRepository.make(user.resolve("linux"), witness);
    Path disguise = SmallKernel.write(user.resolve("disguise"));
    for (String part : List.of("HEAD", "config", "objects", "refs", "hooks", "info", "index")) {
      Files.move(hostile.top().resolve(".git").resolve(part), disguise.resolve(part));
    }
    SmallKernel.put(disguise.resolve(".gitattributes"), "* filter=evil\n");
    String config = Files.readString(disguise.resolve("config"));
    Files.writeString(disguise.resolve("config"), config.replace("bare = false", "bare = true"));

    ResolvedTree tree = resolve("disguise", false);

    assertThat(store.file(tree.treeId(), "HEAD")).isPresent();
    assertThat(tree.identity()).isEqualTo(tree.treeId());
    assertThat(hostile.ran()).isFalse();
  }

  @Test
  void aRevisionOfABareRepositoryIsReadAndItsProgramsAreNot() throws Exception {
    HostileRepository hostile = HostileRepository.make(user.resolve("linux"), witness);
    Path bare = Files.move(hostile.top().resolve(".git"), user.resolve("linux.git"));
    hostile.arm(bare);
    assertThat(resolve("linux.git@v7.3.4", false).version()).isEqualTo("7.3.4");
    assertThat(hostile.ran()).isFalse();
    assertThatThrownBy(() -> resolve("linux.git", false))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> assertThat(e.evidence()).last().asString().contains("a bare git repository"));
    assertThat(resolve("git+" + bare.toUri() + "@v7.3.4", false).version()).isEqualTo("7.3.4");
    assertThat(hostile.ran()).as("upload-pack reads no hook from there").isFalse();
  }

  @Test
  void aRepositoryInsideOfATreeRunsNothing() throws Exception {
    for (String outer : List.of("plain", "git")) {
      Path top = SmallKernel.write(user.resolve(outer));
      HostileRepository inner = HostileRepository.make(top.resolve("drivers/evil"), witness);
      if (outer.equals("git")) {
        git(top, "init", "--quiet", "-b", "main", ".");
        git(top, "add", "--all", "--force", ".");
        git(top, "commit", "--quiet", "-m", "With a repository in it");
        SmallKernel.put(top.resolve("drivers/evil/kernel/exit.c"), "int changed;\n");
        Files.deleteIfExists(witness);
        SmallKernel.tryGit(top, "add", "--all", ".");
        assertThat(inner.ran()).as("the trap is armed").isTrue();
      }
      Files.deleteIfExists(witness); // the test's own git
      resolve(outer, false);
      assertThat(inner.ran()).as(outer).isFalse();
      // The second time there is an index of the first.
      SmallKernel.put(top.resolve("drivers/evil/kernel/fork.c"), "int changed;\n");
      resolve(outer, false);
      assertThat(inner.ran()).as("%s again", outer).isFalse();
      if (outer.equals("git")) {
        resolve(outer, true);
        assertThat(inner.ran()).as("--dirty").isFalse();
      }
    }
  }

  @Test
  void aReplacedObjectIsNotShownInPlaceOfTheOneThatIsBuilt() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("linux"));
    String first = git(repository, "rev-parse", "HEAD");
    SmallKernel.put(repository.resolve("kernel/fork.c"), "int evil;\n");
    String evil = SmallKernel.commit(repository, "Evil");
    git(repository, "replace", evil, first);
    assertThat(git(repository, "log", "-1", "--format=%s", evil)).isEqualTo("A small kernel");

    assertThat(SmallKernel.host().reading(repository).get("log", "-1", "--format=%s", evil))
        .isEqualTo("Evil");
    assertThat(text(resolve("linux", false), "kernel/fork.c")).isEqualTo("int evil;\n");
  }

  @Test
  void aMissingObjectIsNotFetchedFromWhereTheRepositorySays() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("linux"));
    String blob = git(repository, "rev-parse", "HEAD:kernel/fork.c");
    Files.delete(
        repository.resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
    Path program = Files.writeString(temp.resolve("ssh"), "#!/bin/sh\ntouch '" + witness + "'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path config = repository.resolve(".git/config");
    Files.writeString(
        config,
        Files.readString(config)
                .replace("repositoryformatversion = 0", "repositoryformatversion = 1")
            + "[extensions]\n\tpartialClone = origin\n"
            + "[remote \"origin\"]\n\turl = ssh://evil/x\n\tpromisor = true\n"
            + "[core]\n\tsshCommand = "
            + program
            + "\n");
    SmallKernel.tryGit(repository, "cat-file", "blob", blob);
    assertThat(Files.deleteIfExists(witness)).as("the trap is armed").isTrue();

    SmallKernel.host().reading(repository).run("cat-file", "blob", blob);
    assertThat(witness).doesNotExist();
    for (String spec : List.of("linux", "git+" + repository.toUri() + "@main")) {
      try {
        ResolvedTree tree = resolve(spec, false);
        assertThat(store.file(tree.treeId(), "kernel/fork.c")).isEmpty();
      } catch (BadInput e) {
        assertThat(e.evidence()).isNotEmpty();
      }
      assertThat(witness).as(spec).doesNotExist();
    }
  }

  @Test
  void otherWorkTreesSplitIndexesAndOldHeadsAreRead() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("linux"));
    git(repository, "worktree", "add", "--quiet", "-b", "topic", user.resolve("topic").toString());
    SmallKernel.put(user.resolve("topic/kernel/fork.c"), "int topic;\n");
    String topic = SmallKernel.commit(user.resolve("topic"), "Topic");
    SmallKernel.put(user.resolve("topic/kernel/exit.c"), "int dirty;\n");
    assertThat(resolve("topic", false).commit()).isEqualTo(topic);
    assertThat(resolve("topic@main", false).commit())
        .isEqualTo(git(repository, "rev-parse", "main"));
    assertThat(resolve("topic@HEAD@{1}", false).commit())
        .isEqualTo(git(repository, "rev-parse", "main"));
    assertThat(text(resolve("topic", true), "kernel/exit.c")).isEqualTo("int dirty;\n");

    git(repository, "config", "core.splitIndex", "true");
    SmallKernel.put(repository.resolve("kernel/exit.c"), "int split;\n");
    git(repository, "add", "--force", "kernel/exit.c");
    assertThat(text(resolve("linux", true), "kernel/exit.c")).isEqualTo("int split;\n");

    Path head = repository.resolve(".git/HEAD");
    Files.delete(head);
    Files.createSymbolicLink(head, Path.of("refs/heads/main"));
    assertThat(resolve("linux", false).version()).isEqualTo("7.3.4");
  }

  @Test
  void nothingIsChangedThereAndNoViewIsLeft() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("linux"));
    SmallKernel.put(repository.resolve("kernel/exit.c"), "int dirty;\n");
    List<String> before = files(repository);
    resolve("linux", true);
    resolve("linux@v7.3.4", false);
    assertThatThrownBy(() -> resolve("linux@nowhere", false)).isInstanceOf(BadInput.class);
    assertThat(files(repository)).containsExactlyElementsOf(before);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var left = Files.newDirectoryStream(temporary, "nosplat-git*")) {
      assertThat(left)
          .filteredOn(view -> Files.exists(view.resolve("refs/heads/main")))
          .noneMatch(view -> leadsTo(view, repository));
    }
  }

  private static boolean leadsTo(Path view, Path repository) {
    try {
      return view.resolve("refs").toRealPath().startsWith(repository.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> files(Path directory) throws IOException {
    List<String> files = new java.util.ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file + " " + attributes.size() + " " + attributes.lastModifiedTime());
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(String::compareTo);
    return files;
  }
}
