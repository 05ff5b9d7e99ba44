// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.ktap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads KTAP version 1 (Documentation/dev-tools/ktap.rst, 7.3) and the TAP 13 and 14 that the
 * kernel's tests still print. Version and plan may be absent. A line that is no result and no plan
 * is a diagnostic of the next result.
 *
 * <p>Nested results should be indented. Some kselftests print theirs flush with their parent's
 * (rt_stall.c of sched_ext, 7.3), so a version line always begins a level, and a level whose plan
 * is fulfilled is over.
 */
public final class KtapReader {
  private static final Pattern VERSION = Pattern.compile("( *)K?TAP version \\d+");
  private static final Pattern PLAN = Pattern.compile("( *)1\\.\\.(\\d{1,9})(?: *#.*)?");
  private static final Pattern RESULT =
      Pattern.compile("( *)(not )?ok +(\\d{1,9})(?: +(?:- )?([^#]*))? *(?:#(.*))?");
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?i)(SKIP|TODO|XFAIL|TIMEOUT|ERROR)(?![A-Za-z0-9_])[:\\s]*(.*)");
  private static final Pattern BAIL_OUT = Pattern.compile(" *(?:# *)?Bail out! *(.*)");

  /** KUnit names a level so; the level's own result line has the name again. */
  private static final Pattern HEADING = Pattern.compile(" *# Subtest: .*");

  private static final Pattern COMMENT = Pattern.compile(" *# ?(.*)");

  private final Deque<Level> open = new ArrayDeque<>();
  private final List<String> complaints = new ArrayList<>();

  private KtapReader() {
    open.push(new Level(0));
  }

  /** The results in an output. */
  public static Results read(String text) {
    KtapReader reader = new KtapReader();
    text.lines().forEach(reader::take);
    return reader.finish();
  }

  private void take(String line) {
    Matcher version = VERSION.matcher(line);
    Matcher plan = PLAN.matcher(line);
    Matcher result = RESULT.matcher(line.stripTrailing());
    Matcher bailOut = BAIL_OUT.matcher(line);
    if (version.matches()) {
      begin(version.group(1).length());
    } else if (plan.matches()) {
      at(plan.group(1).length()).planned = Optional.of(Integer.parseInt(plan.group(2)));
    } else if (result.matches()) {
      at(result.group(1).length()).add(result);
    } else if (!HEADING.matcher(line).matches()) {
      if (bailOut.matches()) {
        complaints.add("a test bailed out: " + bailOut.group(1).strip());
      }
      Matcher comment = COMMENT.matcher(line);
      top().diagnostics.add(comment.matches() ? comment.group(1) : line);
    }
  }

  private Level top() {
    return open.getFirst();
  }

  private void begin(int indent) {
    closeAbove(indent);
    Level top = top();
    boolean first = open.size() == 1 && top.results.isEmpty() && top.planned.isEmpty();
    if (!first || !top.diagnostics.isEmpty() || indent > 0) {
      open.push(new Level(indent));
    }
  }

  /** The level that a line of this indentation belongs to. */
  private Level at(int indent) {
    closeAbove(indent);
    if (indent > top().indent) {
      open.push(new Level(indent)); // its version line is missing
    }
    return top();
  }

  private void closeAbove(int indent) {
    while (open.size() > 1 && (top().indent > indent || top().fulfilled())) {
      close();
    }
  }

  private void close() {
    Level done = open.pop();
    done.check();
    top().subtests.addAll(done.results);
    top().diagnostics.addAll(done.diagnostics);
  }

  private Results finish() {
    while (open.size() > 1) {
      close();
    }
    Level root = top();
    root.check();
    // Where noise came before the version line, all of it looks like one test's subtests.
    List<TestResult> all = root.results.isEmpty() ? root.subtests : root.results;
    return new Results(all, root.diagnostics, complaints);
  }

  /** Results that count from 1 together. */
  private final class Level {
    private final int indent;
    private final List<TestResult> results = new ArrayList<>();
    private final List<String> diagnostics = new ArrayList<>();
    private final List<TestResult> subtests = new ArrayList<>();
    private Optional<Integer> planned = Optional.empty();

    Level(int indent) {
      this.indent = indent;
    }

    boolean fulfilled() {
      return planned.isPresent() && results.size() >= planned.get();
    }

    void add(Matcher line) {
      int number = Integer.parseInt(line.group(3));
      String comment = line.group(5) == null ? "" : line.group(5).strip();
      TestResult.Status status =
          line.group(2) == null ? TestResult.Status.PASSED : TestResult.Status.FAILED;
      Matcher directive = DIRECTIVE.matcher(comment);
      if (directive.matches()) {
        comment = directive.group(2);
        status =
            switch (directive.group(1).toUpperCase(Locale.ROOT)) {
              case "SKIP" -> TestResult.Status.SKIPPED;
              case "TIMEOUT" -> TestResult.Status.TIMED_OUT;
              case "ERROR" -> TestResult.Status.BROKEN;
              default -> TestResult.Status.EXPECTED_FAILURE;
            };
      }
      String name = line.group(4) == null ? "" : line.group(4).strip();
      results.add(new TestResult(number, name, status, comment, diagnostics, subtests));
      diagnostics.clear();
      subtests.clear();
    }

    void check() {
      int wanted = planned.orElse(results.size());
      if (results.size() != wanted) {
        complaints.add(results.size() + " results came of " + wanted + " that were planned");
      }
    }
  }
}
