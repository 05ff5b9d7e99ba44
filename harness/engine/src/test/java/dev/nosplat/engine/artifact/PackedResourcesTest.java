// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedResourcesTest {

  @Test
  void packedFilesAreThoseOfTheSourceTreeByteForByte() throws IOException {
    Path sources = Path.of("../..");
    assertThat(PackedResources.read("Dockerfile"))
        .isEqualTo(Files.readAllBytes(sources.resolve("Dockerfile")));
    assertThat(PackedResources.list("kernel-configs"))
        .contains("kernel-configs/base.config", "kernel-configs/lockdep.config")
        .isSorted()
        .allSatisfy(
            name ->
                assertThat(PackedResources.read(name))
                    .isEqualTo(Files.readAllBytes(sources.resolve(name))));
  }

  @Test
  void aDirectoryThatIsNotPackedHasNoFiles() {
    assertThat(PackedResources.list("no-such-directory")).isEmpty();
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThatExist() {
    assertThatThrownBy(() -> PackedResources.read("kernel-configs/lokdep.config"))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.what()).contains("kernel-configs/lokdep.config");
              assertThat(e.evidence()).contains("packed: kernel-configs/lockdep.config");
            });
  }

  @Test
  void unpackingKeepsPathsAndReplacesOldContent(@TempDir Path target) throws IOException {
    Path base = target.resolve("kernel-configs/base.config");
    Files.createDirectories(base.getParent());
    Files.writeString(base, "stale");
    PackedResources.unpack("kernel-configs", target);
    assertThat(Files.readAllBytes(base))
        .isEqualTo(PackedResources.read("kernel-configs/base.config"));
  }

  /** A second JVM whose class path holds a jar only, as users run it. */
  @Test
  void theSameNamesAreListedFromInsideAJar(@TempDir Path scratch) throws Exception {
    Path classes =
        Path.of(PackedResources.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path tests = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = scratch.resolve("with space.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      pack(classes, out);
      pack(tests, out);
    }
    Process listing =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jar + File.pathSeparator + System.getProperty("java.class.path"),
                Listing.class.getName(),
                "kernel-configs")
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(listing.waitFor(30, TimeUnit.SECONDS)).isTrue();
    List<String> expected = PackedResources.list("kernel-configs");
    assertThat(printed).isEqualTo(jar + " " + expected);
  }

  /** Runs in the second JVM: where the class came from and what it lists. */
  static final class Listing {
    private Listing() {}

    public static void main(String[] directory) throws Exception {
      URI from = PackedResources.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      System.out.println(Path.of(from) + " " + PackedResources.list(directory[0]));
    }
  }

  private static void pack(Path classes, JarOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString();
        if (!name.startsWith("META-INF/")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }
  }
}
