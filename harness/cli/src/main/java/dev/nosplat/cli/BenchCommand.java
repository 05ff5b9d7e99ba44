// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Bench;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.gate.GateBench;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Measurement;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nosplat bench}: how long things take here. */
@Command(
    name = "bench",
    description = "Measures builds, boots and churn on this machine. It judges nothing.")
final class BenchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--tree",
      paramLabel = "SPEC",
      defaultValue = "debian:newest",
      description = "The tree to measure with (default: ${DEFAULT-VALUE}).")
  private String tree = "debian:newest";

  @Option(
      names = "--switch-to",
      paramLabel = "SPEC",
      description = "Also measure the switch to this tree, a neighbouring release, and back.")
  private Optional<String> neighbour = Optional.empty();

  @Option(
      names = "--cold",
      description = "Also build the kernel from nothing: ten minutes and 3 GB.")
  private boolean cold;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess();
    Progress progress = terminal.progress(settings.clock());
    List<Measurement> all =
        new ArrayList<>(new Bench(settings).run(tree, neighbour, cold, progress));
    all.add(new GateBench(Engine.open(settings)).run(tree, progress));
    if (json) {
      terminal.out().println(Measurement.json(all));
    } else {
      print(all, terminal.out());
    }
    return 0;
  }

  /** A table: what, the median, and every value where there is more than one. */
  static void print(List<Measurement> all, PrintStream out) {
    int width = all.stream().mapToInt(m -> m.name().length()).max().orElse(0);
    for (Measurement m : all) {
      String line =
          String.format(Locale.ROOT, "%-" + width + "s  %10.1f %s", m.name(), m.median(), m.unit());
      String each =
          m.values().stream()
              .map(v -> String.format(Locale.ROOT, "%.2f", v))
              .collect(Collectors.joining(" "));
      out.println(m.values().size() == 1 ? line : line + "  (median of " + each + ")");
    }
  }
}
