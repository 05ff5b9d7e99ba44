// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.cli.input.UnreadableLog;
import dev.nosplat.engine.check.KnownIssuesFile;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.symbols.Symbolizer;
import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.record.SplatSpool;
import dev.nosplat.report.GithubAnnotations;
import dev.nosplat.report.ScanReport;
import dev.nosplat.report.ScanTotals;
import dev.nosplat.report.TerminalReport.Colours;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat scan}: finds the kernel's reports in console logs. */
@Command(
    name = "scan",
    sortOptions = false,
    description = "Find kernel bugs in a console log.",
    footer = {
      "",
      "Exit codes: 0 no splat or only known ones, 1 a splat that is not known, 2 bad input, 3 an input without one kernel line, which is not clean.",
      "",
      "Splats that a record shows to be written by user space are listed and not counted."
    })
final class ScanCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int BAD_INPUT = 2;
  private static final int INCONCLUSIVE = 3;

  private final Terminal terminal;
  private final InputStream standardInput;
  private final Clock clock;

  @Parameters(
      paramLabel = "FILE",
      description =
          "A log, plain, packed (gzip, bzip2, xz, zstd, lz4) or kept as JSON; - or nothing:"
              + " standard input.")
  private List<String> files = List.of();

  @ArgGroup private Form form = new Form();
  private final GithubAnnotations annotations = new GithubAnnotations();

  @Option(names = "--known", paramLabel = "FILE", description = "Known issues, in YAML.")
  private Optional<Path> knownFile = Optional.empty();

  @Option(
      names = "--vmlinux",
      paramLabel = "FILE",
      description = "Symbolize with this unstripped kernel.")
  private Optional<Path> vmlinux = Optional.empty();

  @Option(names = "--text", description = "Show each report's own lines.")
  private boolean text;

  @Option(
      names = "--explain",
      description = "Say what each report means, and how such bugs are usually cured.")
  private boolean explain;

  @Option(
      names = {"-f", "--follow"},
      description = "Keep reading as the log grows, until interrupted.")
  private boolean follow;

  @Option(names = "--allow-empty", description = "Count an input without one kernel line as clean.")
  private boolean allowEmpty;

  /** How the result is printed. */
  private static final class Form {
    @Option(names = "--json", description = "One JSON object per log, each on one line.")
    private boolean json;

    @Option(names = "--github", description = "GitHub workflow annotations.")
    private boolean github;
  }

  ScanCommand(Terminal terminal, InputStream standardInput, Clock clock) {
    this.terminal = terminal;
    this.standardInput = standardInput;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    LocalDate today = LocalDate.now(clock);
    KnownIssues known =
        knownFile.map(file -> KnownIssuesFile.load(file, today)).orElse(KnownIssues.NONE);
    ScanReport report =
        new ScanReport(terminal.colour() ? Colours.ON : Colours.OFF, known, today, extras());
    List<String> inputs = files.isEmpty() ? List.of(STANDARD_INPUT) : files;
    if (follow) {
      return follow(inputs, known, today, report);
    }
    if (files.isEmpty() && Terminal.inIsTerminal()) {
      terminal.err().println("reading a log from the terminal; Ctrl-D ends it, Ctrl-C stops");
      terminal.err().flush();
    }
    ScanTotals totals = new ScanTotals(known, today);
    boolean apart = false;
    boolean unreadable = false;
    boolean nothing = false;
    Optional<Symbolizer> symbolizer =
        vmlinux.isPresent() ? Optional.of(new Symbolizer(vmlinux.get())) : Optional.empty();
    for (String input : inputs) {
      try {
        ScannedLog log = scan(input);
        ConsoleScan scan = symbolized(log.scan(), symbolizer);
        if (!scan.kernel() && !allowEmpty) {
          nothing = true;
          nothing(log.nothing());
          if (!form.json) {
            continue;
          }
        }
        totals.add(scan);
        print(scan, known, today, report, apart);
        apart = true;
      } catch (BadInput e) {
        ProblemText.report(terminal.err(), e);
        unreadable = true;
      } catch (UnreadableLog e) {
        nothing = true;
        nothing(input + ": " + e.getMessage() + ".");
      }
    }
    summarise(totals, report);
    if (unreadable) {
      return BAD_INPUT;
    }
    return nothing && !totals.fresh() ? INCONCLUSIVE : exitCode(totals);
  }

  private int follow(List<String> inputs, KnownIssues known, LocalDate today, ScanReport report)
      throws InterruptedException {
    if (inputs.size() != 1 || inputs.contains(STANDARD_INPUT)) {
      throw new BadInput(
          "--follow reads exactly one file.",
          List.of("given: " + String.join(" ", inputs)),
          "Name one file, or pipe it in without --follow.");
    }
    String file = inputs.get(0);
    FollowedLog log = new FollowedLog(Path.of(file));
    ScanTotals totals = new ScanTotals(known, today);
    log.follow(
        (splat, lines) -> {
          ConsoleScan one = new ConsoleScan(file, lines, true, List.of(splat));
          totals.add(one);
          if (form.json || form.github) {
            print(one, known, today, report, false);
          } else {
            terminal.out().println(report.splat(splat, file));
            terminal.out().flush();
          }
        });
    return exitCode(totals);
  }

  private void print(
      ConsoleScan scan, KnownIssues known, LocalDate today, ScanReport report, boolean apart) {
    if (form.json) {
      writeJson(scan);
    } else if (form.github) {
      terminal.annotate(annotations.of(scan, known, today), terminal.out());
    } else {
      boolean spaced = apart && !scan.splats().isEmpty();
      terminal.out().print(spaced ? "\n" : "");
      report.print(scan, terminal.out());
    }
    terminal.out().flush();
  }

  private void writeJson(ConsoleScan scan) {
    try {
      scan.writeJson(terminal.out());
    } catch (IOException e) {
      throw new UncheckedIOException("printing", e);
    }
  }

  private Set<ScanReport.Extra> extras() {
    Set<ScanReport.Extra> extras = EnumSet.noneOf(ScanReport.Extra.class);
    if (text) {
      extras.add(ScanReport.Extra.TEXT);
    }
    if (explain) {
      extras.add(ScanReport.Extra.EXPLANATION);
    }
    return extras;
  }

  private void summarise(ScanTotals totals, ScanReport report) {
    if (form.github) {
      terminal.annotate(annotations.rest(), terminal.out());
    }
    if (!form.json && !form.github) {
      terminal.out().print(report.summary(totals));
    } else if (knownFile.isPresent()) {
      terminal.err().print(report.summary(totals));
    }
  }

  private static ConsoleScan symbolized(ConsoleScan scan, Optional<Symbolizer> symbolizer)
      throws InterruptedException {
    if (symbolizer.isEmpty()) {
      return scan;
    }
    SplatSpool symbolized = new SplatSpool();
    for (Splat splat : scan.splats()) {
      symbolized.add(symbolizer.get().symbolize(splat));
    }
    return new ConsoleScan(scan.file(), scan.lines(), scan.kernel(), symbolized.splats());
  }

  private void nothing(String why) {
    terminal.err().println(why + " --allow-empty counts it as clean");
    terminal.err().flush();
  }

  private ScannedLog scan(String input) throws UnreadableLog {
    try {
      if (input.equals(STANDARD_INPUT)) {
        return ScannedLog.read(input, standardInput);
      }
      Path file = Path.of(input);
      if (Files.isDirectory(file)) {
        throw new BadInput(
            input + " is a directory.", List.of(), "Name the logs in it: " + input + "/*.log");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return ScannedLog.read(input, in);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      throw new BadInput(input + " does not exist.", List.of(), "Check the name.", e);
    } catch (UnreadableLog e) {
      if (allowEmpty) {
        return new ScannedLog(new ConsoleScan(input, 0, false, List.of()), true);
      }
      throw e;
    } catch (ClosedByInterruptException e) {
      throw new UncheckedIOException("stopped while reading " + input, e);
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new BadInput(
          input + " cannot be read.",
          List.of(String.valueOf(e.getMessage())),
          "Check the file and its permissions.",
          e);
    }
  }

  /** 1 where any splat of the kernel's own is not known. */
  private static int exitCode(ScanTotals totals) {
    return totals.fresh() ? 1 : 0;
  }
}
