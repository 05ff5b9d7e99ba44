// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.files.BoundedLog;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ExecOutput;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
final class BuildLog implements ExecOutput, AutoCloseable {
  // Kbuild's quiet output: two blanks, the action, the target.
  private static final Pattern OBJECT = Pattern.compile("  (CC|AS|CC \\[M\\])\\s+\\S+\\.o");
  private static final Pattern WRONG =
      Pattern.compile(
          ".*(?:\\berror:|undefined reference|ld(?:\\.lld)?: |No rule to make target"
              + "|ERROR: modpost|\\*\\*\\* \\[|internal compiler error).*");
  private static final int TAIL = 20;
  private static final int KEPT = 12;

  /** Of a line that is shown; the log has it whole. */
  private static final int SHOWN = 500;

  private static final long HEAD = 16 << 20;
  private static final int ROOM_FOR_THE_END = 4 << 20;

  private final BoundedLog file;
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

  /**
   * Writes what it reads to a file: all of it up to 20 MiB, and beyond that the first 16 and the
   * last 4.
   *
   * @param expected how many objects will be compiled, 0 if nobody knows
   * @throws UncheckedIOException if the file cannot be made
   */
  BuildLog(Path file, Progress progress, int expected, Clock clock) {
    this.file = new BoundedLog(file, HEAD, ROOM_FOR_THE_END);
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
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        file.write(bytes, bytes.length);
      }
    } catch (UncheckedIOException e) {
      // The build goes on reading what the container says, or it would stand still.
      unwritten = Optional.of(e);
    }
    if (step != BuildStep.COLLECT) {
      BuildStep.begunBy(line).ifPresent(this::begin);
    }
    if (OBJECT.matcher(line).matches()) {
      objects++;
      progress.advance(objects, expected == 0 ? 0 : Math.max(objects, expected), "objects");
    }
    if (WRONG.matcher(line).matches() && wrong.size() < KEPT) {
      wrong.add(shown(line.strip()));
    }
    tail.addLast(shown(line));
    if (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  /** Objects compiled so far. */
  synchronized int objects() {
    return objects;
  }

  private static String shown(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
  }

  /** What kept the log from being written; empty if nothing did. */
  synchronized Optional<UncheckedIOException> unwritten() {
    return unwritten;
  }

  /** The compiler's own lines about what is wrong; the last lines where none stands out. */
  synchronized List<String> evidence() {
    return wrong.isEmpty() ? List.copyOf(tail) : List.copyOf(wrong);
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (UncheckedIOException e) {
      unwritten = Optional.of(e);
    }
  }
}
