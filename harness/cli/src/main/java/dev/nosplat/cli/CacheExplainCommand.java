// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.report.Printable;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nosplat cache explain}: would this kernel be built, and why? */
@Command(
    name = "explain",
    description = "Say whether the store has a kernel; if not, what differs from the nearest.",
    footer = {"", "Example: nosplat cache explain --tree debian:newest --patch my.patch"})
final class CacheExplainCommand implements Callable<Integer> {
  private static final int SHORT = 12;

  private final Terminal terminal;

  @Mixin private KernelOptions kernel = new KernelOptions();

  CacheExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess().readingPatches();
    CheckPlan plan = new PlanTree(settings).located(kernel.plan());
    print(Engine.open(settings).lookUp(plan, terminal.progress(settings.clock())), terminal.out());
    return 0;
  }

  static void print(Engine.Lookup found, PrintStream out) {
    String name = found.key().name().substring(0, SHORT);
    out.println(
        "kernel "
            + name
            + ", "
            + Printable.line(found.about().getOrDefault("title", "built elsewhere")));
    if (found.there()) {
      out.println("it is in the store: a check builds nothing");
    } else if (found.nearest().isEmpty()) {
      out.println("it is not in the store, which has no kernel at all");
    } else {
      var miss = found.nearest().get();
      out.println(
          "it is not in the store; the nearest there is "
              + miss.nearest().key().name().substring(0, SHORT)
              + ", "
              + Printable.line(miss.nearest().about().getOrDefault("title", "of unknown origin")));
      out.println("key differs in: " + String.join(", ", miss.differs()));
    }
  }
}
