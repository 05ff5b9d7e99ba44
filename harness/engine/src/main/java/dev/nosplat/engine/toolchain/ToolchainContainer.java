// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.nosplat.engine.problem.InfraFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * One running container of the toolchain image. It ends with {@link #close()}, or with this
 * process.
 */
public final class ToolchainContainer implements AutoCloseable {
  private static final Duration NO_LIMIT = Duration.ofDays(1);

  /** What a command's exit code is when SIGKILL has ended it. */
  private static final int KILLED = 128 + 9;

  private static final int ENDED_TRIES = 200;
  private static final int GONE_TRIES = 500;

  /*
   * Told, because Podman 4.3 else asks for a million files and four million processes, which a root
   * without CAP_SYS_RESOURCE cannot give.
   */
  private static final long OPEN_FILES = 4096;

  /** Of one user on the whole host; what bounds a container is its own limit of 4096. */
  private static final long PROCESSES = 32768;

  private static final String KVM = "/dev/kvm";

  private final DockerClient client;
  private final GenericContainer<?> container;
  private final Tether tether;

  /** Whether the engine has said that it is gone. */
  private boolean gone;

  private ToolchainContainer(DockerClient client, GenericContainer<?> container, Tether tether) {
    this.client = client;
    this.container = container;
    this.tether = tether;
  }

  static ToolchainContainer open(
      DockerClient client,
      String image,
      HostUser user,
      ContainerSpec spec,
      Path home,
      Tether tether)
      throws InterruptedException {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withImagePullPolicy(name -> false)
            .withCommand(Tether.command().toArray(String[]::new))
            .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
            .waitingFor(
                new AbstractWaitStrategy() {
                  @Override
                  protected void waitUntilReady() {
                    // Nothing listens until a machine boots.
                  }
                })
            .withLabel("dev.nosplat.purpose", spec.purpose())
            .withLabel("dev.nosplat.home", home.toAbsolutePath().toString())
            .withCreateContainerCmdModifier(
                command ->
                    command
                        .withUser(user.uid() + ":" + user.gid())
                        .withHostConfig(hostConfig(spec, tether)));
    try {
      ContainerEngine.awaken(client);
      container.start();
      if (spec.kvm().isPresent() && user.callerIsRoot()) {
        giveKvm(client, container.getContainerId());
      }
      return new ToolchainContainer(client, container, tether);
    } catch (InterruptedException e) {
      tether.close();
      throw e;
    } catch (RuntimeException e) {
      try {
        container.stop();
      } finally {
        tether.close();
      }
      throw ContainerEngine.lost("a container of " + image + " does not start", e);
    }
  }

  /**
   * Lets the container's user use its own node of a device that belongs to root alone, as root who
   * called us may.
   */
  private static void giveKvm(DockerClient client, String id) {
    String chmod =
        client.execCreateCmd(id).withUser("0:0").withCmd("chmod", "a+rw", KVM).exec().getId();
    try {
      client.execStartCmd(chmod).exec(new LineFrames((line, error) -> {})).awaitCompletion();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HostConfig hostConfig(ContainerSpec spec, Tether tether) {
    List<Bind> binds = new ArrayList<>();
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.add(tether.mount());
    for (Mount mount : mounts) {
      binds.add(
          new Bind(
              mount.host().toAbsolutePath().toString(),
              new Volume(mount.inside()),
              mount.writable() ? AccessMode.rw : AccessMode.ro));
    }
    HostConfig config =
        HostConfig.newHostConfig()
            .withBinds(binds)
            .withAutoRemove(true)
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withMemory(spec.memoryMiB() * 1024L * 1024L)
            .withPidsLimit(4096L)
            .withUlimits(
                List.of(
                    new Ulimit("nofile", OPEN_FILES, OPEN_FILES),
                    new Ulimit("nproc", PROCESSES, PROCESSES)));
    if (spec.fixed()) {
      config.withReadonlyRootfs(true).withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,noexec,size=64m"));
    }
    if (!spec.network()) {
      config.withNetworkMode("none");
    }
    if (spec.kvm().isPresent()) {
      Path device = spec.kvm().get();
      config.withDevices(new Device("rw", KVM, device.toString()));
      int group = HostUser.group(device);
      if (group != 0) {
        config.withGroupAdd(List.of(Integer.toString(group)));
      }
    }
    return config;
  }

  /**
   * Starts a command. Arguments go to the program as they are: no shell reads them.
   *
   * @throws dev.nosplat.engine.problem.InfraFailed if the container is gone
   */
  public ContainerProcess start(
      List<String> command, Map<String, String> environment, ExecOutput output) {
    try {
      String id =
          client
              .execCreateCmd(container.getContainerId())
              .withCmd(command.toArray(String[]::new))
              .withEnv(
                  environment.entrySet().stream()
                      .map(e -> e.getKey() + "=" + e.getValue())
                      .toList())
              .withAttachStdout(true)
              .withAttachStderr(true)
              .exec()
              .getId();
      return new ContainerProcess(client, id, client.execStartCmd(id).exec(new LineFrames(output)));
    } catch (RuntimeException e) {
      throw ContainerEngine.lost("the container ended before " + command.get(0) + " ran", e);
    }
  }

  /**
   * Runs a command to its end.
   *
   * @return its exit code
   * @throws dev.nosplat.engine.problem.InfraFailed if the container ended, and the command with it
   */
  public int run(List<String> command, Map<String, String> environment, ExecOutput output)
      throws InterruptedException {
    int code = start(command, environment, output).await(NO_LIMIT).orElseThrow();
    if (code == KILLED && hasEnded()) {
      throw new InfraFailed(
          "the container ended while " + command.get(0) + " ran",
          List.of("the container engine had it killed, or somebody removed it"),
          "see that the container engine runs and has memory and disk, then run again");
    }
    return code;
  }

  /** Its processes end a moment before the engine says so of the container. */
  private boolean hasEnded() throws InterruptedException {
    for (int i = 0; i < ENDED_TRIES && running(); i++) {
      Thread.sleep(10);
    }
    return !running();
  }

  /** Whether the container is still there. */
  public boolean running() {
    try {
      return Boolean.TRUE.equals(
          client.inspectContainerCmd(container.getContainerId()).exec().getState().getRunning());
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Closes it, and fails where the engine does not say that it is gone: then nothing of it writes
   * any more.
   *
   * @throws InfraFailed if it may still run
   */
  public void end() {
    close();
    if (!gone) {
      throw new InfraFailed(
          "a container does not end",
          List.of(String.valueOf(container.getContainerId())),
          "see that the container engine answers, then run again");
    }
  }

  @Override
  public void close() {
    if (gone) {
      return;
    }
    try {
      // The engine removes it by itself once it has ended; whoever asks for the same meanwhile is
      // told of a conflict, Testcontainers' shutdown hook among them: wait until it is gone.
      ContainerEngine.awaken(client);
      kill();
      gone = !exists();
      for (int i = 0; i < GONE_TRIES && !gone; i++) {
        Thread.sleep(10);
        gone = !exists();
      }
      container.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InfraFailed e) {
      // Whatever the engine does with it, without its tether it ends.
    } finally {
      tether.close();
    }
  }

  private void kill() {
    try {
      client.killContainerCmd(container.getContainerId()).exec();
    } catch (NotFoundException | ConflictException e) {
      // It has ended already.
    }
  }

  private boolean exists() {
    try {
      client.inspectContainerCmd(container.getContainerId()).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
