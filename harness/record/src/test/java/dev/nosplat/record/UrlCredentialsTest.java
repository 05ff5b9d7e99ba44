// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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
    "ftp://user:x@host/, ftp://***@host/",
    "https://h/x?private_token=S&a=b, https://h/x?private_token=***&a=b",
    "https://h/x?a=b&X-Amz-Signature=S#f, https://h/x?a=b&X-Amz-Signature=***#f",
    "see https://h/x?sig=S for it, see https://h/x?sig=*** for it",
    "password ghp_0123456789abcdefABCD given, password *** given",
    "glpat-0123456789abcdefABCD, ***"
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
        "https://host/a?design=x",
        "ghp_short",
        "right",
        "git+file:///srv/linux@v7"
      })
  void whatIsNoCredentialStays(String text) {
    assertThat(UrlCredentials.hidden(text)).isEqualTo(text);
  }

  @Test
  void noSecretIsLeftWhereverItStandsInWhateverText() {
    Random random = new Random(15);
    for (int i = 0; i < 20_000; i++) {
      String secret = "S3" + text(random, 6, "abcXYZ019%!$*+=.~_-:@");
      String url =
          switch (random.nextInt(4)) {
            case 0 -> "https://" + secret + "@host/path";
            case 1 -> "git+https://user:" + secret + "@host:8080/linux.git@v7.2";
            case 2 -> "http://me:" + secret + "@[::1]/a?b=c#d";
            default ->
                "https://host/x?a=b&access_token="
                    + text(random, 3, "abc")
                    + secret.replace("@", "");
          };
      String hidden = secret.replace("@", "");
      String text =
          text(random, 20, "ab :/@'\"<>\n\t\u202e#?&=") + " " + url + text(random, 3, " '\"\n>");
      String shown = UrlCredentials.hidden(text);
      assertThat(shown).as(text).doesNotContain(url.contains("token") ? hidden : secret);
      assertThat(UrlCredentials.hidden(shown)).as("nothing is left to hide").isEqualTo(shown);
      assertThat(Documents.line(new Noted(text))).as(text).doesNotContain(hidden);
    }
  }

  /** Any document. */
  record Noted(String what) {}

  private static String text(Random random, int most, String of) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
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
