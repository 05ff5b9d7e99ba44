// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.Entry;
import dev.nosplat.engine.bisect.Journal;
import dev.nosplat.engine.bisect.history.BuiltKernel;
import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.check.Home;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The first kernel of a bisection that is still in the store. */
record RunKernel(Home home, Path state) implements CompiledFiles {
  @Override
  public Optional<Boolean> contains(String file) {
    return vmlinux().flatMap(image -> new BuiltKernel(image).contains(file));
  }

  private Optional<Path> vmlinux() {
    Path log = state.resolve(Journal.FILE);
    List<Entry> entries = Files.exists(log) ? Journal.read(log) : List.of();
    return entries.stream()
        .filter(Entry.Ran.class::isInstance)
        .map(entry -> ((Entry.Ran) entry).directory())
        .filter(directory -> !directory.isEmpty())
        .flatMap(directory -> key(Path.of(directory)).stream())
        .map(key -> home.cache().resolve("store/kernel").resolve(key).resolve("vmlinux"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Optional<String> key(Path run) {
    try {
      String key = RunRecordJson.load(run).subject().kernelKey();
      return key.isEmpty() ? Optional.empty() : Optional.of(key);
    } catch (IOException | UnreadableRecord e) {
      return Optional.empty(); // the run directory was cleaned up
    }
  }
}
