// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import static dev.nosplat.engine.source.SmallKernel.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.SmallKernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchReaderTest {
  @TempDir Path temp;

  private PatchSeries read(String... names) throws InterruptedException {
    return reader("").read(List.of(names).stream().map(temp::resolve).toList());
  }

  private static PatchReader reader(String stdin) {
    return new PatchReader(
        new ByteArrayInputStream(RawText.bytes(stdin)), SmallKernel.host(), Optional.empty());
  }

  private BadInput refusal(String name) {
    return catchThrowableOfType(BadInput.class, () -> read(name));
  }

  private static String diff(String file) {
    return "diff --git a/"
        + file
        + " b/"
        + file
        + "\n--- a/"
        + file
        + "\n+++ b/"
        + file
        + "\n@@ -1,2 +1,2 @@\n int fork(void)\n-old\n+new\n";
  }

  private static String mail(String subject, String headers, String body) {
    return "From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: A U Thor <author@example.com>\n"
        + "Subject: "
        + subject
        + "\n"
        + headers
        + "\n"
        + body
        + "\n";
  }

  private static List<String> subjects(PatchSeries series) {
    return series.patches().stream().map(Patch::subject).toList();
  }

  @Test
  void aPatchBehindNothingButASubjectHasThatSubject() throws Exception {
    put(
        temp.resolve("by-hand.patch"),
        "Subject: [PATCH] x: By hand\n\nWhy.\n\n---\n" + diff("a.c"));
    PatchSeries series = read("by-hand.patch");
    assertThat(subjects(series)).containsExactly("x: By hand");
    assertThat(series.patches().get(0).log()).isEqualTo("Why.\n\n");
  }

  @Test
  void whatWasWrittenAsAMailboxIsReadAsTheSameSeries() throws Exception {
    put(temp.resolve("raw.diff"), diff("a.c") + "\n\n");
    put(temp.resolve("mail.mbox"), mail("[PATCH] x: Mail", "", "Why.\n---\n" + diff("b.c")));
    put(temp.resolve("by-hand.patch"), "Subject: x: Hand\n\n---\n" + diff("c.c"));
    PatchSeries series = read("raw.diff", "mail.mbox", "by-hand.patch");
    Files.write(temp.resolve("kept.mbox"), series.mailbox());
    PatchSeries again = read("kept.mbox");
    assertThat(subjects(again)).isEqualTo(subjects(series));
    assertThat(again.digest()).isEqualTo(series.digest());
  }

  @Test
  void aThreadIsPutInOrderAndItsTalkLeftOut() throws Exception {
    put(
        temp.resolve("thread.mbox"),
        mail("[PATCH v2 0/2] sched: Cover", "Message-Id: <c>\n", "All of it.\n kernel/a.c | 2 +-\n")
            + mail(
                "[PATCH v2 2/2] sched: Second", "In-Reply-To: <c>\n", "Why.\n---\n" + diff("b.c"))
            + mail("[PATCH 1/2] sched: First", "", "Old.\n---\n" + diff("old.c"))
            + mail("[PATCH 2/2] sched: Second", "", "Old.\n---\n" + diff("old.c"))
            + mail(
                "Re: [PATCH v2 1/2] sched: First",
                "",
                "On Monday:\n> " + diff("a.c").replace("\n", "\n> "))
            + mail("Re: [PATCH v2 1/2] sched: First", "", "Perhaps:\n" + diff("c.c"))
            + mail(
                "[PATCH v2 1/2] sched: First",
                "In-Reply-To: <c>\n",
                "Why.\n\nFixes: 1234\n---\n" + diff("a.c") + "-- \n2.39.5\n"));

    PatchSeries series = read("thread.mbox");

    assertThat(subjects(series)).containsExactly("sched: First", "sched: Second");
    assertThat(series.patches().get(0).log()).isEqualTo("Why.\n\nFixes: 1234\n");
    assertThat(series.patches().get(0).diff()).startsWith(diff("a.c"));
    assertThat(series.notes())
        .containsExactly(
            temp.resolve("thread.mbox")
                + ": the reply \"Re: [PATCH v2 1/2] sched: First\" holds a"
                + " diff; left out (--reply 5 takes it)",
            temp.resolve("thread.mbox") + ": version 2 taken, 2 older patches left out");
  }

  @Test
  void aPartOfASeriesIsRefused() {
    put(
        temp.resolve("part.mbox"),
        mail("[PATCH 1/3] One", "", diff("a.c")) + mail("[PATCH 3/3] Three", "", diff("c.c")));

    assertThat(refusal("part.mbox").evidence()).containsExactly("patch 2/3 is missing");
  }

  @Test
  void transferEncodingsAndLineEndsAreUndone() throws Exception {
    String body = "Say \u00fcber.\n---\n" + diff("a.c").replace("+new", "+new = \u00fc\t;");
    byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
    String type = "MIME-Version: 1.0\nContent-Type: text/plain; charset=";
    put(
        temp.resolve("base64.eml"),
        mail(
            "=?UTF-8?q?=5BPATCH=5D_=C3=BCber?=",
            type + "utf-8\nContent-Transfer-Encoding: base64\n",
            Base64.getMimeEncoder().encodeToString(utf8)));
    put(
        temp.resolve("quoted.eml"),
        mail(
            "[PATCH] quoted",
            type + "\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\n",
            body.replace("=", "=3D")
                .replace("\u00fc", "=FC")
                .replace("\t", "=09")
                .replace("int fork", "int=\n fork")));
    put(
        temp.resolve("crlf.eml"),
        mail("[PATCH] crlf", type + "utf-8\nContent-Transfer-Encoding: 8bit\n", RawText.of(utf8))
            .replace("\n", "\r\n"));

    PatchSeries series = read("base64.eml", "quoted.eml", "crlf.eml");

    assertThat(subjects(series)).containsExactly("\u00fcber", "quoted", "crlf");
    assertThat(series.patches())
        .allSatisfy(
            patch -> {
              assertThat(patch.diff())
                  .contains(RawText.of("+new = \u00fc\t;\n".getBytes(StandardCharsets.UTF_8)));
              assertThat(patch.diff()).doesNotContain("\r");
              assertThat(patch.log()).isEqualTo("Say \u00fcber.\n");
            });
  }

  @Test
  void flowedTextIsPutTogetherAgain() throws Exception {
    put(
        temp.resolve("flowed.eml"),
        mail(
            "[PATCH] flowed",
            "Content-Type: text/plain; charset=utf-8; format=flowed\n",
            "diff --git a/a.c b/a.c\n"
                + "--- a/a.c\n"
                + "+++ b/a.c\n"
                + "@@ -1,2 +1,2 @@\n"
                + "  int fork(void)\n"
                + "-old\n"
                + "+new and \n"
                + "long\n"));

    assertThat(read("flowed.eml").patches().get(0).diff())
        .isEqualTo(
            "diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n int fork(void)\n-old\n"
                + "+new and long\n\n");
  }

  @Test
  void aPatchAttachedToAMailIsFound() throws Exception {
    put(
        temp.resolve("attached.eml"),
        mail(
            "Please test",
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"xx\"\n",
            "--xx\nContent-Type: text/plain\n\nSee below.\n--xx\n"
                + "Content-Type: application/octet-stream; name=\"fix.patch\"\n"
                + "Content-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder().encodeToString(RawText.bytes(diff("a.c")))
                + "\n--xx--\n"));

    assertThat(read("attached.eml").patches().get(0).diff()).isEqualTo(diff("a.c"));
  }

  @Test
  void aQuiltDirectoryAppliesInTheOrderOfItsSeries() throws Exception {
    put(temp.resolve("q/series"), "# ours\nz.patch\nsub/a.patch -p0 # bare\n\n");
    put(temp.resolve("q/z.patch"), "Zed\n\n" + diff("z.c"));
    put(temp.resolve("q/sub/a.patch"), diff("a.c"));
    put(temp.resolve("q/unused.patch"), diff("u.c"));

    PatchSeries series = read("q");

    assertThat(subjects(series)).containsExactly("z.patch", "a.patch");
    assertThat(series.patches()).extracting(Patch::strip).containsExactly(1, 0);
  }

  @Test
  void aDirectoryAppliesInTheOrderOfItsNamesWithoutTheCoverLetter() throws Exception {
    put(temp.resolve("d/0000-cover-letter.patch"), mail("[PATCH 0/2] Cover", "", "Words.\n"));
    put(temp.resolve("d/0002-b.patch"), mail("[PATCH 2/2] B", "", diff("b.c")));
    put(temp.resolve("d/0001-a.patch"), mail("[PATCH 1/2] A", "", diff("a.c")));

    PatchSeries series = read("d");

    assertThat(subjects(series)).containsExactly("A", "B");
    assertThat(series.notes())
        .containsExactly(temp.resolve("d/0000-cover-letter.patch") + " holds no patch; left out");
  }

  @Test
  void standardInputAndGzipAreRead() throws Exception {
    assertThat(reader(diff("a.c")).read(List.of(Path.of("-"))).patches()).hasSize(1);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(RawText.bytes(mail("[PATCH] packed", "", diff("a.c"))));
    }
    Files.write(temp.resolve("t.mbox.gz"), packed.toByteArray());
    assertThat(subjects(read("t.mbox.gz"))).containsExactly("packed");
  }

  @Test
  void whatHoldsNoPatchSaysHowItBegins() {
    put(temp.resolve("letter.txt"), "Dear all,\nno patch.\n");

    assertThat(refusal("letter.txt").what())
        .isEqualTo(temp.resolve("letter.txt") + " holds no patch.");
    assertThat(refusal("letter.txt").evidence())
        .containsExactly("it begins: Dear all,", "it begins: no patch.");
    assertThat(refusal("absent.patch").what())
        .isEqualTo("There is no patch file " + temp.resolve("absent.patch") + ".");
  }
}
