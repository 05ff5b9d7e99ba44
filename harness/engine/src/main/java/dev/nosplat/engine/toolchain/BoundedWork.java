// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A container at work on what a stranger may have written: a tree's own Makefiles, headers, BPF. It
 * has a time for each command, and a size and a number of files for what it writes.
 *
 * <p>Whose fault a failure is, the container engine and the host say: what the work prints has no
 * part in it, because a patch writes that.
 */
public final class BoundedWork implements AutoCloseable {
  private final ToolchainContainer container;
  private final String what;
  private final int memoryMiB;
  private final DiskWatch disk;
  private final List<Path> writable;
  private final Supplier<List<String>> evidence;

  /**
   * What a container's work may take; more is its own fault.
   *
   * @param bytes that each directory may have when the disk has lost as many
   * @param files that each directory may have
   */
  public record Bounds(long bytes, long files) {}

  /**
   * Bounds what a container does from now on; it is closed with this.
   *
   * @param spec what the container was opened with: its writable mounts are watched
   * @param what begins a sentence about it, {@code The build}
   * @param evidence the last that it said, for the problem with it
   */
  public BoundedWork(
      ToolchainContainer container,
      ContainerSpec spec,
      Bounds bounds,
      String what,
      Supplier<List<String>> evidence)
      throws IOException {
    this.container = container;
    this.what = what;
    this.memoryMiB = spec.memoryMiB();
    this.evidence = evidence;
    this.writable = spec.mounts().stream().filter(Mount::writable).map(Mount::host).toList();
    this.disk = new DiskWatch(writable, bounds.bytes(), bounds.files(), container::kill);
  }

  /** Opens a container and bounds what it does. */
  public static BoundedWork open(
      Toolchain toolchain,
      ContainerSpec spec,
      Bounds bounds,
      String what,
      Supplier<List<String>> evidence)
      throws IOException, InterruptedException {
    ToolchainContainer container = toolchain.open(spec);
    try {
      return new BoundedWork(container, spec, bounds, what, evidence);
    } catch (IOException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   * @throws BuildFailed if it takes longer than it may, or writes more
   * @throws InfraFailed if the container was lost otherwise
   */
  public int run(
      List<String> command, Map<String, String> environment, ExecOutput to, Duration limit)
      throws InterruptedException {
    OptionalInt code;
    try {
      code = container.run(command, environment, to, limit);
    } catch (InfraFailed e) {
      throw disk.tripped() ? tooMuchWritten() : e;
    }
    if (disk.tripped()) {
      throw tooMuchWritten();
    }
    return code.orElseThrow(
        () ->
            new BuildFailed(
                what + " did not end within " + words(limit),
                evidence.get(),
                "See what in the tree waits or never ends."));
  }

  private static String words(Duration limit) {
    return limit.toMinutes() > 0 ? limit.toMinutes() + " minutes" : limit.toSeconds() + " s";
  }

  private BuildFailed tooMuchWritten() {
    return new BuildFailed(
        what + " wrote more than " + disk.tooMuch(),
        evidence.get(),
        "See what in the tree writes without end; a build directory of the default configuration"
            + " has 1400 MiB in 6000 files.");
  }

  /**
   * The failure of a command that ended with an error, told by whose fault it is.
   *
   * @param own the problem where it is the work's own
   */
  public Problem failed(BuildFailed own) throws InterruptedException {
    if (disk.full()) {
      return InfraFailed.file(
          new UncheckedIOException(
              own.what(), new IOException("No space left on the disk of " + writable.get(0))));
    }
    MemoryEvents memory = container.memory();
    if (memory.kills() == 0) {
      return own;
    }
    return memory.ownLimit()
        ? new BuildFailed(
            what + " needs more than the " + memoryMiB + " MiB of memory that it may have",
            evidence.get(),
            "See what of it takes so much.")
        : new InfraFailed(
            what + " was killed",
            List.of("the kernel of this host killed a process of it, because memory ran out"),
            "see that the host has memory to spare, then run again: a build goes on where it"
                + " stopped");
  }

  /**
   * Ends the container; then nothing of it writes any more.
   *
   * @throws InfraFailed if it may still run
   */
  public void end() {
    disk.close();
    container.end();
  }

  @Override
  public void close() {
    disk.close();
    container.close();
  }
}
