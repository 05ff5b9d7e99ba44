// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.PatchCheck;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.report.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat patch check}: does this series apply to this tree. */
@Command(
    name = "check",
    sortOptions = false,
    description = "Say whether patches apply to a tree, and repair mangled ones.",
    footer = {
      "",
      "A patch input is a file of git format-patch, a mailbox or a thread, a directory with or without a quilt series file, a commit or range A..B of the tree's repository, lore:MESSAGE-ID, b4:MESSAGE-ID, a URL of lore or patchwork, or - for standard input.",
      "",
      "Exit codes: 0 everything applies, 2 something does not, with the reason."
    })
final class PatchCheckCommand implements Callable<Integer> {
  private static final int SHORT = 12;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--tree",
      paramLabel = "SPEC",
      description =
          "The tree: a directory, DIRECTORY@REV, git+URL@REV, an archive, debian:7.2,"
              + " debian:newest; auto is the series' own base-commit in the repository here"
              + " (default: the kernel tree here).")
  private String tree = PlanTree.HERE;

  @Option(
      names = "--dirty",
      description = "Take the uncommitted changes of a checkout into the tree.")
  private boolean dirty;

  @Mixin private SeriesOptions series = new SeriesOptions();

  @Option(names = "-R", description = "Take the patches back, the last one first.")
  private boolean reverse;

  @Option(
      names = "-p",
      paramLabel = "N",
      description = "Take N leading directories off all paths, whatever the patches say.")
  private Optional<Integer> strip = Optional.empty();

  @Option(names = "--range-diff", description = "Show how what was applied differs from what came.")
  private boolean rangeDiff;

  @Option(
      names = "--no-checkpatch",
      negatable = false,
      description = "Do not run the tree's scripts/checkpatch.pl, which needs a container.")
  private boolean noCheckpatch;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Patch inputs, in order.")
  private List<Path> inputs = List.of();

  PatchCheckCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings given = settings.get().readingPatches();
    PatchCheck.Request request =
        new PatchCheck.Request(
            tree,
            dirty,
            inputs,
            series.choice(),
            new SeriesApplier.Options(series.repairs(), series.fuzz(), reverse, strip),
            !noCheckpatch);
    PatchCheck.Result result =
        new PatchCheck(given).check(request, terminal.progress(given.clock()));
    terminal.out().print(text(result));
    if (rangeDiff) {
      terminal.out().print(RangeDiffText.of(result.difference()));
    }
    return 0;
  }

  static String text(PatchCheck.Result result) {
    AppliedSeries applied = result.applied();
    int count = applied.changes().size();
    StringBuilder text = new StringBuilder();
    text.append(count == 1 ? "1 patch applies" : count + " patches apply")
        .append(" to ")
        .append(Printable.line(result.tree().version()))
        .append(" (")
        .append(Printable.line(result.tree().origin()))
        .append(")\n");
    for (int i = 0; i < count; i++) {
      AppliedSeries.Change change = applied.changes().get(i);
      text.append("  ").append(i + 1).append('/').append(count).append("  ");
      text.append(Printable.line(change.subject())).append('\n');
      change
          .notes()
          .forEach(note -> text.append("       ").append(Printable.block(note)).append('\n'));
    }
    int files = applied.changedFiles().size();
    text.append(files == 1 ? "1 file changes" : files + " files change");
    text.append(", giving tree ").append(applied.treeId(), 0, SHORT).append('\n');
    applied
        .changedFiles()
        .forEach(file -> text.append("  ").append(Printable.line(file)).append('\n'));
    result
        .kept()
        .ifPresent(
            file ->
                text.append(
                        "what was applied, and how it differs from what came (--range-diff), is in"
                            + " ")
                    .append(Printable.line(file.toString()))
                    .append('\n'));
    section(text, "notes on the input:", applied.series().notes());
    section(text, "notes, which decide nothing:", result.notes());
    return text.toString();
  }

  private static void section(StringBuilder text, String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append(heading).append('\n');
      lines.forEach(line -> text.append("  ").append(Printable.block(line)).append('\n'));
    }
  }
}
