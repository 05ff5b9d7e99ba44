// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import com.github.dockerjava.api.DockerClient;
import dev.nosplat.engine.problem.InfraFailed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** A command that runs in a container. Closing the container ends it. */
public final class ContainerProcess {
  private final DockerClient client;
  private final String execId;
  private final LineFrames frames;

  ContainerProcess(DockerClient client, String execId, LineFrames frames) {
    this.client = client;
    this.execId = execId;
    this.frames = frames;
  }

  /**
   * Waits for the command to end.
   *
   * @return its exit code, or empty if it still runs after {@code limit}
   * @throws dev.nosplat.engine.problem.InfraFailed if the engine lost it
   */
  public OptionalInt await(Duration limit) throws InterruptedException {
    if (!frames.awaitEnd(limit)) {
      return OptionalInt.empty();
    }
    if (frames.failure().isPresent()) {
      throw new InfraFailed(
          "what a command printed cannot be read",
          List.of(String.valueOf(frames.failure().get())),
          "give the JVM more memory if it ran out of it (-Xmx); else this is a defect",
          frames.failure().get());
    }
    try {
      // The output stream ends a moment before the engine knows the exit code.
      for (int i = 0; i < 200; i++) {
        Long code = client.inspectExecCmd(execId).exec().getExitCodeLong();
        if (code != null) {
          return OptionalInt.of(code.intValue());
        }
        Thread.sleep(10);
      }
    } catch (RuntimeException e) {
      throw ContainerEngine.lost("the container ended while a command ran in it", e);
    }
    throw new InfraFailed(
        "the container engine does not say how a command ended",
        List.of("exec " + execId),
        "restart the container engine and run again");
  }

  /** Whether the command has ended. */
  public boolean ended() throws InterruptedException {
    return frames.awaitEnd(Duration.ZERO);
  }
}
