// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slurm's own commands, as they are in the PATH. */
final class SlurmCommands {
  private static final Pattern MOST_TASKS =
      Pattern.compile("(?m)^MaxArraySize\\s*=\\s*(\\d+)\\s*$");
  private static final Pattern JOB = Pattern.compile("(\\d+)(;.*)?\\s*");
  private static final int MOST_COMPLAINTS = 5;

  private final Map<String, String> environment;

  /**
   * Commands.
   *
   * @param environment that of this process; what it sets for sbatch holds (partition, account)
   */
  SlurmCommands(Map<String, String> environment) {
    Map<String, String> kept = new TreeMap<>(environment);
    kept.keySet().removeIf(name -> name.startsWith("SQUEUE_") || name.startsWith("SCANCEL_"));
    kept.put("LC_ALL", "C");
    this.environment = Map.copyOf(kept);
  }

  /** How a command ended. */
  record Answer(int exit, String out, String err) {
    boolean ok() {
      return exit == 0;
    }

    /** What it complained of; the first lines say it. */
    List<String> complaints() {
      return err.lines().filter(line -> !line.isBlank()).limit(MOST_COMPLAINTS).toList();
    }
  }

  /**
   * The tasks of array jobs with these names, also those that ended a short while ago; empty if the
   * controller does not answer.
   */
  Optional<List<SlurmTask>> tasks(Collection<String> names) throws InterruptedException {
    if (names.isEmpty()) {
      return Optional.of(List.of());
    }
    Answer answer =
        run(
            "",
            List.of(
                "squeue",
                "--array",
                "--noheader",
                "--states=all",
                "--name=" + String.join(",", names),
                "--Format=" + SlurmTask.FORMAT));
    return answer.ok() ? Optional.of(SlurmTask.read(answer.out())) : Optional.empty();
  }

  /** How many tasks an array job may have; empty if the controller does not answer. */
  Optional<Integer> mostTasks() throws InterruptedException {
    Answer answer = run("", List.of("scontrol", "show", "config"));
    Matcher most = MOST_TASKS.matcher(answer.out());
    return answer.ok() && most.find()
        ? Optional.of(Integer.parseInt(most.group(1)))
        : Optional.empty();
  }

  /** Whether a controller answers. */
  boolean answers() throws InterruptedException {
    return run("", List.of("scontrol", "ping")).ok();
  }

  /** Hands in a batch script; the number of its job, or why not. */
  Submission submit(List<String> options, String script) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("sbatch", "--parsable"));
    command.addAll(options);
    Answer answer = run(script, command);
    Matcher job = JOB.matcher(answer.out());
    return answer.ok() && job.matches()
        ? new Submission(Optional.of(Long.parseLong(job.group(1))), List.of())
        : new Submission(Optional.empty(), answer.complaints());
  }

  /** A job's number, or what sbatch complained of. */
  record Submission(Optional<Long> job, List<String> complaints) {}

  /**
   * Ends jobs.
   *
   * @throws InfraFailed if Slurm does not do it
   */
  void cancel(Collection<Long> jobs) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("scancel"));
    jobs.forEach(job -> command.add(String.valueOf(job)));
    Answer answer = run("", command);
    if (!answer.ok()) {
      throw new InfraFailed(
          "Slurm's jobs of this campaign could not be cancelled.",
          answer.complaints(),
          "Run again when the controller answers, or as the user whose jobs they are: "
              + String.join(" ", command));
    }
  }

  private Answer run(String input, List<String> command) throws InterruptedException {
    Process process = start(command);
    try {
      FutureTask<String> out = drain(process.getInputStream());
      FutureTask<String> err = drain(process.getErrorStream());
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading everything: its exit code says why.
      }
      return new Answer(process.waitFor(), out.get(), err.get());
    } catch (ExecutionException e) {
      throw new InfraFailed(
          "Reading the output of " + command.get(0) + " failed.",
          List.of(String.valueOf(e.getCause())),
          "Try again; if it stays, check the machine's memory and disk.",
          e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new InfraFailed(
          "Slurm's command " + command.get(0) + " cannot be run.",
          List.of(String.valueOf(e.getMessage())),
          "Run this on a host of the cluster that has Slurm's client commands in its PATH (Debian:"
              + " slurm-client).",
          e);
    }
  }

  private static FutureTask<String> drain(InputStream stream) {
    FutureTask<String> all =
        new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    Thread thread = new Thread(all, "slurm-output");
    thread.setDaemon(true);
    thread.start();
    return all;
  }
}
