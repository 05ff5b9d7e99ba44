// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlCredentialsTest {

  @ParameterizedTest
  @CsvSource({
    "git+https://user:ghp_X@host/linux.git@v7.2, git+https://***@host/linux.git@v7.2",
    "https://ghp_X@host/x.tar.xz, https://***@host/x.tar.xz",
    "https://user:p@ss@host/x, https://***@host/x",
    "HTTPS://user:ghp_X@host/x, HTTPS://***@host/x",
    "fatal: unable to access 'https://user:ghp_X@host/x/': no, fatal: unable to access"
        + " 'https://***@host/x/': no",
    "https://a:b@h/x and https://c:d@i/y, https://***@h/x and https://***@i/y",
    "git+ssh://git@host/linux.git, git+ssh://git@host/linux.git",
    "ssh://git:secret@host/linux.git, ssh://git:***@host/linux.git",
    "ftp://user:x@host/, ftp://***@host/"
  })
  void credentialsAreHiddenWhereverAUrlStands(String text, String shown) {
    assertThat(UrlCredentials.hidden(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/linux.git@v7.2",
        "/home/me/linux@v7.2",
        "git@host:linux.git",
        "debian:newest",
        "https://host/a?mail=x@y",
        "git+file:///srv/linux@v7"
      })
  void whatIsNoCredentialStays(String text) {
    assertThat(UrlCredentials.hidden(text)).isEqualTo(text);
  }

  @Test
  void noRecordEverHoldsThem() {
    String spec = "git+https://user:ghp_SECRET@host/linux.git";
    String json =
        Recorded.json("pass").replaceFirst("\"tree\" : \"[^\"]*\"", "\"tree\" : \"" + spec + "\"");
    RunRecord run = RunRecordJson.read(json);
    assertThat(run.subject().tree()).isEqualTo("git+https://***@host/linux.git");
    assertThat(RunRecordJson.write(run)).doesNotContain("SECRET");
    String gate =
        Recorded.json("gate-pass")
            .replaceFirst("\"tree\" : \"[^\"]*\"", "\"tree\" : \"" + spec + "\"");
    assertThat(GateRecordJson.write(GateRecordJson.read(gate))).doesNotContain("SECRET");
  }
}
