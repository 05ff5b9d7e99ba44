// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the machine's own {@code git bisect} does with a generated history: the yardstick. */
final class GitBisect implements AutoCloseable {
  private final Path repository;
  private final GeneratedHistory history;
  private final List<String> ids = new ArrayList<>();
  private final String oldEnd;

  /** Makes a real repository of the history below {@code scratch}. */
  GitBisect(Path scratch, GeneratedHistory history) {
    this.history = history;
    try {
      repository = Files.createTempDirectory(scratch, "history");
      Path stream = repository.resolve("stream");
      Files.writeString(stream, stream());
      git("init", "--quiet", "--initial-branch=main", ".");
      git(stream, "fast-import", "--quiet", "--export-marks=marks");
      Map<Integer, String> marks = new HashMap<>();
      for (String line : Files.readAllLines(repository.resolve("marks"))) {
        String[] words = line.split(" ");
        marks.put(Integer.parseInt(words[0].substring(1)), words[1]);
      }
      oldEnd = java.util.Objects.requireNonNull(marks.get(1));
      for (int i = 0; i < history.graph().size(); i++) {
        ids.add(java.util.Objects.requireNonNull(marks.get(i + 2)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How it went.
   *
   * @param verdicts good and bad, the ends that the user gives without a test left out
   * @param skipped commits that could not be tested
   * @param culprit the answer, or -1 where only skipped commits were left
   */
  record Result(int verdicts, int skipped, int culprit) {}

  /** Runs it the plain way: one run a commit, its answer believed. */
  Result run(Random random) {
    String says = git("bisect", "start", "--no-checkout", ids.get(tip()), oldEnd);
    int verdicts = 0;
    int skipped = 0;
    while (true) {
      if (says.contains("is the first bad commit")) {
        return new Result(verdicts, skipped, ids.indexOf(says.substring(0, 40)));
      }
      if (says.contains("only 'skip'ped commits left")) {
        return new Result(verdicts, skipped, -1);
      }
      int commit = ids.indexOf(git("rev-parse", "BISECT_HEAD").strip());
      Reading reading = commit < 0 ? Reading.CLEAN : history.run(commit, random);
      if (reading.decisive()) {
        verdicts++;
        says = git("bisect", reading == Reading.SHOWN ? "bad" : "good");
      } else {
        skipped++;
        says = git("bisect", "skip");
      }
    }
  }

  /** What {@code git rev-list --bisect} picks between the old end and the new one. */
  int half() {
    return ids.indexOf(git("rev-list", "--bisect", ids.get(tip()), "^" + oldEnd).strip());
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(repository)) {
      for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }

  private int tip() {
    return history.graph().tip();
  }

  private String stream() {
    StringBuilder all = new StringBuilder();
    commit(all, 1, new int[0]);
    for (int i = 0; i < history.graph().size(); i++) {
      commit(all, i + 2, history.graph().parents(i));
    }
    return all.toString();
  }

  private static void commit(StringBuilder all, int mark, int[] parents) {
    all.append("commit refs/heads/main\nmark :").append(mark);
    all.append("\ncommitter A <a@example.org> ").append(1_000_000_000 + mark * 60).append(" +0000");
    all.append("\ndata 0\n");
    if (mark > 1) {
      // Mark 1 is the old end; a commit without a parent in the range builds on it.
      all.append("from :").append(parents.length == 0 ? 1 : parents[0] + 2).append('\n');
      for (int i = 1; i < parents.length; i++) {
        all.append("merge :").append(parents[i] + 2).append('\n');
      }
    }
    all.append('\n');
  }

  private String git(String... arguments) {
    return git(Path.of("/dev/null"), arguments);
  }

  private String git(Path input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(repository.toFile());
    builder.redirectInput(input.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0 && !output.contains("only 'skip'ped")) {
        throw new IllegalStateException(command + " says " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
