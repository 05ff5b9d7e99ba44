// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.scenario.Catalogue;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code nosplat scenario list}. */
@Command(name = "list", description = "Lists the scenarios that come with nosplat.")
final class ScenarioListCommand implements Callable<Integer> {
  private final Terminal terminal;

  ScenarioListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    for (Catalogue.Entry entry : Catalogue.packed()) {
      terminal.out().printf(Locale.ROOT, "%-20s  %s%n", entry.name(), entry.purpose());
    }
    return 0;
  }
}
