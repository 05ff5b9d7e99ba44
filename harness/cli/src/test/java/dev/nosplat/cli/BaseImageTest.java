// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On which image {@code ./nosplat setup} builds, with an engine whose images are files. */
class BaseImageTest {
  /** Knows images by their names, a slash, a colon or an at sign written as {@code _}. */
  private static final String ENGINE =
      """
      #!/bin/sh
      name() { echo "$IMAGES/$(echo "$1" | tr '/:@' '___')"; }
      case $1 in
      image)
      	shift 2
      	[ "$1" != --format ] || shift 2
      	cat "$(name "$1")" 2>/dev/null
      	;;
      pull)
      	[ -n "$REGISTRY" ] || exit 1
      	echo "debian@sha256:served" >"$(name "$3")"
      	;;
      esac
      """;

  @TempDir private Path directory;
  private Path images = Path.of("");

  @BeforeEach
  void makeAnEngine() throws IOException {
    images = Files.createDirectory(directory.resolve("images"));
    Path engine = Files.writeString(directory.resolve("engine"), ENGINE);
    assertThat(engine.toFile().setExecutable(true)).isTrue();
  }

  private String base(String registry, String named) throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder(
            "sh",
            "-c",
            ". ../setup.sh; engine=$ENGINE; bootstrap_base() { :; }; setup_base >&2; echo $base");
    shell.environment().put("ENGINE", directory.resolve("engine").toString());
    shell.environment().put("IMAGES", images.toString());
    shell.environment().put("REGISTRY", registry);
    shell.environment().put("NOSPLAT_BASE_IMAGE", named);
    Process process = shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }

  @Test
  void anImageThatARegistryServedIsNamedByItsDigest() throws Exception {
    assertThat(base("yes", "")).isEqualTo("debian@sha256:served");
    assertThat(base("", "")).as("once it is here").isEqualTo("debian@sha256:served");
  }

  @Test
  void aLocalImageThatIsOnlyCalledLikeItIsNotBuiltOn() throws Exception {
    Files.writeString(images.resolve("debian_trixie-slim"), "");
    assertThat(base("", "")).isEqualTo("nosplat-base:trixie");
    assertThat(base("yes", "")).isEqualTo("debian@sha256:served");
  }

  @Test
  void anImageThatTheUserNamesIsTaken() throws Exception {
    Files.writeString(images.resolve("mine_1"), "");
    assertThat(base("", "mine:1")).isEqualTo("mine:1");
  }
}
