// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A real Slurm of three nodes on this host, with a munge of its own: Debian's packages slurmctld,
 * slurmd, slurm-client and munge, and root. All it keeps lies in one directory.
 */
final class SlurmCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Path configuration;

  private SlurmCluster(Path directory) {
    this.directory = directory;
    this.configuration = directory.resolve("slurm.conf");
  }

  static SlurmCluster start(Path directory) throws Exception {
    SlurmCluster cluster = new SlurmCluster(directory);
    byte[] key = new byte[1024];
    new SecureRandom().nextBytes(key);
    Path munge = Files.createDirectories(directory.resolve("munge"));
    Files.write(munge.resolve("key"), key);
    Files.setPosixFilePermissions(
        munge.resolve("key"), PosixFilePermissions.fromString("r--------"));
    for (String name : List.of("state", "spool", "log")) {
      Files.createDirectories(directory.resolve(name));
    }
    String host = InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "");
    List<Integer> ports = freePorts(4);
    StringBuilder text =
        new StringBuilder(
            """
            ClusterName=nosplat
            SlurmctldHost=%1$s
            SlurmctldPort=%2$d
            AuthType=auth/munge
            AuthInfo=socket=%3$s/munge/socket
            CredType=cred/munge
            SlurmUser=root
            SlurmdUser=root
            StateSaveLocation=%3$s/state
            SlurmdSpoolDir=%3$s/spool/%%n
            SlurmctldPidFile=%3$s/slurmctld.pid
            SlurmdPidFile=%3$s/%%n.pid
            SlurmctldLogFile=%3$s/log/slurmctld
            SlurmdLogFile=%3$s/log/%%n
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            ReturnToService=2
            MinJobAge=3600
            SlurmdTimeout=20
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core_Memory
            AccountingStorageType=accounting_storage/none
            JobAcctGatherType=jobacct_gather/none
            PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
            """
                .formatted(host, ports.get(0), directory));
    for (int node = 1; node <= 3; node++) {
      // Memory for one cell each; the host's own bound on machines holds besides.
      text.append(
          "NodeName=n%d NodeHostname=%s Port=%d CPUs=2 RealMemory=6000 Feature=kvm\n"
              .formatted(node, host, ports.get(node)));
    }
    Files.writeString(cluster.configuration, text);
    cluster.ask(
        "munged",
        "--force",
        "--key-file=" + munge.resolve("key"),
        "--socket=" + munge.resolve("socket"),
        "--pid-file=" + directory.resolve("munged.pid"),
        "--log-file=" + munge.resolve("log"),
        "--seed-file=" + munge.resolve("seed"));
    cluster.startController();
    for (int node = 1; node <= 3; node++) {
      cluster.startNode("n" + node);
    }
    Awaitility.await("three idle nodes")
        .atMost(PATIENCE)
        .until(() -> cluster.ask("sinfo", "-h", "-o", "%D %T").contains("3 idle"));
    return cluster;
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket each : sockets) {
        each.close();
      }
    }
  }

  /** What finds it. */
  Map<String, String> environment() {
    return Map.of("SLURM_CONF", configuration.toString());
  }

  void startController() throws Exception {
    ask("slurmctld");
  }

  void startNode(String name) throws Exception {
    ask("slurmd", "-N", name);
  }

  /** Ends the controller in order; its state lies on the disk. */
  void stopController() throws Exception {
    ProcessHandle controller = daemon("slurmctld").orElseThrow();
    controller.destroy();
    Awaitility.await("the controller's end").atMost(PATIENCE).until(() -> !controller.isAlive());
  }

  /** A node dies as when its power is cut: its daemon, its job's step and the job itself. */
  void killNode(String name) throws Exception {
    String job = ask("squeue", "-h", "-w", name, "-t", "R", "-o", "%A").strip();
    List<ProcessHandle> doomed = new ArrayList<>();
    daemon(name).ifPresent(doomed::add);
    ProcessHandle.allProcesses()
        .filter(each -> commandLine(each).startsWith("slurmstepd: [" + job + ".batch]"))
        .forEach(
            step -> {
              doomed.add(step);
              step.descendants().forEach(doomed::add);
            });
    assertThat(doomed).as("a daemon, a step and a worker").hasSizeGreaterThanOrEqualTo(3);
    doomed.forEach(ProcessHandle::destroyForcibly);
  }

  /** slurmstepd writes its title over its arguments, so the handle's own view is not enough. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
              Path.of("/proc", String.valueOf(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private Optional<ProcessHandle> daemon(String name) throws IOException {
    Path file = directory.resolve(name + ".pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
        : Optional.empty();
  }

  /** Runs one of Slurm's commands and gives what it printed. */
  String ask(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Path out = Files.createTempFile(directory, "out-", "");
    // Daemons would keep a pipe open.
    Process process = builder.redirectOutput(out.toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor()).as(() -> command[0] + ": " + read(out)).isZero();
    return read(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }

  @Override
  public void close() throws Exception {
    for (String name : List.of("n1", "n2", "n3", "slurmctld", "munged")) {
      Optional<ProcessHandle> daemon = daemon(name);
      daemon.ifPresent(ProcessHandle::destroy);
      daemon.ifPresent(
          each -> Awaitility.await(name).atMost(PATIENCE).until(() -> !each.isAlive()));
    }
  }
}
