// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.check.Settings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code nosplat cache}: what is kept on disk. Alone it lists; its commands do more. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    description = "Lists what nosplat keeps on disk: kind, key, size, last use, what it is.",
    footer = {"", "All of it can be made again; see also docs/cache.md."})
final class CacheCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  CacheCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    Settings given = settings.get();
    Cache cache = new Cache(given.home().cache(), given.home().runs(), given.clock());
    List<Cache.Item> items = cache.items();
    PrintStream out = terminal.out();
    out.print(CacheText.table(items));
    List<String> totals = new ArrayList<>();
    totals.add(CacheText.total(items) + " in " + given.home().cache());
    totals.add(CacheText.total(List.of(cache.runs())) + " of runs in " + given.home().runs());
    totals.forEach(out::println);
    return 0;
  }
}
