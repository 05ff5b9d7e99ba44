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
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
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
  void aGuestReachesNobodyIsReachedOnLoopbackOnlyAndItsKeysEndWithIt() throws Exception {
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
    JsonNode published = container.at("/NetworkSettings/Ports");
    assertThat(published).isNotEmpty();
    for (JsonNode port : published) {
      for (JsonNode binding : port) {
        assertThat(binding.path("HostIp").asText()).isEqualTo("127.0.0.1");
        seeThatOnlyLoopbackListens(binding.path("HostPort").asInt());
      }
    }
    seeThatTheGuestGetsNowhere(machine, container);
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

  private static void seeThatOnlyLoopbackListens(int port) throws Exception {
    for (InetAddress address : addresses()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), 1000);
        assertThat(address.isLoopbackAddress()).as("%s:%d answers", address, port).isTrue();
      } catch (java.io.IOException e) {
        assertThat(address.getHostAddress()).as("refuses port %d", port).isNotEqualTo("127.0.0.1");
      }
    }
  }

  /** A server of ours that the container can reach, and the guest can not by any address. */
  private static void seeThatTheGuestGetsNowhere(Machine machine, JsonNode container)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      String gateway = container.at("/NetworkSettings/Gateway").asText();
      int port = server.getLocalPort();
      String connect = "exec 3<>/dev/tcp/" + gateway + "/" + port + " && echo reached";
      String id = container.path("Id").asText();
      assertThat(Leftovers.ask("exec", id, "timeout", "5", "bash", "-c", connect))
          .containsExactly("reached");
      server.accept().close();
      server.setSoTimeout(1);
      for (String address : List.of(gateway, "10.0.2.2", "127.0.0.1")) {
        ShellResult tried =
            guest(machine, "busybox nc -w 3 " + address + " " + port + " </dev/null");
        assertThat(tried.ok()).as("the guest reaches %s", address).isFalse();
      }
      org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
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
