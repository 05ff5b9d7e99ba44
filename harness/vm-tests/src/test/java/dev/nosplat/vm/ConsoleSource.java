// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Consoles of any length, made of what real kernels printed.
 *
 * @param boot a quiet boot's lines
 * @param reports the lines of a few reports, each report for itself
 */
record ConsoleSource(List<String> boot, List<List<String>> reports) {
  private static final Path LOGS = Path.of("../splat/src/test/resources/logs");
  private static final String QUIET = "silent-boot-7.3.log";
  private static final List<String> REPORTS =
      List.of(
          "warning-7.3.log",
          "circular-locking-7.3.log",
          "kasan-use-after-free-7.3.log",
          "null-dereference-7.3.log");

  /** One in so many lines belongs to a report. */
  private static final int ONE_IN = 100;

  static ConsoleSource open() throws IOException {
    List<List<String>> reports = new ArrayList<>();
    for (String name : REPORTS) {
      reports.add(lines(name));
    }
    return new ConsoleSource(lines(QUIET), reports);
  }

  /** A golden log's, without its header and the banner of a boot, which is one only once. */
  private static List<String> lines(String name) throws IOException {
    String text = Files.readString(LOGS.resolve(name));
    return text.substring(text.indexOf("\n---\n") + 5)
        .lines()
        .filter(line -> !line.contains("Linux version "))
        .toList();
  }

  /** At least so many bytes of boot. */
  byte[] quiet(int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes + 1000);
    for (int i = 0; out.size() < bytes; i++) {
      line(out, boot.get(i % boot.size()));
    }
    return out.toByteArray();
  }

  /** At least so many bytes, in which after each report come 99 times as many lines of boot. */
  byte[] withReports(int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes + (1 << 20));
    int next = 0;
    for (int i = 0; out.size() < bytes; i++) {
      List<String> report = reports.get(i % reports.size());
      report.forEach(line -> line(out, line));
      for (int j = 0; j < (ONE_IN - 1) * report.size(); j++, next++) {
        line(out, boot.get(next % boot.size()));
      }
    }
    return out.toByteArray();
  }

  private static void line(ByteArrayOutputStream out, String line) {
    out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
