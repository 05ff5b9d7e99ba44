// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import com.github.dockerjava.api.DockerClient;
import dev.nosplat.engine.problem.InfraFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.testcontainers.DockerClientFactory;

/** The container engine of this host, and whether it can be used at all. */
final class ContainerEngine {
  private static final String RYUK_OFF = "TESTCONTAINERS_RYUK_DISABLED";
  private static final String CHECKS_OFF = "TESTCONTAINERS_CHECKS_DISABLE";
  private static final String SOCKET = "unix://";
  private static final int PINGS = 100;
  private static final long PING_MILLIS = 100;
  private static final String HOST = "TESTCONTAINERS_HOST_OVERRIDE";

  private ContainerEngine() {}

  /**
   * A client for the engine.
   *
   * @param environment this process's environment
   * @throws InfraFailed if no engine answers, or the environment would make it fail later
   */
  static DockerClient client(Map<String, String> environment) {
    List<String> missing = missing(environment, Files.exists(Path.of("/.dockerenv")));
    if (!missing.isEmpty()) {
      throw new InfraFailed(
          "Testcontainers needs settings that this environment lacks",
          missing,
          "set these variables (in an IDE: in the run configuration), or use ./nosplat or mvn,"
              + " which set them");
    }
    String host = environment.getOrDefault("DOCKER_HOST", "");
    if (host.startsWith(SOCKET) && !Files.exists(Path.of(host.substring(SOCKET.length())))) {
      // Testcontainers would quietly take another engine than the one that was asked for.
      throw new InfraFailed(
          "no container engine answers",
          List.of("DOCKER_HOST is " + host + ", and there is no such socket"),
          "run ./nosplat doctor, which says what is missing and how to get it");
    }
    try {
      return DockerClientFactory.instance().client();
    } catch (IllegalStateException e) {
      throw new InfraFailed(
          "no container engine answers",
          List.of(String.valueOf(e.getMessage())),
          "run ./nosplat doctor, which says what is missing and how to get it",
          e);
    }
  }

  /**
   * The lines to paste before Testcontainers works here. It reads them from the environment only:
   * its reaper needs an image that it pulls, its checks start another, and where it believes to be
   * in a container itself it looks for its host with a third.
   *
   * @param insideContainer whether this host looks like a container from inside
   */
  static List<String> missing(Map<String, String> environment, boolean insideContainer) {
    List<String> missing = new ArrayList<>();
    if (!"true".equalsIgnoreCase(environment.getOrDefault(RYUK_OFF, ""))) {
      missing.add("export " + RYUK_OFF + "=true");
    }
    if (!"true".equalsIgnoreCase(environment.getOrDefault(CHECKS_OFF, ""))) {
      missing.add("export " + CHECKS_OFF + "=true");
    }
    if (insideContainer && environment.getOrDefault(HOST, "").isEmpty()) {
      missing.add("export " + HOST + "=localhost");
    }
    return missing;
  }

  /**
   * Waits a moment until the engine answers. One that was restarted leaves connections behind that
   * are dead without showing it: each fails one call, and is forgotten by that.
   *
   * @throws InfraFailed if it does not answer
   */
  static void awaken(DockerClient client) throws InterruptedException {
    for (int i = 1; ; i++) {
      try {
        client.pingCmd().exec();
        return;
      } catch (RuntimeException e) {
        if (i == PINGS) {
          throw lost("the container engine does not answer", e);
        }
      }
      Thread.sleep(PING_MILLIS);
    }
  }

  /** The engine or a container of ours went away in the middle of things. */
  static InfraFailed lost(String what, RuntimeException cause) {
    return new InfraFailed(
        what,
        reasons(cause),
        "see that the container engine runs and has memory and disk, then run again",
        cause);
  }

  /** Each cause in its own words: the library's come first, what the engine said last. */
  private static List<String> reasons(Throwable failure) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      reasons.add(String.valueOf(cause.getMessage()).strip());
    }
    return List.copyOf(reasons);
  }
}
