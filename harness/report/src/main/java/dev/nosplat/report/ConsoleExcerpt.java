// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.RunFiles;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The parts of a console that a reader of a report wants: each splat with its neighbourhood, and
 * the end. Reads the file once, line by line; what is left out is counted.
 */
final class ConsoleExcerpt {
  private static final int AROUND = 12;
  private static final int TAIL = 25;
  private static final int MOST = 600;
  private static final int WIDEST = 500;

  private ConsoleExcerpt() {}

  /** The excerpt; empty where the run left no console. */
  static List<HtmlView.Line> of(RunRecord run) {
    return RunFiles.of(run).artifact("console").map(f -> read(f, run)).orElse(List.of());
  }

  private static List<HtmlView.Line> read(Path file, RunRecord run) {
    List<HtmlView.Line> out = new ArrayList<>();
    Deque<HtmlView.Line> tail = new ArrayDeque<>();
    long hidden = 0;
    // A console is bytes: what is no UTF-8 is replaced, as new InputStreamReader does.
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String text = line(in); text != null; text = line(in)) {
        number++;
        HtmlView.Line line = HtmlView.Line.shown(number, show(text), kind(number, run));
        tail.addLast(line);
        HtmlView.Line leaving = tail.size() > TAIL ? tail.removeFirst() : null;
        if (leaving == null) {
          continue;
        }
        if (near(leaving.number(), run) && out.size() < MOST) {
          gap(out, hidden);
          hidden = 0;
          out.add(leaving);
        } else {
          hidden++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
    gap(out, hidden);
    out.addAll(tail);
    return out;
  }

  /** Like readLine, but a lone carriage return is no line end: the console engine counts so too. */
  private static @org.jspecify.annotations.Nullable String line(Reader in) throws IOException {
    StringBuilder text = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      text.append((char) c);
      c = in.read();
    }
    int end = text.length();
    return end > 0 && text.charAt(end - 1) == '\r' ? text.substring(0, end - 1) : text.toString();
  }

  private static void gap(List<HtmlView.Line> out, long hidden) {
    if (hidden > 0) {
      out.add(HtmlView.Line.gap(hidden));
    }
  }

  private static String show(String text) {
    return Layout.cut(Printable.block(text), WIDEST);
  }

  private static boolean near(long number, RunRecord run) {
    return run.splats().stream().anyMatch(s -> within(number, s, AROUND))
        || run.canary().filter(s -> within(number, s, 2)).isPresent();
  }

  private static String kind(long number, RunRecord run) {
    if (run.splats().stream().anyMatch(s -> within(number, s, 0))) {
      return "splat";
    }
    return run.canary().filter(s -> within(number, s, 0)).isPresent() ? "canary" : "plain";
  }

  private static boolean within(long number, Splat splat, int around) {
    return number >= splat.line() - around && number <= splat.endLine() + around;
  }
}
