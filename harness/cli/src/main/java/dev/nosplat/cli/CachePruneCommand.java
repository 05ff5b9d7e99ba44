// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nosplat cache prune}: the least recently used goes until the rest fits. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = "Removes what was not used for longest until the cache fits into a size.")
final class CachePruneCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([KMGT]?)B?");
  private static final long KILO = 1000;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "SIZE",
      description = "The size to prune to, such as 500M or 20G; sources and packages stay.")
  private String size = "";

  CachePruneCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings given = settings.get();
    Cache cache = new Cache(given.home().cache(), given.home().runs(), given.clock());
    List<Cache.Item> removed = cache.prune(bytes(size));
    terminal.out().print(CacheText.table(removed));
    terminal
        .out()
        .println(
            CacheText.total(removed)
                + " removed, "
                + CacheText.total(cache.items())
                + " left in "
                + given.home().cache());
    return 0;
  }

  /** A size in bytes, decimal as disks are sold. */
  static long bytes(String size) {
    Matcher parts = SIZE.matcher(size.strip().toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new BadInput(
          "\"" + size + "\" is no size.", List.of(), "Write a number and a unit: 500M, 20G.");
    }
    long bytes = Long.parseLong(parts.group(1));
    for (int i = " KMGT".indexOf(parts.group(2).isEmpty() ? " " : parts.group(2)); i > 0; i--) {
      bytes = Math.multiplyExact(bytes, KILO);
    }
    return bytes;
  }
}
