// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./nosplat} as a user runs it, and what it leaves behind in the container engine. */
final class CommandLine {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final int LIMIT_MINUTES = 30;

  private CommandLine() {}

  /** How a command ended. */
  record Ended(int exitCode, String out, String err) {}

  /** Runs a command to its end. */
  static Ended run(String... arguments) throws Exception {
    return run(Map.of(), arguments);
  }

  /** Runs a command to its end in a changed environment. */
  static Ended run(Map<String, String> environment, String... arguments) throws Exception {
    return start(environment, arguments).await();
  }

  /** Starts a command. */
  static Running start(Map<String, String> environment, String... arguments) throws IOException {
    // A shell that starts us in the background has us ignore SIGINT, and our children with us.
    return startIn(List.of("env", "--default-signal"), environment, arguments);
  }

  /** Starts a command by another, which is to become it. */
  static Running startIn(List<String> outer, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(outer);
    command.add(ROOT.resolve("nosplat").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new Running(builder.start());
  }

  /** A file of this module's test resources. */
  static String resource(String name) {
    return Path.of("src/test/resources/trouble", name).toAbsolutePath().toString();
  }

  /** The containers that there are now, running or not. */
  static Set<String> containers() throws Exception {
    return Leftovers.ask("ps", "--all", "--quiet", "--filter", "label=dev.nosplat.purpose");
  }

  /** Those of them that serve one purpose, for example {@code build}. */
  static Set<String> containers(String purpose) throws Exception {
    return Leftovers.ask(
        "ps", "--all", "--quiet", "--filter", "label=dev.nosplat.purpose=" + purpose);
  }

  /** The command lines of running processes that name this directory. */
  static List<String> processesAbout(Path directory) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(directory.toString()))
        .toList();
  }

  /** A command that runs. */
  static final class Running {
    private final Process process;
    private final StringBuilder err = new StringBuilder();
    private final CompletableFuture<String> out;
    private final Thread reader;

    private Running(Process process) {
      this.process = process;
      this.out =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new String(
                      process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      this.reader = new Thread(this::readErrors);
      reader.start();
    }

    private void readErrors() {
      process
          .errorReader(StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                synchronized (this) {
                  err.append(line).append('\n');
                  notifyAll();
                }
              });
    }

    /** Waits until standard error has this text; false if the command ended without it. */
    synchronized boolean awaitWords(String words) throws InterruptedException {
      while (err.indexOf(words) < 0) {
        if (!process.isAlive() && !reader.isAlive()) {
          return false;
        }
        wait(200);
      }
      return true;
    }

    boolean isAlive() {
      return process.isAlive();
    }

    /** Sends a signal by its name, for example {@code INT}. */
    void signal(String name) throws Exception {
      // env and the launcher exec what they start, so this is the JVM's own process.
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** The JVM's own process id. */
    long pid() {
      return process.pid();
    }

    /** What the command has started, and what that has. */
    Stream<ProcessHandle> descendants() {
      return process.descendants();
    }

    Ended await() throws Exception {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      reader.join();
      return new Ended(process.waitFor(), out.get(), err.toString());
    }
  }
}
