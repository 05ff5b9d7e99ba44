// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.PatchCheck;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.series.AppliedSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.report.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat patch check}: does this series apply to this tree. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Says whether patches apply to a tree, and repairs mangled ones.", ""},
    footer = {
      "",
      "A patch input is a file of git format-patch, a mailbox or a thread, a directory with or",
      "without a quilt series file, a git range A..B of the tree's repository, or - for standard",
      "input.",
      "",
      "Exit codes: 0 everything applies, 2 something does not, with the reason."
    })
final class PatchCheckCommand implements Callable<Integer> {
  private static final int SHORT = 12;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--tree",
      required = true,
      paramLabel = "SPEC",
      description =
          "The tree: a directory, DIRECTORY@REV, git+URL@REV, an archive, debian:7.2,"
              + " debian:newest.")
  private String tree = "";

  @Option(
      names = "--dirty",
      description = "Take the uncommitted changes of a checkout into the tree.")
  private boolean dirty;

  @Option(
      names = "--repair",
      description =
          "Rebuild patches that lost white space, line ends or counts in a browser or a mail"
              + " client; the result is written to a run directory.")
  private boolean repair;

  @Option(
      names = "--fuzz",
      paramLabel = "LINES",
      description = "Ignore up to 2 lines of context at the ends of a hunk, and say where.")
  private int fuzz;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Patch inputs, in order.")
  private List<Path> inputs = List.of();

  PatchCheckCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings given = settings.get();
    PatchCheck.Request request =
        new PatchCheck.Request(tree, dirty, inputs, new SeriesApplier.Options(repair, fuzz));
    PatchCheck.Result result =
        new PatchCheck(given).check(request, terminal.progress(given.clock()));
    terminal.out().print(text(result));
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
        .repaired()
        .ifPresent(
            file ->
                text.append("the repaired series is in ")
                    .append(Printable.line(file.toString()))
                    .append('\n'));
    section(text, "left out of the input:", applied.series().notes());
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
