// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.InfraFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nosplat cache verify}: is every artifact what was stored? */
@Command(
    name = "verify",
    description = "Digests every artifact and compares it with what was stored.",
    footer = {"", "Exit codes: 0 all are sound, 6 some are damaged."})
final class CacheVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--remove",
      description = "Remove damaged artifacts; the next run that wants one makes it again.")
  private boolean remove;

  CacheVerifyCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings given = settings.get();
    Cache cache = new Cache(given.home().cache(), given.home().runs(), given.clock());
    List<Cache.Damage> damaged = cache.verify(remove);
    if (damaged.isEmpty()) {
      terminal.out().println("every artifact is what was stored");
      return 0;
    }
    List<String> evidence = new ArrayList<>();
    for (Cache.Damage each : damaged) {
      for (String problem : each.problems()) {
        evidence.add(each.item().kind() + " " + CacheText.name(each.item()) + ": " + problem);
      }
    }
    throw new InfraFailed(
        (damaged.size() == 1 ? "1 artifact is" : damaged.size() + " artifacts are")
            + " not what was stored"
            + (remove ? "; removed" : ""),
        evidence,
        remove
            ? "Find out what damages the disk, then run again: the artifacts are made anew."
            : "Remove them with nosplat cache verify --remove; they are made anew when needed.");
  }
}
