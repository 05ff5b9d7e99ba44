// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSpecTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "git+https://example.org/linux.git@v7.2, https://example.org/linux.git, v7.2",
    "git+https://example.org/linux.git, https://example.org/linux.git, HEAD",
    "git+ssh://git@example.org/linux.git, ssh://git@example.org/linux.git, HEAD",
    "git+ssh://git@example.org/linux.git@topic/x, ssh://git@example.org/linux.git, topic/x",
    "git+git@example.org:linux.git, git@example.org:linux.git, HEAD",
    "git+git@example.org:linux.git@v7, git@example.org:linux.git, v7",
    "git+file:///srv/linux@v7, file:///srv/linux, v7"
  })
  void aRemoteIsSplitAtTheAtThatFollowsItsPath(String text, String url, String revision) {
    assertThat(TreeSpec.parse(text, temp)).isEqualTo(new TreeSpec.Remote(text, url, revision));
  }

  @Test
  void aPathWithAnAtIsAPathIfItExists() throws Exception {
    Files.createDirectories(temp.resolve("linux@home"));

    assertThat(TreeSpec.parse("linux@home", temp))
        .isEqualTo(new TreeSpec.Directory("linux@home", temp.resolve("linux@home")));
    assertThat(TreeSpec.parse("linux@home@v7.2", temp))
        .isEqualTo(new TreeSpec.Revision("linux@home@v7.2", temp.resolve("linux@home"), "v7.2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "debian:",
        "debian:sid",
        "debian:oldest",
        "git+",
        "git+@v7",
        "linux@v7",
        "git+https://example.org/linux.git@",
        "git+https://example.org/linux.git@v7~3",
        "git+https://example.org/linux.git@-upload",
        "https://exa mple.org/x.tar.xz",
        "http://example.org/x.tar.xz",
        "https://example.org/x.tar.xz#sha256=12",
        "https://example.org/x.tar.xz#md5=00",
        "https://example.org/x.tar.xz#"
      })
  void whatIsNoTreeIsRefusedInThreeParts(String text) {
    assertThatThrownBy(() -> TreeSpec.parse(text, temp))
        .isInstanceOfSatisfying(
            BadInput.class,
            refusal -> {
              assertThat(refusal.what()).endsWith(".");
              assertThat(refusal.advice()).endsWith(".");
            });
  }

  @Test
  void aDigestIsAskedForAtTheEndOfAUrl() {
    String hex = "0123456789abcdef".repeat(4);
    for (String place : new String[] {"https://h/x.tar.xz", "http://h/x.tar.xz"}) {
      String text = place + "#sha256=" + hex.toUpperCase(java.util.Locale.ROOT);
      assertThat(TreeSpec.parse(text, temp))
          .isEqualTo(
              new TreeSpec.ArchiveUrl(
                  text, java.net.URI.create(place), java.util.Optional.of(new Sha256(hex))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git+https://user:ghp_SECRET@example.org/linux.git@v7~3",
        "git+https://ghp_SECRET@example.org/linux.git@",
        "http://user:ghp_SECRET@example.org/x.tar.xz",
        "https://user:ghp_SECRET@example.org/x.tar.xz#sha256=1",
        "https://user:ghp_SECRET@exa mple.org/x.tar.xz"
      })
  void noRefusalShowsCredentials(String text) {
    assertThatThrownBy(() -> TreeSpec.parse(text, temp))
        .isInstanceOfSatisfying(
            BadInput.class,
            refusal -> {
              assertThat(refusal.text()).doesNotContain("SECRET").contains("***@");
              assertThat(refusal.getMessage()).doesNotContain("SECRET");
            });
  }
}
