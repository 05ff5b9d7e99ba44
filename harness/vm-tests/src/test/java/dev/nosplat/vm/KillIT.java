// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.BenchPatch;
import dev.nosplat.vm.CommandLine.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at any stage: fifteen seconds later nothing of the run is left but files, and the next
 * run is not kept waiting by it. Testcontainers' own reaper is off, here as everywhere.
 */
class KillIT {
  private static final FaultTable TABLE =
      new FaultTable("faults-kill.md", "kill -9 of the process");
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String TREE = "debian:newest";

  @Test
  @Tag("vm")
  void whileItChurns() throws Exception {
    kill("churning", "churning tasks", Map.of(), List.of());
  }

  @Test
  @Tag("vm-full")
  void whileItImports(@TempDir Path elsewhere) throws Exception {
    Map<String, String> empty = Map.of("XDG_CACHE_HOME", elsewhere.toString());
    kill("importing", "importing linux-source", empty, List.of());
  }

  @Test
  @Tag("vm-full")
  void whileItBuilds(@TempDir Path scratch) throws Exception {
    Path patch = scratch.resolve("new.patch");
    Files.writeString(patch, BenchPatch.ofHeader(Long.toHexString(System.nanoTime())));
    kill("building", " objects", Map.of(), List.of("--patch", patch.toString()));
  }

  @Test
  @Tag("vm-full")
  void whileItBoots() throws Exception {
    kill("booting", "booting 7.", Map.of(), List.of("--fresh-boot"));
  }

  @Test
  @Tag("vm-full")
  void whileItRestores() throws Exception {
    CommandLine.run("check", "--tree", TREE);
    kill("restoring", "booting 7.", Map.of(), List.of());
  }

  private static void kill(
      String stage, String words, Map<String, String> environment, List<String> arguments)
      throws Exception {
    Set<String> before = CommandLine.containers();
    List<String> command = new ArrayList<>(List.of("check", "--tree", TREE));
    command.addAll(arguments);
    Running running = CommandLine.start(environment, command.toArray(String[]::new));
    assertThat(running.awaitWords(words)).isTrue();
    if (!stage.equals("importing")) {
      Awaitility.await("a container of the " + stage)
          .until(() -> !before.containsAll(CommandLine.containers()));
    }
    Set<String> own = CommandLine.containers();
    own.removeAll(before);
    Set<String> ports = ports(own);
    List<ProcessHandle> processes = processes(running, own);
    running.signal("KILL");
    Instant killed = Instant.now();
    Awaitility.await("what a kill -9 while " + stage + " leaves")
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(both(CommandLine.containers(), own)).isEmpty();
              assertThat(processes.stream().filter(ProcessHandle::isAlive)).isEmpty();
              assertThat(both(listening(), ports)).isEmpty();
              assertThat(locks(running.pid())).isEmpty();
            });
    TABLE.add(
        "kill -9 while " + stage,
        "none",
        "there is nobody to tell",
        Duration.between(killed, Instant.now()),
        "nothing: no container, process, port or lock");
    running.await();
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.retainAll(other);
    return both;
  }

  /** All that a kill does not reach by itself: our children, and what runs in our containers. */
  private static List<ProcessHandle> processes(Running running, Set<String> containers)
      throws Exception {
    List<ProcessHandle> all = new ArrayList<>(running.descendants().toList());
    for (String id : containers) {
      for (String line : Leftovers.ask("top", id, "-eo", "pid")) {
        if (line.strip().matches("\\d+")) {
          ProcessHandle.of(Long.parseLong(line.strip())).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  /** The host ports that lead into these containers. */
  private static Set<String> ports(Set<String> containers) throws Exception {
    Set<String> all = new TreeSet<>();
    for (String id : containers) {
      for (String line : Leftovers.ask("port", id)) {
        all.add(line.substring(line.lastIndexOf(':') + 1));
      }
    }
    return all;
  }

  private static Set<String> listening() throws IOException {
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp"))) {
      return new TreeSet<>(
          sockets
              .map(line -> line.strip().split(" +"))
              .filter(words -> words.length > 3 && words[3].equals("0A"))
              .map(words -> words[1].substring(words[1].indexOf(':') + 1))
              .map(port -> Integer.toString(Integer.parseInt(port, 16)))
              .toList());
    }
  }

  /** The locks that the kernel has for this process. */
  private static List<String> locks(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.UTF_8).stream()
        .filter(line -> line.contains(" " + pid + " "))
        .toList();
  }
}
