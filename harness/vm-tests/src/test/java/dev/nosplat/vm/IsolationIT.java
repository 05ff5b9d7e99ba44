// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.check.BenchPatch;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a container of ours, and in a guest, can do nothing to the host or to a network. */
@Tag("vm")
class IsolationIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What every ed25519 public key in a key file begins with: "ssh-ed25519" with its length. */
  private static final String ANY_PUBLIC_KEY = "AAAAC3NzaC1lZDI1NTE5";

  private static final String KEYS = "/root/.ssh/authorized_keys /etc/dropbear/*_host_key";

  private final KernelChecker checker;

  IsolationIT() throws InterruptedException {
    checker = new KernelChecker(Engine.open(Settings.ofProcess()));
  }

  @Test
  void aGuestReachesNobodyIsReachedThroughASocketOfItsOwnersAndItsKeysEndWithIt() throws Exception {
    List<String> found = new ArrayList<>();
    Interlude look =
        machine -> {
          try {
            found.addAll(lookInside(machine));
          } catch (InterruptedException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    RunRecord run = checker.check(CheckPlan.of("debian:newest"), look, Progress.silent());
    assertThat(run.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(found).containsExactly("600", "600");
    try (Stream<Path> files = Files.walk(run.directory())) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .doesNotContain(ANY_PUBLIC_KEY)
                      .doesNotContain("PRIVATE KEY"));
    }
  }

  @Test
  void aBuildHasNoNetworkAndNoPrivilegesAndCannotWriteItsSource(@TempDir Path scratch)
      throws Exception {
    Path patch = scratch.resolve("new.patch");
    Files.writeString(patch, BenchPatch.ofSource(Long.toHexString(System.nanoTime())));
    Set<String> before = CommandLine.containers("build");
    CommandLine.Running check =
        CommandLine.start(
            Map.of(), "check", "--tree", "debian:newest", "--patch", patch.toString());
    Awaitility.await("a build")
        .atMost(Duration.ofMinutes(10))
        .until(() -> !before.containsAll(CommandLine.containers("build")));
    Set<String> builds = CommandLine.containers("build");
    builds.removeAll(before);
    try {
      JsonNode container = inspect(builds.iterator().next());
      seeThatItIsUnprivilegedAndBounded(container);
      assertThat(container.at("/HostConfig/NetworkMode").asText()).isEqualTo("none");
      assertThat(binds(container))
          .anyMatch(bind -> bind.endsWith(":/src:ro"))
          .noneMatch(bind -> bind.contains("docker.sock"));
    } finally {
      check.signal("INT");
      check.await();
    }
  }

  /** Everything about a running machine; the modes of the guest's key files. */
  private static List<String> lookInside(Machine machine) throws Exception {
    String id = Leftovers.look().machines().iterator().next();
    JsonNode container = inspect(id);
    seeThatItIsUnprivilegedAndBounded(container);
    assertThat(binds(container).filter(bind -> bind.endsWith(":rw")))
        .allMatch(bind -> bind.contains(":/run/machine:"));
    assertThat(container.at("/HostConfig/NetworkMode").asText()).isEqualTo("none");
    assertThat(container.at("/NetworkSettings/Ports")).isEmpty();
    assertThat(container.at("/HostConfig/ReadonlyRootfs").asBoolean()).isTrue();
    seeThatTheContainerGetsNowhere(container);
    seeThatQemuFiltersItsOwnCalls(container);
    seeThatTheGuestGetsNowhere(machine);
    Path sockets = Path.of(source(container, "/run/machine"));
    assertThat(Files.getPosixFilePermissions(sockets)).hasSize(3); // its owner's
    return guest(machine, "stat -c %a " + KEYS).out().lines().toList();
  }

  private static void seeThatItIsUnprivilegedAndBounded(JsonNode container) throws Exception {
    JsonNode host = container.path("HostConfig");
    assertThat(host.path("Privileged").asBoolean()).isFalse();
    assertThat(host.path("CapDrop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(host.path("CapAdd").isEmpty()).isTrue();
    assertThat(host.path("SecurityOpt").toString()).contains("no-new-privileges");
    assertThat(host.path("Memory").asLong()).isPositive();
    assertThat(host.path("PidsLimit").asLong()).isPositive();
    assertThat(container.at("/Config/User").asText()).matches("[1-9]\\d*:[1-9]\\d*");
    assertThat(container.at("/Config/Cmd/0").asText()).isEqualTo("timeout");
    Path status = Path.of("/proc", container.at("/State/Pid").asText(), "status");
    assertThat(Files.readString(status))
        .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
  }

  /** Not even what escaped from QEMU would find a way out, or a place to stay. */
  private static void seeThatTheContainerGetsNowhere(JsonNode container) throws Exception {
    String id = container.path("Id").asText();
    assertThat(Leftovers.ask("exec", id, "sh", "-c", "ls /sys/class/net")).containsExactly("lo");
    assertThat(
            Leftovers.ask(
                "exec", id, "sh", "-c", "touch /var/x /x /run/x 2>&1 | grep -c 'Read-only'"))
        .containsExactly("3");
    assertThat(
            Leftovers.ask("exec", id, "sh", "-c", "touch /tmp/x && echo '#!' > /tmp/y && echo ok"))
        .containsExactly("ok");
    assertThat(Leftovers.ask("exec", id, "sh", "-c", "grep -c ' /tmp .*noexec' /proc/mounts"))
        .containsExactly("1");
  }

  /** Two filters, each of which the kernel counts: the engine's and QEMU's. */
  private static void seeThatQemuFiltersItsOwnCalls(JsonNode container) throws Exception {
    String id = container.path("Id").asText();
    Set<String> filters =
        Leftovers.ask(
            "exec",
            id,
            "sh",
            "-c",
            "for p in /proc/[0-9]*; do read -r name <$p/comm; case $name in qemu-*)"
                + " grep Seccomp_filters $p/status;; esac; done");
    assertThat(filters).singleElement().asString().matches("Seccomp_filters:\\s*[2-9]");
  }

  private static void seeThatTheGuestGetsNowhere(Machine machine) throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      server.setSoTimeout(1);
      for (InetAddress address : addresses()) {
        if (address instanceof java.net.Inet4Address) {
          seeThatTheGuestDoesNotReach(machine, address.getHostAddress(), server.getLocalPort());
        }
      }
      seeThatTheGuestDoesNotReach(machine, "10.0.2.2", server.getLocalPort());
      // Its own SSH, seen from QEMU's end: the container's loopback is not for it.
      seeThatTheGuestDoesNotReach(machine, "10.0.2.2", 2222);
      org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  private static void seeThatTheGuestDoesNotReach(Machine machine, String address, int port)
      throws Exception {
    ShellResult tried = guest(machine, "busybox nc -w 3 " + address + " " + port + " </dev/null");
    assertThat(tried.ok()).as("the guest reaches %s:%d", address, port).isFalse();
  }

  private static List<InetAddress> addresses() throws Exception {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      all.addAll(Collections.list(card.getInetAddresses()));
    }
    return all;
  }

  private static ShellResult guest(Machine machine, String script) throws Exception {
    return machine.shell().script(script, new byte[0], LIMIT);
  }

  private static JsonNode inspect(String id) throws Exception {
    Process docker = new ProcessBuilder("docker", "inspect", id).start();
    return JSON.readTree(docker.getInputStream().readAllBytes()).path(0);
  }

  private static Stream<String> binds(JsonNode container) {
    List<String> all = new ArrayList<>();
    container.at("/HostConfig/Binds").forEach(bind -> all.add(bind.asText()));
    return all.stream();
  }

  private static String source(JsonNode container, String inside) {
    return binds(container)
        .filter(bind -> bind.contains(":" + inside + ":"))
        .map(bind -> bind.substring(0, bind.indexOf(':')))
        .findFirst()
        .orElseThrow();
  }
}
