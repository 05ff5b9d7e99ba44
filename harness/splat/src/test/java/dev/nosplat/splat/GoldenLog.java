// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A console log with a header that says where it comes from and which splats it holds.
 *
 * <p>The header's lines begin with {@code #}; a line {@code ---} ends it. Line numbers count from
 * the line after that one.
 *
 * @param file where it is
 * @param provenance the header's lines about its origin
 * @param expected the header's other lines
 * @param log the log itself
 * @param read the splats that it holds
 */
record GoldenLog(
    Path file, List<String> provenance, List<String> expected, byte[] log, List<Splat> read) {
  private static final List<GoldenLog> ALL = load();

  private static final String END = "---\n";

  static Path directory() {
    return Path.of("src/test/resources/logs");
  }

  /** All logs, read once for all tests. */
  static List<GoldenLog> all() {
    return ALL;
  }

  private static List<GoldenLog> load() {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .filter(f -> f.toString().endsWith(".log"))
          .sorted()
          .map(GoldenLog::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenLog read(Path file) {
    try {
      // One character a byte: a log may hold anything.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      int end = text.indexOf(END);
      String header = text.substring(0, end);
      List<String> provenance = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (String line : header.split("\n")) {
        (line.startsWith("# provenance:") ? provenance : expected).add(line);
      }
      byte[] log = text.substring(end + END.length()).getBytes(StandardCharsets.ISO_8859_1);
      return new GoldenLog(file, provenance, expected, log, read(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void rewrite(List<String> header) {
    try {
      String head = String.join("\n", provenance) + "\n" + String.join("\n", header) + "\n" + END;
      Files.writeString(
          file, head + new String(log, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same log with other bytes. */
  GoldenLog with(byte[] other) {
    return new GoldenLog(file, provenance, expected, other, read(other));
  }

  static List<Splat> read(byte[] log) {
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    reader.accept(log, 0, log.length);
    reader.finish();
    return splats;
  }

  /** What a header says about splats. */
  static List<String> describe(List<Splat> splats) {
    List<String> header = new ArrayList<>();
    for (Splat splat : splats) {
      header.add("# " + splat.family() + " lines " + splat.line() + "-" + splat.endLine());
      header.add("#   title: " + splat.title());
      header.add("#   culprit: " + splat.culprit().orElse("-"));
      header.add("#   signature: " + splat.signature());
      header.add(
          "#   kernel: "
              + splat.kernel().orElse("-")
              + ", tainted: "
              + splat.tainted().orElse("-"));
      header.add(
          "#   task: "
              + splat.task().orElse("-")
              + "/"
              + splat.pid().map(String::valueOf).orElse("-")
              + " on cpu "
              + splat.cpu().map(String::valueOf).orElse("-")
              + ", context: "
              + splat.context().orElse("-"));
      if (splat.userspace()) {
        header.add("#   written by user space");
      }
    }
    if (splats.isEmpty()) {
      header.add("# silent");
    }
    return header;
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
