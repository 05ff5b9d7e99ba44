// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Phase;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Subject;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run for a person at a terminal: the verdict first, then its reason, the splats with the frames
 * that matter, the evidence, and where to go from there.
 *
 * <p>A pass takes at most {@value #PASS_LINES} lines and anything else at most {@value
 * #SCREEN_LINES}; what does not fit is counted, and the run record has it all. Every word that
 * comes from a guest, a patch or a console is escaped.
 */
public final class TerminalReport {
  static final int PASS_LINES = 20;
  static final int SCREEN_LINES = 50;

  private static final int HANGING_LINES = 4;
  private static final int FRAMES = 9;
  private static final int EVIDENCE_LINES = 8;
  private static final int OTHER_SPLATS = 4;
  private static final String INDENT = "  ";

  private final Palette palette;

  /** Makes a report writer with or without colours. */
  public TerminalReport(Colours colours) {
    this.palette = new Palette(colours);
  }

  /** Whether a report holds terminal colour sequences. */
  public enum Colours {
    /** Plain text. */
    OFF,
    /** ANSI sequences; for a terminal that asked for them. */
    ON
  }

  /** The report, with a newline at its end. */
  public String of(RunRecord run) {
    List<String> before = new ArrayList<>(verdict(run));
    before.add("");
    before.addAll(facts(run));
    if (!run.splats().isEmpty()) {
      before.add("");
      before.addAll(splats(run));
    }
    List<String> after = whereToGo(run);
    int room = (run.verdict().passed() ? PASS_LINES : SCREEN_LINES) - before.size() - after.size();
    return Stream.of(before, evidence(run, room - 1), after)
        .flatMap(List::stream)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private List<String> verdict(RunRecord run) {
    String word = run.verdict().outcome().name();
    List<String> lines =
        new ArrayList<>(
            hang(
                palette.outcome(run.verdict().outcome()) + INDENT,
                word.length() + 2,
                run.verdict().reason()));
    List<String> evidence =
        run.verdict().evidence().stream()
            .flatMap(e -> hang(INDENT + palette.faint("| "), 4, e).stream())
            .toList();
    lines.addAll(evidence.subList(0, Math.min(evidence.size(), EVIDENCE_LINES)));
    if (evidence.size() > EVIDENCE_LINES) {
      lines.add(INDENT + palette.faint("| ") + "...");
    }
    if (!run.verdict().advice().isEmpty()) {
      lines.addAll(hang(name("next"), 13, run.verdict().advice()));
    }
    return lines;
  }

  /** The text after {@code first}, which shows in {@code columns}, wrapped to a few lines. */
  private static List<String> hang(String first, int columns, String text) {
    int width = Layout.WIDTH - columns;
    List<String> wrapped =
        Layout.wrap(Layout.cut(Printable.line(text), width * HANGING_LINES - 20), width);
    List<String> lines = new ArrayList<>();
    for (String line : wrapped) {
      lines.add((lines.isEmpty() ? first : " ".repeat(columns)) + line);
    }
    return lines;
  }

  private List<String> facts(RunRecord run) {
    List<String> lines = new ArrayList<>();
    Subject subject = run.subject();
    lines.add(
        named(
            "tree",
            Printable.line(subject.tree())
                + (subject.release().isEmpty()
                    ? ""
                    : ", kernel " + Printable.line(subject.release()))));
    lines.add(named("series", series(subject.patches())));
    lines.add(
        named(
            "scenario",
            Printable.line(run.scenario())
                + run.machine().map(TerminalReport::machine).orElse(", no machine was started")));
    lines.add(
        named(
            "took",
            Layout.duration(run.durationMillis())
                + run.timeline().stream()
                    .map(TerminalReport::phase)
                    .collect(Collectors.joining(", ", run.timeline().isEmpty() ? "" : ": ", ""))));
    return lines;
  }

  private static String series(List<String> patches) {
    return switch (patches.size()) {
      case 0 -> "none";
      case 1 -> Printable.line(patches.get(0));
      default ->
          patches.size()
              + " patches: "
              + patches.stream().map(Printable::line).collect(Collectors.joining("; "));
    };
  }

  private static String machine(MachineFacts machine) {
    return ", %s, %s, %d MiB, %s, %s"
        .formatted(
            Printable.line(machine.accelerator()),
            Layout.count(machine.cpus(), "CPU", "CPUs"),
            machine.memoryMiB(),
            Printable.line(machine.root()),
            machine.origin().equals("snapshot") ? "from a snapshot" : "fresh boot");
  }

  private static String phase(Phase phase) {
    return Printable.line(phase.name()) + " " + Layout.duration(phase.durationMillis());
  }

  private List<String> splats(RunRecord run) {
    List<Splat> splats = run.splats();
    Splat first = splats.get(0);
    List<String> lines = new ArrayList<>();
    String head = splats.size() == 1 ? "splat" : "splat 1 of " + splats.size();
    lines.addAll(hang(INDENT + palette.bad(head) + INDENT, head.length() + 4, first.title()));
    for (SplatText.Fact fact : SplatText.facts(first, console(run))) {
      lines.addAll(hang("    " + Layout.pad(fact.name(), 11), 15, fact.value()));
    }
    List<Frame> frames = SplatText.framesThatMatter(first);
    for (int i = 0; i < Math.min(frames.size(), FRAMES); i++) {
      lines.add(
          "    "
              + Layout.pad(i == 0 ? "frames" : "", 11)
              + cut(SplatText.frame(frames.get(i)), 15));
    }
    if (frames.size() > FRAMES) {
      lines.add("    " + " ".repeat(11) + "and " + (frames.size() - FRAMES) + " more");
    }
    for (int i = 1; i < Math.min(splats.size(), 1 + OTHER_SPLATS); i++) {
      String next = "splat " + (i + 1) + "  ";
      lines.add(
          INDENT
              + palette.bad(next)
              + cut(
                  SplatText.place(splats.get(i), console(run))
                      + ": "
                      + Printable.line(splats.get(i).title()),
                  INDENT.length() + next.length()));
    }
    if (splats.size() > 1 + OTHER_SPLATS) {
      lines.add(INDENT + "and " + (splats.size() - 1 - OTHER_SPLATS) + " more splats");
    }
    return lines;
  }

  private static String console(RunRecord run) {
    return Printable.line(run.artifacts().getOrDefault("console", "console"));
  }

  /** The evidence table in at most {@code room} lines: what was not met is shown first. */
  private List<String> evidence(RunRecord run, int room) {
    List<Requirement> all =
        Stream.concat(
                run.evidence().unmet().stream(),
                run.evidence().requirements().stream().filter(Requirement::met))
            .toList();
    if (all.isEmpty()) {
      return List.of("");
    }
    int rows = all.size() + 1 <= room - 1 ? all.size() : Math.max(1, room - 3);
    List<Requirement> shown = all.subList(0, Math.min(rows, all.size()));
    int name = width(shown.stream().map(Requirement::name), "evidence", 30);
    int expected = width(shown.stream().map(Requirement::expected), "expected", 40);
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        INDENT
            + palette.faint(
                "     "
                    + Layout.pad("evidence", name)
                    + Layout.pad("expected", expected)
                    + "observed"));
    for (Requirement r : shown) {
      String row =
          cell(r.name(), name) + cell(r.expected(), expected) + Printable.line(r.observed());
      lines.add(INDENT + (r.met() ? palette.good("ok   ") : palette.bad("NO   ")) + cut(row, 7));
    }
    if (shown.size() < all.size()) {
      lines.add(
          INDENT + "     and " + (all.size() - shown.size()) + " more in " + RunRecordJson.FILE);
    }
    lines.add("");
    return lines;
  }

  private static int width(Stream<String> texts, String head, int most) {
    int longest =
        Stream.concat(texts, Stream.of(head))
            .mapToInt(t -> Printable.line(t).length())
            .max()
            .orElse(0);
    return Math.min(longest, most) + 2;
  }

  private static String cell(String text, int width) {
    return Layout.pad(Layout.cut(Printable.line(text), width - 2), width);
  }

  private List<String> whereToGo(RunRecord run) {
    List<String> lines = new ArrayList<>();
    String directory = Printable.line(run.directory().toString());
    lines.add(
        named(
            "artifacts",
            directory
                + run.artifacts().values().stream()
                    .sorted()
                    .map(Printable::line)
                    .collect(Collectors.joining(", ", run.artifacts().isEmpty() ? "" : ": ", ""))));
    if (!run.subject().kernelKey().isEmpty()) {
      lines.add(
          name("replay")
              + "./nosplat replay "
              + Printable.line(Layout.shellWord(run.directory().toString())));
    }
    return lines;
  }

  private String named(String name, String value) {
    return name(name) + cut(value, 13);
  }

  private String name(String name) {
    return INDENT + palette.faint(Layout.pad(name, 11));
  }

  private static String cut(String text, int used) {
    return Layout.cut(text, Layout.WIDTH - used);
  }
}
