// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.HostileRepository;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.SmallKernel;
import dev.nosplat.engine.source.Sources;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Series, ranges and tree specifications that were made to be read by us. */
class HostileSeriesTest {
  @TempDir Path temp;
  private ObjectStore store;
  private Sources sources;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    sources = new Sources(store, temp, SmallKernel.noDebian());
  }

  private static PatchSeries read(String text) throws InterruptedException {
    return new PatchReader(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            SmallKernel.host(),
            Optional.empty())
        .read(List.of(Path.of("-")));
  }

  @Test
  void noProgramOfARepositoryRunsWhenARangeIsReadFromIt() throws Exception {
    Path witness = temp.resolve("witness");
    HostileRepository hostile = HostileRepository.make(temp.resolve("linux"), witness);
    SmallKernel.tryGit(hostile.top(), "diff", "v7.3.4..topic");
    assertThat(hostile.ran()).as("the trap is armed").isTrue();
    PatchReader beside =
        PatchReader.beside("linux", temp, InputStream.nullInputStream(), SmallKernel.host());
    for (String range : List.of("v7.3.4..topic", hostile.top() + "@v7.3.4..topic")) {
      assertThat(beside.read(List.of(Path.of(range))).patches()).hasSize(1);
      assertThat(hostile.ran()).as(range).isFalse();
    }
    assertThat(hostile.top().resolve(".git/hooks/0001-Change-fork.patch")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-x",
        "--upload-pack=touch WITNESS",
        "git+--upload-pack=touch WITNESS",
        "git+ext::sh -c touch% WITNESS",
        "git+fd::17",
        "git+ssh://-oProxyCommand=touch WITNESS/x",
        "git+-oProxyCommand=touch WITNESS:x",
        "git+ssh://host/x;touch WITNESS@main",
        "git@--upload-pack=touch WITNESS",
        "git@--output=WITNESS",
        "git@--exec=touch WITNESS",
        "git@HEAD:../x",
        "git+file://HERE/git@--upload-pack=x",
        "git+file://HERE/git@+HEAD"
      })
  void aTreeSpecificationIsNeverAnOptionOrACommand(String spec) throws Exception {
    SmallKernel.repository(temp.resolve("git"));
    Path witness = temp.resolve("witness");
    String filled = spec.replace("WITNESS", witness.toString()).replace("HERE", temp.toString());
    assertThat(
            catchThrowableOfType(BadInput.class, () -> sources.resolve(filled, Progress.silent())))
        .isNotNull();
    assertThat(witness).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--output=WITNESS..HEAD",
        "HEAD..--output=WITNESS",
        "-oWITNESS..",
        "../..",
        "a..b"
      })
  void aRangeIsNeverAnOption(String range) throws Exception {
    Path repository = SmallKernel.repository(temp.resolve("git"));
    Path witness = temp.resolve("witness");
    PatchReader reader =
        new PatchReader(InputStream.nullInputStream(), SmallKernel.host(), Optional.of(repository));
    String filled = range.replace("WITNESS", "witness");
    if (!Files.exists(Path.of(filled))) {
      assertThat(catchThrowableOfType(BadInput.class, () -> reader.read(List.of(Path.of(filled)))))
          .isNotNull();
    }
    assertThat(witness).doesNotExist();
    assertThat(repository.resolve("witness")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/cron.d/x", ".g\u200cit/config", "kernel/x/../../y", "a\\..\\..\\b"})
  void aPatchWritesWithinTheTreeOrNotAtAll(String path) throws Exception {
    SmallKernel.repository(temp.resolve("git"));
    ResolvedTree base = sources.resolve("git", Progress.silent());
    String patch =
        "From: A <a@example.com>\nSubject: [PATCH] x\n\nx\n---\ndiff --git a/%1$s b/%1$s\nnew file mode 100644\n--- /dev/null\n+++ b/%1$s\n@@ -0,0 +1 @@\n+evil\n-- \n2.39\n"
            .formatted(path);
    try {
      AppliedSeries applied =
          new SeriesApplier(store)
              .apply(base, read(patch), SeriesApplier.Options.STRICT, Progress.silent());
      assertThat(applied.changedFiles()).allMatch(file -> !file.startsWith("/"));
    } catch (BadInput e) {
      assertThat(e.what()).isNotEmpty();
    }
    try (Stream<Path> files = Files.walk(temp)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> String.valueOf(f.getFileName())))
          .doesNotContain("x", "y", "b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@@ -99999999999999999999,1 +1 @@",
        "@@ -1,99999999999999999999 +1,1 @@",
        "@@ -1,2147483647 +1,2147483647 @@",
        "@@ -0,0 +2147483648 @@",
        "@@ -1 +1",
        "@@ @@"
      })
  void aHunkWithNumbersThatNoFileHasIsBadInput(String hunk) throws Exception {
    SmallKernel.repository(temp.resolve("git"));
    ResolvedTree base = sources.resolve("git", Progress.silent());
    String patch =
        "diff --git a/Kconfig b/Kconfig\n--- a/Kconfig\n+++ b/Kconfig\n" + hunk + "\n-a\n+b\n";
    BadInput refusal =
        catchThrowableOfType(
            BadInput.class,
            () ->
                new SeriesApplier(store)
                    .apply(base, read(patch), SeriesApplier.Options.STRICT, Progress.silent()));
    assertThat(refusal).isNotNull();
  }

  @Test
  void moreHunksThanTheFileHasLinesAreRefusedBeforeGitCounts() throws Exception {
    SmallKernel.repository(temp.resolve("git"));
    ResolvedTree base = sources.resolve("git", Progress.silent());
    StringBuilder patch =
        new StringBuilder("diff --git a/Kconfig b/Kconfig\n--- a/Kconfig\n+++ b/Kconfig\n");
    for (int i = 0; i < 100_000; i++) {
      patch.append("@@ -%1$d +%1$d @@\n-a\n+b\n".formatted(i + 1));
    }
    for (boolean repair : new boolean[] {false, true}) {
      BadInput refusal =
          catchThrowableOfType(
              BadInput.class,
              () ->
                  new SeriesApplier(store)
                      .apply(
                          base,
                          read(patch.toString()),
                          new SeriesApplier.Options(repair, 0),
                          Progress.silent()));
      assertThat(refusal.what()).endsWith("has too many hunks for one file.");
      assertThat(refusal.evidence().get(0)).startsWith("100,000 hunks for Kconfig");
    }
  }

  @Test
  void aMessageThatIsNestedWithoutEndIsBadInputOrNoPatch() throws Exception {
    StringBuilder mail = new StringBuilder("From x Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n");
    for (int i = 0; i < 3_000; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=\"b%1$d\"\n\n--b%1$d\n".formatted(i));
    }
    assertThat(catchThrowableOfType(BadInput.class, () -> read(mail.toString()))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "no-such-charset", "utf-8\u0000", ""})
  void aCharsetThatThereIsNotIsHarmless(String charset) throws Exception {
    String mail =
        "From x Mon Sep 17 00:00:00 2001\n"
            + "From: A <a@example.com>\n"
            + "Subject: [PATCH] x\n"
            + "Content-Type: text/plain; charset=\""
            + charset
            + "\"\n\n"
            + "x\n"
            + "---\n"
            + "diff --git a/n b/n\n"
            + "new file mode 100644\n"
            + "--- /dev/null\n"
            + "+++ b/n\n"
            + "@@ -0,0 +1 @@\n"
            + "+y\n"
            + "-- \n"
            + "2.39\n";
    try {
      assertThat(read(mail).patches()).hasSizeLessThanOrEqualTo(1);
    } catch (BadInput e) {
      assertThat(e.what()).isNotEmpty();
    }
  }
}
