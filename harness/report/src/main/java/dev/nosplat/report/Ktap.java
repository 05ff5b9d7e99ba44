// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run or a gate as KTAP version 1 (Documentation/dev-tools/ktap.rst), the format of the kernel's
 * own tests: one test for each thing that was judged, one subtest for its verdict and for each
 * piece of its evidence. {@code tools/testing/kunit/kunit.py parse} reads it.
 *
 * <p>Diagnostic lines begin with {@code # |}: without the bar, a console line that says {@code
 * Subtest:} would be one to that parser.
 */
public final class Ktap {
  /** kunit_parser.py (7.3) stops reading at these, wherever in a line they stand. */
  private static final List<String> ENDS =
      List.of(
          "List of all partitions:", "Kernel panic - not syncing: VFS:", "reboot: System halted");

  private Ktap() {}

  /** The document for one run. */
  public static String of(RunRecord run) {
    return document(Case.of(run));
  }

  /** The document for a gate. */
  public static String of(GateRecord gate) {
    return document(Case.of(gate));
  }

  /** The document for several scenarios: what each was judged by. */
  public static String of(ScenarioSet set) {
    return document(Case.of(set));
  }

  /** The document for a campaign: one test for each cell. */
  public static String of(CampaignRecord campaign) {
    return document(Case.of(campaign));
  }

  private static String document(List<Case> cases) {
    StringBuilder out = new StringBuilder("KTAP version 1\n1..").append(cases.size()).append('\n');
    for (int i = 0; i < cases.size(); i++) {
      Case each = cases.get(i);
      boolean met = each.evidence().stream().allMatch(Requirement::met);
      subtests(out, each);
      out.append(result(each.verdict().passed() && met, i + 1, each.name()));
    }
    return out.toString();
  }

  private static void subtests(StringBuilder out, Case each) {
    List<Requirement> evidence = each.evidence();
    out.append("    KTAP version 1\n    # Subtest: ").append(name(each.name())).append('\n');
    out.append("    1..").append(1 + evidence.size()).append('\n');
    Stream.concat(Stream.of(Printable.line(each.verdict().reason())), each.details().stream())
        .forEach(line -> diagnostic(out, line));
    out.append("    ").append(result(each.verdict().passed(), 1, "verdict"));
    for (int i = 0; i < evidence.size(); i++) {
      Requirement r = evidence.get(i);
      if (!r.met()) {
        diagnostic(out, Printable.line(r.missed()));
      }
      out.append("    ").append(result(r.met(), i + 2, r.name()));
    }
  }

  private static void diagnostic(StringBuilder out, String line) {
    out.append("    # | ").append(harmless(line)).append('\n');
  }

  private static String result(boolean ok, int number, String name) {
    return (ok ? "ok " : "not ok ") + number + " " + name(name) + "\n";
  }

  /** In a result line a number sign begins a directive. */
  private static String name(String name) {
    return harmless(Printable.line(name).replace('#', '_')).strip();
  }

  /** The same to a person; a doubled blank is not what the parser looks for. */
  private static String harmless(String line) {
    String text = line;
    for (String end : ENDS) {
      text = text.replace(end, end.replaceFirst(" ", "  "));
    }
    return text.stripTrailing();
  }
}
