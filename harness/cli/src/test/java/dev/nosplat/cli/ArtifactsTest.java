// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The libraries are byte for byte those that were looked at. Maven 3.8 cannot be given their
 * digests (its resolver reads trusted checksums from 1.9 on), so a test compares them.
 */
class ArtifactsTest {
  private static final Path SUMS = Path.of("src/test/resources/artifacts.sha256");

  @Test
  void everyLibraryIsTheOneWhoseDigestIsWrittenDown() throws Exception {
    Map<String, String> known = known();
    Map<String, String> found = found();
    assertThat(found).as("libraries on the class path").hasSizeGreaterThan(20);
    List<String> others =
        found.entrySet().stream()
            .filter(jar -> !jar.getValue().equals(known.get(jar.getKey())))
            .map(jar -> jar.getValue() + "  " + jar.getKey())
            .toList();
    assertThat(others)
        .as("if these are wanted, compare with the publisher's digests and write them to " + SUMS)
        .isEmpty();
  }

  @Test
  void aLibraryOfAnotherContentIsNotTaken() throws Exception {
    Map.Entry<String, String> jar = found().entrySet().iterator().next();
    Path changed = Files.createTempFile("changed", ".jar");
    try {
      Files.write(changed, new byte[] {1});
      assertThat(digest(changed)).isNotEqualTo(jar.getValue());
    } finally {
      Files.delete(changed);
    }
  }

  /** As {@code sha256sum} writes it: a digest, two blanks, a name. */
  private static Map<String, String> known() throws IOException {
    Map<String, String> known = new TreeMap<>();
    for (String line : Files.readAllLines(SUMS)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(" {2}", 2);
        known.put(parts[1], parts[0]);
      }
    }
    return known;
  }

  /** Jars of others on the class path, by artifact, version and file name. */
  private static Map<String, String> found() throws Exception {
    Map<String, String> found = new TreeMap<>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      int names = jar.getNameCount();
      boolean ours = names > 2 && entry.contains("nosplat-") && entry.contains("target");
      if (entry.endsWith(".jar") && !ours && !entry.contains("surefire")) {
        found.put(jar.subpath(names - 3, names).toString(), digest(jar));
      }
    }
    return found;
  }

  private static String digest(Path file) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
  }
}
