// SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Counts the kernel's reports in some logs: each bug once, by its signature. */
public final class ReadLogs {
  private final Map<String, Integer> seen = new TreeMap<>();

  /** Prints how often each bug was reported in the logs that the arguments name. */
  public static void main(String[] logs) throws IOException {
    ReadLogs reports = new ReadLogs();
    for (String log : logs) {
      reports.read(Path.of(log));
    }
    reports.seen().forEach((bug, times) -> System.out.println(times + " " + bug));
  }

  /** Adds the reports of a log; false where it holds no kernel's line and so says nothing. */
  boolean read(Path log) throws IOException {
    SplatReader reader = new SplatReader(this::count);
    byte[] chunk = new byte[65536];
    try (InputStream in = Files.newInputStream(log)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        reader.accept(chunk, 0, n);
      }
    }
    reader.finish();
    return reader.sawKernel();
  }

  /** Signature and title of each bug, and how often it was reported. */
  Map<String, Integer> seen() {
    return seen;
  }

  private void count(Splat splat) {
    seen.merge(splat.signature() + " " + splat.title(), 1, Integer::sum);
  }
}
