// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Extracts the headlines of reports from kernel sources: every string literal of the core kernel
 * that begins or reads like one.
 *
 * <p>Runs alone: {@code java KernelHeadlines.java VERSION=TREE... > headlines.tsv}. Each line of
 * the output is the versions that have it, the file, and the format string, with tabs between them.
 */
final class KernelHeadlines {
  /** Where reports are made; drivers and file systems print words like WARNING as they please. */
  private static final List<String> PLACES =
      List.of(
          "kernel",
          "mm",
          "lib",
          "init",
          "include/linux",
          "include/asm-generic",
          "arch/x86/kernel",
          "arch/x86/mm",
          "arch/x86/entry",
          "arch/arm64/kernel",
          "arch/arm64/mm",
          "drivers/base",
          "fs/dcache.c",
          "net/core",
          "block",
          "io_uring",
          "virt");

  private static final Pattern STARTS =
      Pattern.compile(
          "\\[? ?(?:BUG|WARNING|INFO|PANIC|Oops|kernel BUG|Kernel panic|KASAN|UBSAN|ODEBUG)\\b.*");
  private static final Pattern READS =
      Pattern.compile(
          ".*(?:corruption|corrupted|hard LOCKUP|soft lockup|workqueue lockup|detected .*stall"
              + "|detected stall|buffer overflow|use-after-free|double free|attempt detected"
              + "|unreferenced object|[Uu]nable to handle kernel|Internal error: %s|\\[ cut here \\]"
              + "|guard page was hit|deadlock detected|suspected memory leak|locks? held|illegally"
              + "|: bad p[gmu4]d|lock state|recursive locking|unlock balance|invalid context"
              + "|while atomic|wait context|lock inversion|lock order detected|refcount_t: "
              + "|field-spanning|not taken|non-static key|general protection|double fault"
              + "|stack overflow|stack space|CFI failure|non-responsive CSD|blocked.* for more than"
              + "|Missing ENDBR|scheduler .*disabled \\(|ops error|root fs|root device).*");

  private KernelHeadlines() {}

  public static void main(String[] trees) throws IOException {
    Map<String, TreeSet<String>> versions = new TreeMap<>();
    for (String tree : trees) {
      String[] parts = tree.split("=", 2);
      for (String headline : headlines(Path.of(parts[1]))) {
        versions.computeIfAbsent(headline, h -> new TreeSet<>()).add(parts[0]);
      }
    }
    versions.forEach((headline, in) -> System.out.println(String.join(",", in) + "\t" + headline));
  }

  private static TreeSet<String> headlines(Path tree) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    for (String place : PLACES) {
      Path start = tree.resolve(place);
      if (!Files.exists(start)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(start)) {
        for (Path file : files.filter(f -> f.toString().matches(".*\\.[chS]")).toList()) {
          String name = tree.relativize(file).toString();
          literals(Files.readString(file, StandardCharsets.ISO_8859_1)).stream()
              .filter(text -> STARTS.matcher(text).matches() || READS.matcher(text).matches())
              .forEach(text -> found.add(name + "\t" + text));
        }
      }
    }
    return found;
  }

  /** Every string literal outside comments, adjacent ones joined, one a line that it prints. */
  private static List<String> literals(String source) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '"') {
        int end = endOfQuoted(source, at);
        text.append(source, at + 1, Math.max(at + 1, end - 1));
        at = end;
      } else if (source.startsWith("/*", at)) {
        int end = source.indexOf("*/", at + 2);
        at = end < 0 ? source.length() : end + 2;
      } else if (source.startsWith("//", at)) {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else {
        if (!Character.isWhitespace(c) && c != '\\') {
          lines(text, texts);
        }
        at = c == '\'' ? endOfQuoted(source, at) : at + 1;
      }
    }
    lines(text, texts);
    return texts;
  }

  private static int endOfQuoted(String source, int start) {
    char quote = source.charAt(start);
    for (int at = start + 1; at < source.length(); at++) {
      char c = source.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == quote || c == '\n') {
        return at + 1;
      }
    }
    return source.length();
  }

  private static void lines(StringBuilder text, List<String> texts) {
    if (text.length() == 0) {
      return;
    }
    String unescaped =
        text.toString().replace("\\t", " ").replace("\\\"", "\"").replace("\\001", "");
    text.setLength(0);
    for (String line : unescaped.split("\\\\n")) {
      String stripped = line.strip();
      if (!stripped.isEmpty()) {
        texts.add(stripped);
      }
    }
  }
}
