// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateDirectoryTest {
  @TempDir private Path scratch;

  @Test
  void itIsMadeForItsOwnerAlone() throws Exception {
    Path directory = PrivateDirectory.require(scratch.resolve("a/b/cache"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwx------", "rwxr-xr-x", "rwxr-x---"})
  void oneThatOthersMayAtMostReadIsTaken(String mode) throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("cache"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

    assertThat(PrivateDirectory.require(directory)).isEqualTo(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"})
  void oneThatOthersMayWriteIsRefused(String mode) throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("cache"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> PrivateDirectory.require(directory))
        .isInstanceOfSatisfying(
            BadInput.class,
            problem -> {
              assertThat(problem.what())
                  .isEqualTo("The cache directory " + directory + " can be written by others.");
              assertThat(problem.evidence()).singleElement().asString().endsWith("mode " + mode);
              assertThat(problem.advice()).startsWith("Run chmod go-w on it");
            });
  }

  @Test
  void aLinkIsAsGoodAsWhatItLeadsTo() throws Exception {
    Path disk = Files.createDirectory(scratch.resolve("disk"));
    Path link = Files.createSymbolicLink(scratch.resolve("cache"), disk);
    assertThatCode(() -> PrivateDirectory.require(link)).doesNotThrowAnyException();

    Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> PrivateDirectory.require(link)).isInstanceOf(BadInput.class);
  }

  @Test
  void oneOfSomebodyElseIsRefused() throws Exception {
    Path theirs = Files.createDirectory(scratch.resolve("cache"));
    if ((int) Files.getAttribute(theirs, "unix:uid") == 0) {
      Files.setAttribute(theirs, "unix:uid", 65534);
    } else {
      theirs = Path.of("/tmp"); // root's, which is fine, but open to all
    }
    Path foreign = theirs;
    assertThatThrownBy(() -> PrivateDirectory.require(foreign)).isInstanceOf(BadInput.class);
  }
}
