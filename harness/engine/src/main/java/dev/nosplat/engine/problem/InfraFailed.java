// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** We, the host or the container engine failed; the kernel was not judged. */
public final class InfraFailed extends Problem {
  private static final long serialVersionUID = 1L;

  private static final int FRAMES = 3;

  private final boolean lasting;

  /** Tells it in three parts. */
  public InfraFailed(String what, List<String> evidence, String advice) {
    super(what, evidence, advice);
    this.lasting = false;
  }

  /** Tells it in three parts, with the exception that caused it. */
  public InfraFailed(String what, List<String> evidence, String advice, Throwable cause) {
    this(what, evidence, advice, cause, false);
  }

  private InfraFailed(
      String what, List<String> evidence, String advice, Throwable cause, boolean lasting) {
    super(what, evidence, advice, cause);
    this.lasting = lasting;
  }

  /** A file that could not be read or written, mostly because the disk is full. */
  public static InfraFailed file(UncheckedIOException failure) {
    return new InfraFailed(
        "a file could not be read or written",
        List.of(failure.getMessage() + ": " + failure.getCause()),
        "make room on that disk, or set NOSPLAT_DIR to a directory on another one; then run again",
        failure,
        true);
  }

  /** An exception that nobody expected: a defect of ours, whatever it was that reached it. */
  public static InfraFailed unexpected(Throwable failure) {
    return new InfraFailed(
        "nosplat itself failed: " + failure.getClass().getName(),
        Stream.concat(
                Stream.of(String.valueOf(failure.getMessage())),
                Arrays.stream(failure.getStackTrace()).limit(FRAMES).map(frame -> "at " + frame))
            .toList(),
        "report it with the run directory: failure.txt there has the whole trace, and console.log"
            + " what the machine printed",
        failure,
        true);
  }

  /** A directory that nothing can be written to. */
  public static InfraFailed disk(Path directory, List<String> evidence) {
    return new InfraFailed(
        "Nothing can be written to " + directory + ".",
        evidence,
        "Make room on that disk, or set NOSPLAT_DIR to a directory on another one; then run again.",
        new IOException(String.join("; ", evidence)),
        true);
  }

  /** Whether trying again at once would be of no use. */
  public boolean lasting() {
    return lasting;
  }
}
