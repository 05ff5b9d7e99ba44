// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.cache.Limits;
import dev.nosplat.engine.cache.Sizes;
import dev.nosplat.engine.check.Settings;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code nosplat cache}: what is kept on disk. Alone it lists; its commands do more. */
@Command(
    name = "cache",
    description = "List what nosplat keeps on disk; prune it.",
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
    Limits limits = Limits.of(given.environment());
    Cache cache = new Cache(given.home().cache(), given.home().runs(), given.clock());
    List<Cache.Item> items = cache.items();
    PrintStream out = terminal.out();
    out.print(CacheText.table(items, terminal.columns()));
    out.println(CacheText.total(items) + " in " + given.home().cache());
    out.println(
        "  "
            + (limits.cacheBytes().isPresent()
                ? "kept below " + Sizes.text(limits.cacheBytes().getAsLong())
                : "of any size")
            + ", set by "
            + Limits.CACHE);
    out.println(CacheText.runs(cache.runs()) + " in " + given.home().runs());
    out.println("  " + limits.runs().text() + ", set by " + Limits.RUNS);
    return 0;
  }
}
