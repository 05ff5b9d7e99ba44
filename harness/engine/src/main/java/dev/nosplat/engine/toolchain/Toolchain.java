// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Info;
import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The toolchain image of one {@code Dockerfile}, and the way to containers made from it. */
public final class Toolchain {
  private final DockerClient client;
  private final String image;
  private final String imageId;
  private final Path home;

  private Toolchain(DockerClient client, String image, String imageId, Path home) {
    this.client = client;
    this.image = image;
    this.imageId = imageId;
    this.home = home;
  }

  /**
   * Connects to the container engine and finds the image.
   *
   * @param dockerfile the bytes of the Dockerfile whose image is wanted
   * @param home nosplat's cache directory
   * @param environment this process's environment
   * @throws InfraFailed if there is no engine, or no such image
   */
  public static Toolchain connect(byte[] dockerfile, Path home, Map<String, String> environment) {
    DockerClient client = ContainerEngine.client(environment);
    String image = imageName(dockerfile);
    try {
      Files.createDirectories(home);
      return new Toolchain(client, image, client.inspectImageCmd(image).exec().getId(), home);
    } catch (NotFoundException e) {
      throw new InfraFailed(
          "the toolchain image is not there",
          List.of(image),
          "run ./nosplat setup, which builds it in about a minute",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + home, e);
    }
  }

  /** The image that {@code ./nosplat setup} builds from these bytes. */
  public static String imageName(byte[] dockerfile) {
    return "nosplat-toolchain:" + Digest.of(dockerfile).brief();
  }

  /** The image's name, for whoever runs a container by hand. */
  public String image() {
    return image;
  }

  /** What the container engine says of itself. */
  public EngineFacts engine() {
    Info info = client.infoCmd().exec();
    List<String> security = info.getSecurityOptions();
    return new EngineFacts(
        String.valueOf(info.getServerVersion()),
        info.getNCPU() == null ? 0 : info.getNCPU(),
        info.getMemTotal() == null ? 0 : info.getMemTotal(),
        security != null && security.stream().anyMatch(each -> each.contains("rootless")),
        String.valueOf(info.getDockerRootDir()));
  }

  /** The image's own digest: part of every key of what is built in it. */
  public String digest() {
    return imageId;
  }

  /** Starts a container. */
  public ToolchainContainer open(ContainerSpec spec) throws InterruptedException {
    return ToolchainContainer.open(
        client, image, user(), spec, home, Tether.make(home.resolve("tethers")));
  }

  /** Makes a directory that containers can write, if need be by giving it to their user. */
  public ContainerDirectory shared(ContainerDirectory directory) {
    try {
      Files.createDirectories(directory.path());
    } catch (IOException e) {
      throw new UncheckedIOException("making " + directory, e);
    }
    user().give(directory.path());
    return directory;
  }

  /**
   * Makes a directory that one container can write, below one of ours, under a name that nobody
   * knows.
   */
  public ContainerDirectory scratch(Path above) {
    try {
      return shared(ContainerDirectory.at(Files.createTempDirectory(above, "written")));
    } catch (IOException e) {
      throw new UncheckedIOException("making a directory below " + above, e);
    }
  }

  /** Gives everything below a directory to the containers' user. */
  public void own(Path directory) {
    user().giveAll(directory);
  }

  private HostUser user() {
    return HostUser.of(home);
  }
}
