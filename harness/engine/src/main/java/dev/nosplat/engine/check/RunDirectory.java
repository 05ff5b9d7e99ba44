// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.cache.Runs;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.scenario.ScenarioFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The directory that one run leaves behind: a complete record of it. */
record RunDirectory(String id, Path path) {
  static final String CONSOLE = "console.log";
  static final String AUTOPSY = "autopsy.txt";
  static final String CONFIG = "kernel.config";
  static final String SERIES = "series.patch";
  static final String DIFFERENCE = "range-diff.txt";
  static final String QEMU = "qemu.sh";
  static final String BUILD_LOG = "build.log";

  /** What make said when the kernel was built once more, to compare. */
  static final String SECOND_BUILD_LOG = "build-again.log";

  static final String PLAN = "plan.json";
  static final String SOURCES = "sources";
  static final String SCENARIO = ScenarioFiles.ARCHIVE;
  static final String OUTPUT = "output.log";
  static final String FAILURE = "failure.txt";
  static final String KNOWN = "known-issues.yaml";

  private static final String EARLIER = "earlier-";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /**
   * A fresh one, which nobody removes before this process ends.
   *
   * @param word random, so that two runs of one second differ
   */
  static RunDirectory make(Path runs, Instant now, String word) {
    String id = STAMP.format(now) + "-" + word;
    try {
      Trees.makeDirectories(runs);
      Runs.own(runs, id);
      return new RunDirectory(id, Trees.makeDirectories(runs.resolve(id)));
    } catch (IOException e) {
      throw new UncheckedIOException("making a run directory in " + runs, e);
    }
  }

  Path file(String name) {
    return path.resolve(name);
  }

  void write(String name, byte[] content) {
    try {
      Files.write(file(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file(name), e);
    }
  }

  /** Writes how what was applied differs from what came, if it does. */
  void writeDifference(String difference) {
    if (!difference.isEmpty()) {
      write(DIFFERENCE, difference.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Copies a file of that name from another run's directory, if that has one. */
  void take(String name, Path other) {
    try {
      if (Files.isRegularFile(other.resolve(name))) {
        Files.copy(other.resolve(name), file(name), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("copying " + other.resolve(name), e);
    }
  }

  /** Keeps a file of an attempt that came to nothing, for the next one to write its own. */
  void keepAside(String name) {
    try {
      if (Files.exists(file(name))) {
        Files.move(file(name), file("lost-" + name), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("renaming " + file(name), e);
    }
  }

  /** Makes room for a file of the same run that goes on where this one ends. */
  void keepEarlier(String name) {
    try {
      Files.move(file(name), file(EARLIER + name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("renaming " + file(name), e);
    }
  }

  /**
   * Puts what was kept before what came since, where that is.
   *
   * @param between a line that stands between the two
   */
  void joinEarlier(String name, String between) {
    Path earlier = file(EARLIER + name);
    try {
      if (Files.exists(file(name))) {
        String ends = endsLine(earlier) ? "" : "\n";
        try (OutputStream out = Files.newOutputStream(earlier, StandardOpenOption.APPEND)) {
          out.write((ends + between + "\n").getBytes(StandardCharsets.UTF_8));
          Files.copy(file(name), out);
        }
      }
      Files.move(earlier, file(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("joining " + earlier + " and " + file(name), e);
    }
  }

  private static boolean endsLine(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.position(Math.max(0, channel.size() - 1));
      return channel.read(last) < 1 || last.get(0) == '\n';
    }
  }

  /** The files that are there, by what they are. */
  Map<String, String> artifacts() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("console", CONSOLE);
    all.put("lost console", "lost-" + CONSOLE);
    all.put("autopsy", AUTOPSY);
    all.put("config", CONFIG);
    all.put("series", SERIES);
    all.put("range-diff", DIFFERENCE);
    all.put("qemu", QEMU);
    all.put("build", BUILD_LOG);
    all.put("plan", PLAN);
    all.put("scenario", SCENARIO);
    all.put("output", OUTPUT);
    all.put("failure", FAILURE);
    all.put("known issues", KNOWN);
    all.put("sources", SOURCES);
    all.values().removeIf(name -> !Files.exists(file(name)));
    return all;
  }
}
