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
import java.util.OptionalInt;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * One running container of the toolchain image. It ends with {@link #close()}, or with this
 * process.
 */
public final class ToolchainContainer implements AutoCloseable {
  /** For a command of which nobody said how long it may take. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /**
   * Who a container's main process is: neither the caller nor the user of what is built in it, so
   * that nothing inside can stop or kill it.
   */
  private static final String KEEPER = "65534:65534";

  /** Places that a program may write besides its mounts, all of them in the container's memory. */
  private static final Map<String, String> SCRATCH =
      Map.of(
          "/tmp", "rw,exec,nosuid,nodev,mode=1777,size=2g",
          "/var/tmp", "rw,nosuid,nodev,mode=1777,size=256m",
          "/home/nosplat", "rw,nosuid,nodev,mode=1777,size=256m");

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
  private final HostUser user;

  /** Whether the engine has said that it is gone. */
  private boolean gone;

  private ToolchainContainer(
      DockerClient client, GenericContainer<?> container, Tether tether, HostUser user) {
    this.client = client;
    this.container = container;
    this.user = user;
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
                command -> command.withUser(KEEPER).withHostConfig(hostConfig(spec, tether)));
    try {
      ContainerEngine.awaken(client);
      container.start();
      if (spec.kvm().isPresent() && user.callerIsRoot()) {
        giveKvm(client, container.getContainerId());
      }
      return new ToolchainContainer(client, container, tether, user);
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
            .withMemorySwap(spec.memoryMiB() * 1024L * 1024L)
            .withReadonlyRootfs(true)
            .withTmpFs(SCRATCH)
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
    return start(user.uid() + ":" + user.gid(), command, environment, output);
  }

  private ContainerProcess start(
      String who, List<String> command, Map<String, String> environment, ExecOutput output) {
    try {
      String id =
          client
              .execCreateCmd(container.getContainerId())
              .withUser(who)
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
   * @throws dev.nosplat.engine.problem.InfraFailed if the container ended, and the command with it,
   *     or if the command has not ended after half an hour
   */
  public int run(List<String> command, Map<String, String> environment, ExecOutput output)
      throws InterruptedException {
    return run(command, environment, output, LIMIT)
        .orElseThrow(
            () ->
                new InfraFailed(
                    command.get(0) + " did not end within " + LIMIT.toMinutes() + " minutes",
                    List.of(String.join(" ", command)),
                    "see what else runs on this host, then run again"));
  }

  /**
   * Runs a command, but not for ever.
   *
   * @return its exit code; empty if it had not ended after {@code limit}, and then the container is
   *     gone with everything in it
   * @throws dev.nosplat.engine.problem.InfraFailed if the container ended, and the command with it
   */
  public OptionalInt run(
      List<String> command, Map<String, String> environment, ExecOutput output, Duration limit)
      throws InterruptedException {
    OptionalInt ended = start(command, environment, output).await(limit);
    if (ended.isEmpty()) {
      close();
      return ended;
    }
    int code = ended.getAsInt();
    if (code == KILLED && hasEnded()) {
      throw new InfraFailed(
          "the container ended while " + command.get(0) + " ran",
          List.of("the container engine had it killed, or somebody removed it"),
          "see that the container engine runs and has memory and disk, then run again");
    }
    return ended;
  }

  /** Kills whatever still runs in it. */
  public void kill() {
    try {
      client.killContainerCmd(container.getContainerId()).exec();
    } catch (NotFoundException | ConflictException e) {
      // It has ended already.
    }
  }

  /**
   * How often the kernel has killed a process here because memory ran out, and whether it was this
   * container's own. Read from the control group, by another user than what runs here: nothing that
   * a program prints has a part in it.
   */
  public MemoryEvents memory() throws InterruptedException {
    BoundedText text = new BoundedText(MemoryEvents.MOST);
    start(KEEPER, MemoryEvents.COMMAND, Map.of(), text).await(LIMIT);
    return MemoryEvents.parse(text.text());
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

  private boolean exists() {
    try {
      client.inspectContainerCmd(container.getContainerId()).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
