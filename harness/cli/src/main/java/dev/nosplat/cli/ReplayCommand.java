// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bundle.Bundle;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.ReadyRun;
import dev.nosplat.engine.check.Replay;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat replay}: an earlier run, once more. */
@Command(
    name = "replay",
    description = "Repeat a run from its directory or bundle; compare the verdicts.",
    footer = {
      "",
      "From a directory the kernel is the very same one while the store has it; else the tree is"
          + " resolved and built again, if the run was your own.",
      "From a bundle the machine is the very same one; see nosplat bundle.",
      "",
      "The exit code is that of the new verdict."
    })
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "RUN-DIR|BUNDLE",
      description = "The directory that the run left, or a bundle of it.")
  private Path from = Path.of("");

  @Option(
      names = "--tree",
      paramLabel = "SPEC",
      description =
          "Build this tree instead. A bundle without a kernel, or a run directory from elsewhere,"
              + " builds nothing that you do not name.")
  private Optional<String> tree = Optional.empty();

  @Option(names = "--json", description = "Print the new run's record as one JSON document.")
  private boolean json;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess();
    Progress progress =
        terminal.commandProgress(settings.clock(), json ? terminal.err() : terminal.out());
    RunRecord earlier;
    RunRecord now;
    if (Files.isDirectory(from)) {
      Replay found = Replay.of(from, settings.home());
      Replay replay = tree.map(found::onTree).orElse(found);
      earlier = replay.earlier();
      now = new KernelChecker(Engine.open(settings)).check(replay, progress);
    } else {
      progress.begin("unpacking " + from.getFileName());
      try (Bundle bundle = Bundle.open(from, settings.home())) {
        earlier = bundle.run();
        now = run(bundle, settings, progress);
      }
    }
    compare(earlier, now, progress);
    terminal.out().print(json ? RunRecordJson.writeLine(now) + "\n" : report(now));
    return now.verdict().outcome().exitCode();
  }

  private RunRecord run(Bundle bundle, Settings settings, Progress progress)
      throws InterruptedException {
    if (tree.isPresent()) {
      return new KernelChecker(Engine.open(settings)).check(bundle.on(tree.get()), progress);
    }
    if (!bundle.hasMachine()) {
      throw Replay.unasked(bundle.claimedTree());
    }
    ReadyRun ready = bundle.ready();
    return new KernelChecker(Engine.open(settings)).check(ready, progress);
  }

  private static void compare(RunRecord earlier, RunRecord now, Progress progress) {
    if (!now.subject().treeIdentity().equals(earlier.subject().treeIdentity())) {
      progress.say(
          "note: "
              + earlier.subject().tree()
              + " was "
              + earlier.subject().treeIdentity()
              + " then and is "
              + now.subject().treeIdentity()
              + " now");
    }
    Optional<String> qemu = earlier.machine().map(MachineFacts::qemu);
    if (qemu.isPresent() && now.machine().isPresent()) {
      if (!qemu.equals(now.machine().map(MachineFacts::qemu))) {
        progress.say("note: it was " + qemu.get() + " then");
      }
    }
    Outcome then = earlier.verdict().outcome();
    progress.say(
        now.verdict().outcome() == then
            ? "the verdict is the same: " + then
            : "note: the verdict was " + then + " then");
  }

  private String report(RunRecord record) {
    return terminal.report().of(record);
  }
}
