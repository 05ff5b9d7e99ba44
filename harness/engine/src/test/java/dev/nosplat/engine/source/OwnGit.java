// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The machine's git in a directory that a test fills, without anybody's configuration but the
 * repository's own. What is tested never runs it so.
 *
 * @param directory where it runs
 * @param environment what it is told beside that
 */
public record OwnGit(Path directory, Map<String, String> environment) {

  /** Runs to the end. */
  public Git.Result run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Path err = Files.createTempFile("git", ".err");
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      builder.environment().put("LC_ALL", "C");
      builder.environment().putAll(environment);
      Process process = builder.redirectError(err.toFile()).start();
      process.getOutputStream().close();
      byte[] out = process.getInputStream().readAllBytes();
      int exit = process.waitFor();
      String complaints = Files.readString(err, StandardCharsets.UTF_8);
      Files.delete(err);
      return new Git.Result(exit, out, complaints);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs to the end and gives standard output as text. */
  public String get(String... arguments) throws InterruptedException {
    Git.Result result = run(arguments);
    if (!result.ok()) {
      throw new AssertionError(String.join(" ", arguments) + ": " + result.err());
    }
    return result.text();
  }
}
