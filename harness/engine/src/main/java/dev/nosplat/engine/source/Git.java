// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The host's git. Arguments go to it one by one, never through a shell, and of the environment only
 * what says how to reach a remote or which configuration to read: a {@code GIT_DIR} left behind by
 * a hook must not redirect us.
 */
public final class Git {
  private static final Set<String> KEPT =
      Set.of(
          "GIT_CONFIG_GLOBAL",
          "GIT_CONFIG_SYSTEM",
          "GIT_CONFIG_NOSYSTEM",
          "GIT_CONFIG_COUNT",
          "GIT_SSH",
          "GIT_SSH_COMMAND",
          "GIT_SSH_VARIANT",
          "GIT_ASKPASS",
          "GIT_PROXY_COMMAND",
          "GIT_SSL_CAINFO",
          "GIT_SSL_CAPATH",
          "GIT_SSL_CERT",
          "GIT_SSL_KEY",
          "GIT_EXEC_PATH");

  private final String executable;
  private final Map<String, String> environment;

  /**
   * A git.
   *
   * @param executable its name or path
   * @param environment the environment of this process
   */
  public Git(String executable, Map<String, String> environment) {
    this.executable = executable;
    Map<String, String> kept = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (!name.startsWith("GIT_")
              || KEPT.contains(name)
              || name.startsWith("GIT_CONFIG_KEY_")
              || name.startsWith("GIT_CONFIG_VALUE_")) {
            kept.put(name, value);
          }
        });
    kept.put("LC_ALL", "C");
    kept.put("GIT_TERMINAL_PROMPT", "0");
    kept.put("GIT_OPTIONAL_LOCKS", "0");
    kept.put("GIT_NO_LAZY_FETCH", "1");
    kept.put("GIT_ALLOW_PROTOCOL", "https:http:git:ssh:file");
    this.environment = Map.copyOf(kept);
  }

  /** What a program gets that calls git itself, such as b4. */
  public Map<String, String> environment() {
    return environment;
  }

  /**
   * A call that only reads a repository which is not ours, whoever made it: neither its
   * configuration nor its hooks, filters, attributes or replaced objects have any effect, and
   * nothing is fetched for it.
   */
  public Call reading(ForeignRepository repository) {
    return new Call(Optional.of(repository));
  }

  /**
   * The same for the repository that the user says is here, with a work tree or bare.
   *
   * @throws dev.nosplat.engine.problem.BadInput if there is none
   */
  public Call reading(Path repository) {
    return reading(ForeignRepository.named(repository));
  }

  /** A call in a repository of ours, which no configuration outside of it can change. */
  public Call of(Path gitDirectory) {
    return fetching(gitDirectory)
        .with("GIT_CONFIG_GLOBAL", "/dev/null")
        .with("GIT_CONFIG_COUNT", "0")
        .with("GIT_CONFIG_NOSYSTEM", "1");
  }

  /** A call in a repository of ours that talks to a remote as the user's configuration says. */
  public Call fetching(Path gitDirectory) {
    return new Call(Optional.empty())
        .directory(gitDirectory)
        .with("GIT_DIR", gitDirectory.toString());
  }

  /**
   * How a call ended.
   *
   * @param exit exit code
   * @param out all of standard output
   * @param err all of standard error
   */
  @SuppressWarnings("ArrayRecordComponent") // Output is read once; nobody compares two.
  public record Result(int exit, byte[] out, String err) {

    /** Whether the exit code was 0. */
    public boolean ok() {
      return exit == 0;
    }

    /** Standard output as text, without its last line end. */
    public String text() {
      String text = new String(out, StandardCharsets.UTF_8);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** Standard output by lines; none when it is empty. */
    public List<String> lines() {
      return out.length == 0 ? List.of() : List.of(text().split("\n", -1));
    }

    /** Standard output by NUL bytes, for {@code -z}. */
    public List<String> records() {
      List<String> records = new ArrayList<>();
      int start = 0;
      for (int i = 0; i < out.length; i++) {
        if (out[i] == 0) {
          records.add(new String(out, start, i - start, StandardCharsets.UTF_8));
          start = i + 1;
        }
      }
      return records;
    }

    /** The lines of standard error that say something. */
    public List<String> complaints() {
      return err.lines().filter(line -> !line.isBlank() && !line.startsWith("hint:")).toList();
    }
  }

  /** One call being prepared; each setter returns this. */
  public final class Call {
    private final Map<String, String> extra = new LinkedHashMap<>();
    private final List<String> settings = new ArrayList<>();
    private final Optional<ForeignRepository> foreign;
    private Optional<Path> directory = Optional.empty();
    private byte[] input = new byte[0];
    private boolean withIndex;

    private Call(Optional<ForeignRepository> foreign) {
      this.foreign = foreign;
    }

    /** Sets an environment variable. */
    public Call with(String name, String value) {
      extra.put(name, value);
      return this;
    }

    /** Uses another index than the repository's own. */
    public Call index(Path index) {
      return with("GIT_INDEX_FILE", index.toString());
    }

    /** Lets a call that reads a repository see a copy of its index. */
    Call withTheirIndex() {
      withIndex = true;
      return this;
    }

    /** Works on this work tree, from its top. */
    public Call workTree(Path top) {
      return setting("core.bare=false").with("GIT_WORK_TREE", top.toString()).directory(top);
    }

    /** Sets a configuration value, {@code name=value}, for this call. */
    public Call setting(String assignment) {
      settings.add("-c");
      settings.add(assignment);
      return this;
    }

    /** What the call reads on its standard input. */
    public Call input(byte[] bytes) {
      input = bytes.clone();
      return this;
    }

    private Call directory(Path path) {
      directory = Optional.of(path);
      return this;
    }

    /** Runs to the end. The process is killed when the calling thread is interrupted. */
    public Result run(String... arguments) throws InterruptedException {
      if (foreign.isEmpty()) {
        return finish(start(arguments));
      }
      try (RepositoryView view = RepositoryView.open(foreign.get(), withIndex)) {
        return finish(
            start(view.environment(), directory.orElse(view.directory()), List.of(arguments)));
      }
    }

    private Result finish(Process process) throws InterruptedException {
      try {
        FutureTask<byte[]> out = drain(process.getInputStream());
        FutureTask<byte[]> err = drain(process.getErrorStream());
        try (var stdin = process.getOutputStream()) {
          stdin.write(input);
        } catch (IOException e) {
          // It ended without reading everything: its exit code says why.
        }
        int exit = process.waitFor();
        return new Result(exit, out.get(), new String(err.get(), StandardCharsets.UTF_8));
      } catch (ExecutionException e) {
        throw new InfraFailed(
            "Reading git's output failed.",
            List.of(String.valueOf(e.getCause())),
            "Try again; if it stays, check the machine's memory and disk.",
            e);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }

    /**
     * Runs to the end and gives standard output as text.
     *
     * @throws InfraFailed if the exit code is not 0: for calls that only we can get wrong
     */
    public String get(String... arguments) throws InterruptedException {
      Result result = run(arguments);
      if (!result.ok()) {
        throw failure(arguments, result);
      }
      return result.text();
    }

    /** The failure of a call that should have worked. */
    public InfraFailed failure(String[] arguments, Result result) {
      return new InfraFailed(
          "git " + arguments[0] + " failed with exit code " + result.exit() + ".",
          result.complaints(),
          "Check that the cache directory is writable and has room; nosplat can make it anew.");
    }

    /** Starts the process for a caller that feeds it; only in a repository of ours. */
    public Process start(String... arguments) {
      if (foreign.isPresent()) {
        throw new IllegalStateException("a view of a repository lives as long as its call");
      }
      return start(Map.of(), directory.orElseThrow(), List.of(arguments));
    }

    private Process start(Map<String, String> view, Path where, List<String> arguments) {
      List<String> command = new ArrayList<>();
      command.add(executable);
      command.addAll(settings);
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.environment().putAll(view);
      builder.environment().putAll(extra);
      try {
        return builder.start();
      } catch (IOException e) {
        throw new InfraFailed(
            "git cannot be run.",
            List.of(String.valueOf(e.getMessage())),
            "Install git 2.39 or newer and see that it is in PATH.",
            e);
      }
    }
  }

  private static FutureTask<byte[]> drain(java.io.InputStream stream) {
    FutureTask<byte[]> task = new FutureTask<>(stream::readAllBytes);
    Thread thread = new Thread(task, "git output");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
