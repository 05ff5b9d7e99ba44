// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.cache.Pruned;
import dev.nosplat.engine.cache.Retention;
import dev.nosplat.engine.cache.Sizes;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.report.Printable;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nosplat cache prune}: the least recently used goes until the rest fits; old runs go. */
@Command(
    name = "prune",
    description = "Remove what was not used for longest, and the directories of old runs.",
    footer = {"", "Example: nosplat cache prune --to 20GiB --runs 30d"})
final class CachePruneCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--to",
      paramLabel = "SIZE",
      description = "The size to prune the cache to, such as 500M or 20GiB; sources stay.")
  private Optional<String> size = Optional.empty();

  @Option(
      names = "--runs",
      paramLabel = "AGE|N",
      description = "The runs to keep: those of the last 30d (h, d, w), or the last 50.")
  private Optional<String> runs = Optional.empty();

  @Option(names = "--dry-run", description = "Only show what would be removed.")
  private boolean dryRun;

  CachePruneCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (size.isEmpty() && runs.isEmpty()) {
      throw new BadInput(
          "Neither a size for the cache nor the runs to keep are given.",
          List.of(),
          "Give --to SIZE, --runs AGE|N, or both.");
    }
    if (size.isPresent() && size.get().strip().matches("[0-9.]+")) {
      throw new BadInput(
          "The size " + size.get().strip() + " has no unit.",
          List.of(),
          "Write --to " + size.get().strip() + "GiB, or M, G, T, MiB.");
    }
    Optional<Long> bytes = size.map(Sizes::parse);
    Optional<Retention> retention = runs.map(Retention::parse);
    Settings given = settings.get();
    Cache cache = new Cache(given.home().cache(), given.home().runs(), given.clock());
    Pruned pruned = new Pruned(List.of(), List.of());
    if (retention.isPresent()) {
      pruned =
          pruned.plus(
              dryRun ? cache.wouldPruneRuns(retention.get()) : cache.pruneRuns(retention.get()));
    }
    if (bytes.isPresent()) {
      pruned = pruned.plus(dryRun ? cache.wouldPrune(bytes.get()) : cache.prune(bytes.get()));
    }
    PrintStream out = terminal.out();
    out.print(CacheText.table(pruned.removed(), terminal.columns()));
    pruned.left().forEach(left -> out.println("not removed: " + Printable.line(left)));
    if (dryRun) {
      out.println(Sizes.text(pruned.bytes()) + " would be removed; nothing was");
      return 0;
    }
    out.println(Sizes.text(pruned.bytes()) + " removed");
    if (bytes.isPresent()) {
      out.println(CacheText.total(cache.items()) + " left in " + given.home().cache());
    }
    if (retention.isPresent()) {
      out.println(CacheText.runs(cache.runs()) + " left in " + given.home().runs());
    }
    return 0;
  }
}
