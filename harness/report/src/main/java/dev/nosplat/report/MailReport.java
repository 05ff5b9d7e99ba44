// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run or a gate as the body of a mail to a kernel mailing list: plain text, no longer lines than
 * such mail has, the first splat's own lines whole, and no path of this machine.
 */
public final class MailReport {
  private static final int COLUMNS = 75;

  /** A lockdep report of a deep call has about so many. */
  private static final int REPORT_LINES = 120;

  private static final String CONTINUED = " ".repeat(13);

  private MailReport() {}

  /** The mail about a run. */
  public static String of(RunRecord run) {
    return body(new TerminalReport(TerminalReport.Colours.OFF, COLUMNS).of(run), run.splats());
  }

  /** The mail about a gate: with the splats of its last step's runs. */
  public static String of(GateRecord gate) {
    List<Splat> splats = broken(gate).flatMap(run -> run.splats().stream()).toList();
    return body(new TerminalReport(TerminalReport.Colours.OFF, COLUMNS).of(gate), splats);
  }

  /** The mail about several scenarios: with the splats of the one that decides. */
  public static String of(ScenarioSet set) {
    ScenarioSet.Part decisive = ScenarioSet.decisive(set.parts());
    List<Splat> splats =
        Stream.concat(decisive.run().stream(), decisive.gate().stream().flatMap(MailReport::broken))
            .flatMap(run -> run.splats().stream())
            .toList();
    return body(new TerminalReport(TerminalReport.Colours.OFF, COLUMNS).of(set), splats);
  }

  private static Stream<RunRecord> broken(GateRecord gate) {
    return gate.firstBroken().stream().flatMap(step -> step.runs().stream());
  }

  private static String body(String report, List<Splat> splats) {
    List<String> kept = new ArrayList<>();
    boolean ours = false;
    for (String line : report.lines().toList()) {
      // What goes on from the line above stands in the second column.
      ours =
          line.matches("  (artifacts|replay|next) .*| {7}\\./nosplat report .*")
              || ours && line.startsWith(CONTINUED);
      if (!ours) {
        kept.add(line);
      }
    }
    String plain = String.join("\n", kept).strip();
    return plain + "\n" + splats.stream().findFirst().map(MailReport::lines).orElse("");
  }

  private static String lines(Splat splat) {
    List<String> all = splat.text().lines().toList();
    String shown =
        all.stream().limit(REPORT_LINES).map(Printable::line).collect(Collectors.joining("\n"));
    String more =
        all.size() > REPORT_LINES ? "\n[" + (all.size() - REPORT_LINES) + " lines more]" : "";
    return "\n" + shown + more + "\n";
  }
}
