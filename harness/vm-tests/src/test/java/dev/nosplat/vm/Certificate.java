// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each fault was read as, a section of docs/certification.md, and its console, for a golden
 * log.
 */
final class Certificate {
  private static final String WRONG = "NO |";
  private static final Path DIRECTORY = Path.of("target/certification");

  private final List<String> rows = new ArrayList<>();
  private final Set<Family> seen = EnumSet.noneOf(Family.class);
  private String kernel = "";

  synchronized void add(Provocation provocation, List<Splat> splats, byte[] console, long began)
      throws IOException {
    boolean right =
        splats.stream()
                .map(s -> s.family().id())
                .limit(1)
                .toList()
                .equals(provocation.family().stream().toList())
            && splats.stream()
                .limit(1)
                .allMatch(s -> s.culprit().orElse("-").equals(provocation.culprit()));
    rows.add(row(provocation, splats, right));
    for (Splat splat : splats) {
      seen.add(splat.family());
      kernel = splat.kernel().orElse(kernel);
    }
    keep(provocation, console, began);
  }

  private static String row(Provocation provocation, List<Splat> splats, boolean right) {
    String start = "| " + provocation.kernel() + " | " + provocation.fault() + " | ";
    if (splats.isEmpty()) {
      String why = provocation.family().isEmpty() ? provocation.note() : "none came";
      return start + "none: " + cell(why) + " | | " + (right ? "silent |" : WRONG);
    }
    Splat first = splats.get(0);
    String others =
        splats.stream()
            .skip(1)
            .map(s -> s.family().id())
            .distinct()
            .collect(Collectors.joining(", "));
    return start
        + "`"
        + first.family()
        + "` "
        + cell(first.title())
        + (others.isEmpty() ? "" : "; then " + others)
        + " | "
        + first.culprit().map(c -> "`" + c + "`").orElse("-")
        + " | "
        + (right ? "seen |" : WRONG);
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
  }

  /** What the kernel printed from the fault on. */
  private static void keep(Provocation provocation, byte[] console, long began) throws IOException {
    String[] lines = new String(console, StandardCharsets.ISO_8859_1).split("(?<=\n)");
    String log = Arrays.stream(lines).skip(began).collect(Collectors.joining());
    Files.createDirectories(DIRECTORY);
    Files.writeString(
        DIRECTORY.resolve(provocation.slug() + ".log"),
        "# provenance: seen live, "
            + provocation.fault()
            + " on a "
            + provocation.kernel()
            + " kernel\n---\n"
            + log,
        StandardCharsets.ISO_8859_1);
  }

  synchronized void write() throws IOException {
    long wrong = rows.stream().filter(row -> row.endsWith(WRONG)).count();
    Set<Family> missing = EnumSet.allOf(Family.class);
    missing.removeAll(seen);
    List<String> section = new ArrayList<>();
    section.add("## " + kernel);
    section.add("");
    section.add(
        "Run on "
            + LocalDate.now(ZoneOffset.UTC)
            + ": "
            + (rows.size() - wrong)
            + " of "
            + rows.size()
            + " as expected. No fault here brings about "
            + missing.stream().map(f -> "`" + f + "`").collect(Collectors.joining(", "))
            + ".");
    section.add("");
    section.add("| kernel | fault | first report | blamed | |");
    section.add("|---|---|---|---|---|");
    section.addAll(rows);
    Files.write(Path.of("target/certification.md"), section);
  }
}
