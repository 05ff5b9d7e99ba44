// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Phase;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunFiles;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What differs between two runs: verdict, subject, splats, evidence, configuration, times. What is
 * the same is not shown.
 */
public final class RunDiff {
  private static final Pattern SYMBOL =
      Pattern.compile("(?:# )?CONFIG_(\\w+)(?:=(.*)| is not set)");

  private static final int MOST_CONFIG = 40;
  private static final int MOST_BYTES = 16 << 20;
  private static final int NAME = 22;

  /** Phases that differ by less, in milliseconds, differ by chance. */
  private static final long SAME_MILLIS = 500;

  private final Palette palette;
  private final RunRecord one;
  private final RunRecord two;
  private final StringBuilder text = new StringBuilder();

  private RunDiff(TerminalReport.Colours colours, RunRecord one, RunRecord two) {
    this.palette = new Palette(colours);
    this.one = one;
    this.two = two;
  }

  /** The differences, with a newline at their end. */
  public static String of(TerminalReport.Colours colours, RunRecord one, RunRecord two) {
    return new RunDiff(colours, one, two).write();
  }

  private String write() {
    head("-", one);
    head("+", two);
    section("subject", subject());
    section("splats", splats());
    section("evidence", evidence());
    section("counts", counts());
    section("config", config());
    section("times", times());
    return text.toString();
  }

  private void head(String sign, RunRecord run) {
    text.append(sign)
        .append(' ')
        .append(Printable.line(run.id()))
        .append("  ")
        .append(palette.outcome(run.verdict().outcome()))
        .append("  ")
        .append(RunList.stamp(run.started()))
        .append("  ")
        .append(Printable.line(run.verdict().reason()))
        .append('\n');
  }

  private void section(String name, List<String> lines) {
    text.append('\n').append(name);
    if (lines.isEmpty()) {
      text.append(": the same\n");
      return;
    }
    text.append('\n');
    lines.forEach(line -> text.append("  ").append(line).append('\n'));
  }

  private List<String> subject() {
    List<String> lines = new ArrayList<>();
    differ(lines, "tree", one.subject().tree(), two.subject().tree());
    differ(lines, "commit", one.subject().treeIdentity(), two.subject().treeIdentity());
    differ(lines, "kernel", one.subject().release(), two.subject().release());
    differ(
        lines,
        "patches",
        String.join("; ", one.subject().patches()),
        String.join("; ", two.subject().patches()));
    if (one.subject().patches().equals(two.subject().patches())) {
      differ(lines, "series", one.subject().seriesDigest(), two.subject().seriesDigest());
    }
    differ(
        lines,
        "fragments",
        String.join(", ", one.subject().fragments()),
        String.join(", ", two.subject().fragments()));
    differ(lines, "compiler", one.subject().compiler(), two.subject().compiler());
    differ(lines, "scenario", one.scenario(), two.scenario());
    differ(lines, "machine", machine(one), machine(two));
    return lines;
  }

  private static String machine(RunRecord run) {
    return run.machine().map(RunDiff::machine).orElse("none came up");
  }

  private static String machine(MachineFacts machine) {
    return TerminalReport.machine(machine).replaceFirst("^, ", "");
  }

  /** Two lines where the two differ. */
  private void differ(List<String> lines, String name, String before, String after) {
    if (!before.equals(after)) {
      lines.add(row("-", name, before));
      lines.add(row("+", name, after));
    }
  }

  private static String row(String sign, String name, String value) {
    String shown = value.isEmpty() ? "none" : Printable.line(value);
    return sign + " " + Layout.pad(Printable.line(name), NAME) + "  " + shown;
  }

  private List<String> splats() {
    List<String> lines = new ArrayList<>();
    Map<String, Splat> before = bySignature(one);
    Map<String, Splat> after = bySignature(two);
    Set<String> all = new LinkedHashSet<>(before.keySet());
    all.addAll(after.keySet());
    for (String signature : all) {
      Optional<Splat> was = Optional.ofNullable(before.get(signature));
      Optional<Splat> is = Optional.ofNullable(after.get(signature));
      if (was.isPresent() != is.isPresent()) {
        String title = was.or(() -> is).map(Splat::title).orElse("");
        lines.add((was.isPresent() ? "- " : "+ ") + Printable.line(title));
        lines.add("    " + Printable.line(signature));
      }
    }
    return lines;
  }

  private static Map<String, Splat> bySignature(RunRecord run) {
    Map<String, Splat> all = new TreeMap<>();
    run.splats().forEach(splat -> all.putIfAbsent(splat.signature(), splat));
    return all;
  }

  /** What was met in one and not in the other, or is asked of one alone. */
  private List<String> evidence() {
    List<String> lines = new ArrayList<>();
    Map<String, Requirement> before = byName(one);
    Map<String, Requirement> after = byName(two);
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      Optional<Requirement> was = Optional.ofNullable(before.get(name));
      Optional<Requirement> is = Optional.ofNullable(after.get(name));
      if (!was.map(Requirement::met).equals(is.map(Requirement::met))) {
        lines.add(row("-", name, was.map(RunDiff::observed).orElse("not asked for")));
        lines.add(row("+", name, is.map(RunDiff::observed).orElse("not asked for")));
      }
    }
    return lines;
  }

  private static Map<String, Requirement> byName(RunRecord run) {
    Map<String, Requirement> all = new java.util.LinkedHashMap<>();
    run.evidence().requirements().forEach(r -> all.putIfAbsent(r.name(), r));
    return all;
  }

  private static String observed(Requirement requirement) {
    return (requirement.met() ? "ok: " : "not met: ") + requirement.observed();
  }

  private List<String> counts() {
    List<String> lines = new ArrayList<>();
    Set<String> names = new TreeSet<>(one.counts().keySet());
    names.addAll(two.counts().keySet());
    for (String name : names) {
      String before = Optional.ofNullable(one.counts().get(name)).map(String::valueOf).orElse("-");
      String after = Optional.ofNullable(two.counts().get(name)).map(String::valueOf).orElse("-");
      if (!before.equals(after)) {
        lines.add("  " + Layout.pad(Printable.line(name), NAME) + "  " + before + " -> " + after);
      }
    }
    return lines;
  }

  private List<String> config() {
    Optional<Map<String, String>> before = symbols(one);
    Optional<Map<String, String>> after = symbols(two);
    if (before.isEmpty() || after.isEmpty()) {
      return List.of("one of the runs kept no configuration");
    }
    List<String> lines = new ArrayList<>();
    Set<String> names = new TreeSet<>(before.get().keySet());
    names.addAll(after.get().keySet());
    for (String name : names) {
      String was = before.get().getOrDefault(name, "not there");
      String is = after.get().getOrDefault(name, "not there");
      if (!was.equals(is)) {
        lines.add("  " + Printable.line(name + "  " + was + " -> " + is));
      }
    }
    if (lines.size() > MOST_CONFIG) {
      int more = lines.size() - MOST_CONFIG;
      lines = new ArrayList<>(lines.subList(0, MOST_CONFIG));
      lines.add("and " + more + " more; scripts/diffconfig of the kernel shows all");
    }
    return lines;
  }

  /** Every symbol's value, as it stands in the effective configuration. */
  private static Optional<Map<String, String>> symbols(RunRecord run) {
    Optional<Path> file = RunFiles.of(run).artifact("config");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file.get())) {
      Map<String, String> all = new TreeMap<>();
      String config = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      config
          .lines()
          .forEach(
              line -> {
                Matcher symbol = SYMBOL.matcher(line);
                if (symbol.matches()) {
                  all.put(symbol.group(1), symbol.group(2) == null ? "n" : symbol.group(2));
                }
              });
      return Optional.of(all);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file.get(), e);
    }
  }

  private List<String> times() {
    List<String> lines = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    one.timeline().forEach(phase -> names.add(phase.name()));
    two.timeline().forEach(phase -> names.add(phase.name()));
    for (String name : names) {
      time(lines, name, millis(one.timeline(), name), millis(two.timeline(), name));
    }
    time(lines, "in all", one.durationMillis(), two.durationMillis());
    return lines;
  }

  private static void time(List<String> lines, String name, long before, long after) {
    if (Math.abs(before - after) >= SAME_MILLIS) {
      lines.add(
          "  "
              + Layout.pad(Printable.line(name), NAME)
              + "  "
              + Layout.duration(before)
              + " -> "
              + Layout.duration(after));
    }
  }

  private static long millis(List<Phase> phases, String name) {
    return phases.stream()
        .filter(phase -> phase.name().equals(name))
        .mapToLong(Phase::durationMillis)
        .sum();
  }
}
