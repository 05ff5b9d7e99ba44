// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import static dev.nosplat.engine.source.SmallKernel.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.source.SmallKernel;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the mails, files and directories that are there are the series. */
class ChoiceTest {
  @TempDir Path temp;

  private PatchSeries read(Choice choice, String name) throws InterruptedException {
    return new PatchReader(InputStream.nullInputStream(), SmallKernel.host(), Optional.empty())
        .choosing(choice)
        .read(List.of(temp.resolve(name)));
  }

  private BadInput refusal(Choice choice, String name) {
    return catchThrowableOfType(BadInput.class, () -> read(choice, name));
  }

  private static Choice version(String version) {
    return new Choice(Optional.of(SeriesVersion.parse(version)), List.of());
  }

  private static String mail(String id, String subject, String answers, String file) {
    return "From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: A <a@example.org>\nSubject: "
        + subject
        + "\nMessage-ID: <"
        + id
        + "@x.org>\n"
        + (answers.isEmpty() ? "" : "In-Reply-To: <" + answers + "@x.org>\n")
        + "\nWords.\n---\n--- /dev/null\n+++ b/"
        + file
        + "\n@@ -0,0 +1 @@\n+x\n\n";
  }

  @Test
  void anOlderVersionIsTakenWhereItIsAskedFor() throws Exception {
    put(
        temp.resolve("t.mbox"),
        mail("a", "[PATCH 1/1] doc: One", "", "v1")
            + mail("b", "[PATCH v2 1/1] doc: One", "", "v2"));

    assertThat(read(version("1"), "t.mbox").patches().get(0).diff()).contains("b/v1");
    assertThat(read(Choice.NEWEST, "t.mbox").patches().get(0).diff()).contains("b/v2");
    assertThat(refusal(version("3"), "t.mbox").evidence()).containsExactly("it holds version 1, 2");
  }

  @Test
  void aReplyIsTakenByItsPlaceOrItsMessageId() throws Exception {
    put(
        temp.resolve("t.mbox"),
        mail("a", "[PATCH] doc: One", "", "one") + mail("b", "Re: [PATCH] doc: One", "a", "two"));

    for (String reply : List.of("2", "b@x.org", "<b@x.org>")) {
      assertThat(read(new Choice(Optional.empty(), List.of(reply)), "t.mbox").patches())
          .extracting(Patch::diff)
          .allSatisfy(diff -> assertThat(diff).contains("b/two"));
    }
    assertThat(refusal(new Choice(Optional.empty(), List.of("7")), "t.mbox").what())
        .isEqualTo(temp.resolve("t.mbox") + " holds no mail 7.");
  }

  @Test
  void anotherSeriesIsNeverAnOlderVersion() {
    put(
        temp.resolve("t.mbox"),
        mail("a", "[PATCH 1/2] doc: One", "", "1")
            + mail("b", "[PATCH 2/2] doc: Two", "", "2")
            + mail("c", "[PATCH v2 1/2] mm: Three", "", "3")
            + mail("d", "[PATCH v2 2/2] mm: Four", "", "4"));

    assertThat(refusal(Choice.NEWEST, "t.mbox").what())
        .isEqualTo(temp.resolve("t.mbox") + " holds two series.");
  }

  @Test
  void filesAreInTheOrderOfTheirNumbers() throws Exception {
    for (int n = 1; n <= 11; n++) {
      put(
          temp.resolve("d/" + n + "-x.patch"),
          "--- /dev/null\n+++ b/f" + n + "\n@@ -0,0 +1 @@\n+x\n");
    }

    assertThat(read(Choice.NEWEST, "d").patches())
        .extracting(Patch::subject)
        .startsWith("1-x.patch", "2-x.patch")
        .endsWith("10-x.patch", "11-x.patch");
  }

  @Test
  void aLinkOutOfTheDirectoryIsNoPatchOfIt() throws Exception {
    put(temp.resolve("secret.patch"), "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+secret\n");
    Files.createDirectories(temp.resolve("d"));
    Files.createSymbolicLink(temp.resolve("d/x.patch"), temp.resolve("secret.patch"));

    BadInput refusal = refusal(Choice.NEWEST, "d");

    assertThat(refusal.what())
        .isEqualTo(temp.resolve("d/x.patch") + " leads out of its directory.");
    assertThat(refusal.evidence().toString()).doesNotContain("secret");
  }

  @Test
  void aLinkThatHoldsNoPatchDoesNotShowWhereItLeads() throws Exception {
    put(temp.resolve("secret"), "password\n");
    Files.createSymbolicLink(temp.resolve("x.patch"), temp.resolve("secret"));

    assertThat(refusal(Choice.NEWEST, "x.patch").evidence()).isEmpty();
  }

  @Test
  void theLinesOfSeriesConfThatCountForSomeBuildsOnlyAreLeftOut() throws Exception {
    put(temp.resolve("d/patches.suse/a.patch"), "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+x\n");
    put(
        temp.resolve("d/series.conf"),
        "# Sorted\n\tpatches.suse/a.patch\n+hare\tpatches.suse/b.patch\n");

    PatchSeries series = read(Choice.NEWEST, "d");

    assertThat(series.patches()).hasSize(1);
    assertThat(series.notes()).singleElement().asString().contains("is guarded; left out");
    assertThat(read(Choice.NEWEST, "d/series.conf").patches()).hasSize(1);
  }

  @Test
  void mailsInsideOfMailsEnd() {
    String mail = "Subject: x\n\n";
    StringBuilder nested = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      nested.append("Subject: x\nContent-Type: message/rfc822\n\n");
    }
    put(temp.resolve("x.eml"), nested + mail);

    assertThat(refusal(Choice.NEWEST, "x.eml").evidence())
        .containsExactly("it has more than 50 mails inside of each other");
  }
}
