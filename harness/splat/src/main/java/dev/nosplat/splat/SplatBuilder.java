// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the value from the lines of one complete report. */
final class SplatBuilder {
  private final List<ConsoleLine> lines;
  private final int headline;
  private final long endLine;
  private final Family family;
  private final List<Stack> stacks;

  SplatBuilder(Family announced, List<ConsoleLine> lines, int headline, long endLine) {
    this.lines = lines;
    this.headline = Math.min(headline, lines.size() - 1);
    this.endLine = endLine;
    this.family = Refinement.of(announced, lines);
    this.stacks = Stacks.of(lines);
  }

  Splat build() {
    Facts facts = Facts.of(lines);
    Optional<Stack> main = family.row().stack().of(stacks);
    List<Frame> frames = main.map(Stack::frames).orElse(List.of());
    String head = lines.get(headline).message();
    Details details = family.row().details().read(lines, headline, stacks);
    // What a compiler inlined is its caller's: a decoded log blames whom the raw one blames.
    List<Frame> called = frames.stream().filter(frame -> !frame.inlined()).toList();
    Optional<Frame> culprit =
        family.row().blame().of(new ReportParts(head, messages(), stacks, called, details));
    Summary summary = new Summary(family, head, details, culprit.map(Frame::function));
    return new Splat(
        family,
        summary.title(),
        Signature.of(family, details, head, called, culprit),
        lines.get(0).number(),
        endLine,
        culprit.map(Frame::function),
        frames,
        bpfPrograms(frames),
        facts.kernel(),
        facts.build(),
        facts.tainted(),
        facts.cpu(),
        facts.task(),
        facts.pid(),
        main.flatMap(Stack::context),
        lines.get(0).userspace(),
        details,
        text());
  }

  private static List<String> bpfPrograms(List<Frame> frames) {
    List<String> programs = new ArrayList<>();
    for (Frame frame : frames) {
      if (frame.module().equals(Optional.of("bpf")) && !programs.contains(frame.function())) {
        programs.add(frame.function());
      }
    }
    return programs;
  }

  private List<String> messages() {
    return lines.stream().map(ConsoleLine::message).toList();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (ConsoleLine line : lines) {
      text.append(line.text()).append('\n');
    }
    return text.toString();
  }
}
