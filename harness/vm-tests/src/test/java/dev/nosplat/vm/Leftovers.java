// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** What runs of one cache directory have left: containers, and directories for sockets. */
final class Leftovers {
  private static final Duration SOON = Duration.ofSeconds(15);

  private final Path cache;
  private final Set<String> before;

  private Leftovers(Path cache) throws Exception {
    this.cache = cache;
    this.before = now();
  }

  /** What there is before a run of this process's own cache directory. */
  static Leftovers look() throws Exception {
    return of(Settings.ofProcess().home().cache());
  }

  /** What there is before a run that uses this cache directory. */
  static Leftovers of(Path cache) throws Exception {
    return new Leftovers(cache.toAbsolutePath());
  }

  /** Fails unless all that came after is gone within 15 seconds. */
  String awaitNone() {
    Awaitility.await("left behind by the run")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(now()).isSubsetOf(before));
    return "nothing";
  }

  /** The ids of running machines' containers. */
  Set<String> machines() throws Exception {
    return running("machine");
  }

  /** The ids of the containers in which kernels are built. */
  Set<String> builds() throws Exception {
    return running("build");
  }

  private Set<String> running(String purpose) throws Exception {
    return ask(
        "ps", "--quiet", "--filter", "label=dev.nosplat.purpose=" + purpose, "--filter", home());
  }

  private String home() {
    return "label=dev.nosplat.home=" + cache;
  }

  private Set<String> now() throws Exception {
    Set<String> all = ask("ps", "--all", "--quiet", "--filter", home());
    Path machines = cache.resolve("machines");
    if (Files.isDirectory(machines)) {
      try (DirectoryStream<Path> directories = Files.newDirectoryStream(machines)) {
        for (Path directory : directories) {
          if (ownedByTheLiving(directory)) {
            all.add(directory.getFileName().toString());
          }
        }
      }
    }
    return all;
  }

  /** What a killed process leaves is an empty shell, which the next machine sweeps away. */
  private static boolean ownedByTheLiving(Path directory) {
    String name = directory.getFileName().toString();
    return name.matches("m\\d+-.*")
        && ProcessHandle.of(Long.parseLong(name.substring(1, name.indexOf('-')))).isPresent();
  }

  /** What {@code docker} prints, by lines. */
  static Set<String> ask(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "docker";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process docker = new ProcessBuilder(command).redirectErrorStream(true).start();
    Set<String> lines = new TreeSet<>();
    try (BufferedReader reader = docker.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(lines::add);
    }
    docker.waitFor();
    return lines;
  }
}
