// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Phase;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Subject;
import dev.nosplat.record.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run for a person at a terminal: the verdict first, then its reason, the splats with the frames
 * that matter, the evidence, and where to go from there.
 *
 * <p>A pass takes at most twenty-four lines, which a terminal shows at once, and names all that was
 * observed; anything else takes at most fifty. What does not fit is counted, and the run record has
 * it all. Every word that comes from a guest, a patch or a console is escaped.
 */
public final class TerminalReport {
  private static final int GROUP_LINES = 6;
  private static final int SWEEP_LINES = 12;

  /** The least that evidence and what follows it take. */
  private static final int EVIDENCE_LINES = 8;

  private static final int SWEEP_LINES_OF_A_PASS = 6;

  private final Palette palette;
  private final TerminalPage page;

  /** Makes a report writer with or without colours, for a log. */
  public TerminalReport(Colours colours) {
    this(colours, Layout.WIDTH);
  }

  /**
   * The same for a terminal.
   *
   * @param columns how wide it is; less than 60 is taken for 60, more than 200 for 200
   */
  public TerminalReport(Colours colours, int columns) {
    this.palette = new Palette(colours);
    this.page = new TerminalPage(palette, Layout.columns(columns));
  }

  /** Whether a report holds terminal colour sequences. */
  public enum Colours {
    /** Plain text. */
    OFF,
    /** ANSI sequences; for a terminal that asked for them. */
    ON
  }

  /** The report of a gate, with a newline at its end. */
  public String of(GateRecord gate) {
    return new GatePage(palette, page).of(gate);
  }

  /**
   * The report of several scenarios, with a newline at its end: a summary and, where they do not
   * all pass, the whole report of the one that decides.
   */
  public String of(ScenarioSet set) {
    String summary = String.join("\n", new ScenariosPage(palette, page).of(set)) + "\n";
    if (set.verdict().passed()) {
      return summary;
    }
    ScenarioSet.Part decisive = ScenarioSet.decisive(set.parts());
    return summary
        + decisive
            .run()
            .map(this::of)
            .or(() -> decisive.gate().map(this::of))
            .map(report -> "\n" + report)
            .orElse("");
  }

  /** The report of a run, with a newline at its end. */
  public String of(RunRecord run) {
    List<String> before = new ArrayList<>(page.verdict(run.verdict()));
    before.add("");
    before.addAll(facts(run));
    if (!run.splats().isEmpty()) {
      before.add("");
      before.addAll(page.splats(run.splats(), console(run)));
    }
    run.sweep().ifPresent(sweep -> before.addAll(sweep(sweep, sweepLines(run, before.size()))));
    boolean passed = run.verdict().passed() && run.splats().isEmpty();
    List<String> after = new ArrayList<>(replay(run));
    if (!passed || after.isEmpty()) {
      after.add(0, artifacts(run)); // a pass has no line for what the next one names too
    }
    int most = passed ? TerminalPage.PASS_LINES : TerminalPage.SCREEN_LINES;
    int room = most - before.size() - after.size() - 1;
    if (passed) {
      room += 2 + TerminalPage.blanks(before); // those can go; evidence is better
    }
    List<String> lines =
        Stream.of(before, passed ? observed(run, room) : evidence(run, room), after)
            .flatMap(List::stream)
            .toList();
    return String.join("\n", passed ? TerminalPage.fitted(lines) : lines) + "\n";
  }

  private List<String> facts(RunRecord run) {
    List<String> lines = new ArrayList<>();
    Subject subject = run.subject();
    lines.add(
        page.named(
            "tree",
            Printable.line(SubjectText.tree(subject))
                + (subject.release().isEmpty()
                    ? ""
                    : ", kernel " + Printable.line(subject.release()))
                + (subject.patches().isEmpty() ? ", unpatched" : "")));
    if (!subject.patches().isEmpty()) {
      lines.add(page.named("series", series(subject.patches())));
    }
    run.reach().ifPresent(reach -> lines.addAll(reach(reach)));
    lines.add(
        page.named(
            "scenario",
            Printable.line(run.scenario())
                + run.machine().map(TerminalReport::machine).orElse(", no machine came up")));
    lines.add(
        page.named(
            "took",
            Layout.duration(run.durationMillis())
                + run.timeline().stream()
                    .map(TerminalReport::phase)
                    .collect(Collectors.joining(", ", run.timeline().isEmpty() ? "" : ": ", ""))));
    return lines;
  }

  private List<String> reach(Reach reach) {
    List<String> lines = new ArrayList<>();
    lines.add(page.named("reach", ReachText.summary(reach)));
    List<String> notRun = ReachText.notRun(reach);
    if (!notRun.isEmpty()) {
      lines.add(page.named("not run", String.join(", ", notRun)));
    }
    return lines;
  }

  /** How many lines it gets: some of the evidence is shown beside it. */
  private static int sweepLines(RunRecord run, int used) {
    return run.verdict().passed()
        ? SWEEP_LINES_OF_A_PASS
        : Math.max(3, Math.min(SWEEP_LINES, TerminalPage.SCREEN_LINES - used - EVIDENCE_LINES));
  }

  /** Callbacks that gave the same answers on one line each, the worst first. */
  private List<String> sweep(Sweep sweep, int most) {
    List<SweepText.Row> rows = SweepText.rows(sweep);
    List<String> lines =
        new ArrayList<>(List.of("", page.named("sweep", SweepText.summary(sweep))));
    SweepText.notCovered(sweep).ifPresent(text -> lines.add(page.named("uncovered", text)));
    int shown = 0;
    for (SweepText.Row row : rows) {
      List<String> text = page.hang(" ".repeat(13), 13, row.text());
      if (lines.size() + text.size() > most) {
        break;
      }
      text.forEach(line -> lines.add(painted(row, line)));
      shown++;
    }
    if (shown < rows.size()) {
      lines.add(" ".repeat(13) + "and " + (rows.size() - shown) + " more in " + RunRecordJson.FILE);
    }
    return lines;
  }

  private String painted(SweepText.Row row, String text) {
    return row.answers().containsKey(Sweep.Answer.SPLAT)
        ? palette.bad(text)
        : row.answers().keySet().equals(Set.of(Sweep.Answer.DONE)) ? palette.good(text) : text;
  }

  private static String series(List<String> patches) {
    String subjects = patches.stream().map(Printable::line).collect(Collectors.joining("; "));
    return patches.size() == 1 ? subjects : patches.size() + " patches: " + subjects;
  }

  static String machine(MachineFacts machine) {
    // The reason comes last: it may be long, and what does not fit on the line is cut off.
    return ", %s, %s, %d MiB, %s, %s%s"
        .formatted(
            machine.accelerator().name().toLowerCase(Locale.ROOT),
            Layout.count(machine.cpus(), "CPU", "CPUs"),
            machine.memoryMiB(),
            Printable.line(machine.root()),
            origin(machine),
            machine.whyEmulated().map(why -> "; " + Printable.line(why)).orElse(""));
  }

  private static String origin(MachineFacts machine) {
    return switch (machine.origin()) {
      case SNAPSHOT -> "restored from a snapshot";
      case BOOT ->
          "fresh boot"
              + machine.whyBooted().map(why -> " (" + Printable.line(why) + ")").orElse("");
    };
  }

  private static String phase(Phase phase) {
    return Printable.line(phase.name()) + " " + Layout.duration(phase.durationMillis());
  }

  static String console(RunRecord run) {
    return Printable.line(run.artifacts().getOrDefault("console", "console"));
  }

  /** What a pass rests on, grouped, in at most {@code room} lines. */
  private List<String> observed(RunRecord run, int room) {
    List<String> lines = new ArrayList<>(List.of(""));
    int more = 0;
    for (EvidenceGroups group : EvidenceGroups.values()) {
      List<Requirement> rows = new ArrayList<>(group.of(run.evidence().requirements()));
      List<String> text = List.of();
      while (!rows.isEmpty()) {
        text = page.wrapped(group.label(), group.words(rows));
        if (text.size() <= Math.min(GROUP_LINES, room - lines.size() - 2)) {
          break;
        }
        rows.remove(rows.size() - 1);
        more++;
        text = List.of();
      }
      lines.addAll(text);
    }
    if (more > 0) {
      lines.add(
          TerminalPage.INDENT + " ".repeat(11) + "and " + more + " more in " + RunRecordJson.FILE);
    }
    lines.add("");
    return lines;
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
    int name =
        TerminalPage.width(
            shown.stream().map(Requirement::name), "evidence", page.columns() * 3 / 10);
    int expected =
        TerminalPage.width(
            shown.stream().map(Requirement::expected), "expected", page.columns() * 4 / 10);
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        TerminalPage.INDENT
            + palette.faint(
                "     "
                    + Layout.pad("evidence", name)
                    + Layout.pad("expected", expected)
                    + "observed"));
    for (Requirement r : shown) {
      String row =
          TerminalPage.cell(r.name(), name)
              + TerminalPage.cell(r.expected(), expected)
              + Printable.line(r.observed());
      lines.add(
          TerminalPage.INDENT
              + (r.met() ? palette.good("ok   ") : palette.bad("NO   "))
              + page.cut(row, 7));
    }
    if (shown.size() < all.size()) {
      lines.add(
          TerminalPage.INDENT
              + "     and "
              + (all.size() - shown.size())
              + " more in "
              + RunRecordJson.FILE);
    }
    lines.add("");
    return lines;
  }

  private String artifacts(RunRecord run) {
    return page.named(
        "artifacts",
        Printable.line(run.directory().toString())
            + run.artifacts().values().stream()
                .sorted()
                .map(Printable::line)
                .collect(Collectors.joining(", ", run.artifacts().isEmpty() ? "" : ": ", "")));
  }

  private List<String> replay(RunRecord run) {
    return run.subject().kernelKey().isEmpty()
        ? List.of()
        : List.of(
            page.name("replay")
                + "./nosplat replay "
                + Printable.line(Layout.shellWord(run.directory().toString())));
  }
}
