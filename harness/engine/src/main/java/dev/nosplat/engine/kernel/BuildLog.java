// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ExecOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what make prints: counts objects for progress, tells the steps apart, keeps the lines that
 * say what is wrong.
 */
final class BuildLog implements ExecOutput {
  // Kbuild's quiet output: two blanks, the action, the target.
  private static final Pattern OBJECT = Pattern.compile("  (CC|AS|CC \\[M\\])\\s+\\S+\\.o");
  private static final Pattern WRONG =
      Pattern.compile(
          ".*(?:\\berror:|undefined reference|ld(?:\\.lld)?: |No rule to make target"
              + "|ERROR: modpost|Killed|No space left|\\*\\*\\* \\[|internal compiler error).*");
  private static final int TAIL = 20;
  private static final int KEPT = 12;

  private final Writer file;
  private final Progress progress;
  private final int expected;
  private final List<String> wrong = new ArrayList<>();
  private final Deque<String> tail = new ArrayDeque<>();
  private Optional<UncheckedIOException> unwritten = Optional.empty();
  private final Clock clock;
  private final Map<BuildStep, Duration> times = new EnumMap<>(BuildStep.class);
  private BuildStep step = BuildStep.CONFIGURE;
  private Instant since;
  private int objects;

  BuildLog(Writer file, Progress progress, int expected, Clock clock) {
    this.file = file;
    this.progress = progress;
    this.expected = expected;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** A step begins. */
  synchronized void begin(BuildStep next) {
    Instant now = clock.instant();
    times.merge(step, Duration.between(since, now), Duration::plus);
    step = next;
    since = now;
  }

  /** How long each step took until now. */
  synchronized BuildTimes times() {
    begin(step);
    return new BuildTimes(times);
  }

  @Override
  public synchronized void line(String line, boolean error) {
    try {
      if (unwritten.isEmpty()) {
        file.write(line);
        file.write('\n');
      }
    } catch (IOException e) {
      // The build goes on reading what the container says, or it would stand still.
      unwritten = Optional.of(new UncheckedIOException("writing the build log", e));
    }
    if (step != BuildStep.COLLECT) {
      BuildStep.begunBy(line).ifPresent(this::begin);
    }
    if (OBJECT.matcher(line).matches()) {
      objects++;
      progress.advance(objects, expected == 0 ? 0 : Math.max(objects, expected), "objects");
    }
    if (WRONG.matcher(line).matches() && wrong.size() < KEPT) {
      wrong.add(line.strip());
    }
    tail.addLast(line);
    if (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  /** Objects compiled so far. */
  synchronized int objects() {
    return objects;
  }

  /**
   * The failure of a step, told by whose fault it is: a full disk and a compiler that was killed
   * say nothing about the kernel.
   */
  synchronized Problem failed(String what, String advice) {
    if (unwritten.isPresent()) {
      return InfraFailed.file(unwritten.get());
    }
    Optional<String> full = find("No space left on device");
    if (full.isPresent()) {
      return InfraFailed.file(new UncheckedIOException(what, new IOException(full.get())));
    }
    Optional<String> killed = find("Killed");
    return killed.isPresent()
        ? new InfraFailed(
            "the build was killed",
            List.of(killed.get()),
            "see that the host has memory to spare, then run again: the build goes on where it"
                + " stopped")
        : new BuildFailed(what, evidence(), advice);
  }

  private Optional<String> find(String word) {
    return wrong.stream().filter(line -> line.contains(word)).findFirst();
  }

  /** The compiler's own lines about what is wrong; the last lines where none stands out. */
  synchronized List<String> evidence() {
    return wrong.isEmpty() ? List.copyOf(tail) : List.copyOf(wrong);
  }
}
