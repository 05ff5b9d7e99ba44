// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with a committed file. {@code -Dnosplat.golden=rewrite} rewrites the files instead;
 * the difference is then for a person to read in the version control system.
 */
public final class Golden {
  private Golden() {}

  /** Fails unless {@code actual} is the content of this file under src/test/resources. */
  public static void matches(String file, String actual) throws IOException {
    Path golden = Path.of("src/test/resources", file).normalize();
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, actual);
      return;
    }
    assertThat(golden).as("golden file, written with -Dnosplat.golden=rewrite").exists();
    assertThat(actual).as(file).isEqualTo(Files.readString(golden));
  }
}
