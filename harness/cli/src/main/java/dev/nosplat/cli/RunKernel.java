// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.Entry;
import dev.nosplat.engine.bisect.Journal;
import dev.nosplat.engine.bisect.Report;
import dev.nosplat.engine.bisect.Sighting;
import dev.nosplat.engine.bisect.history.BuiltKernel;
import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.symbols.PlacedText;
import dev.nosplat.engine.symbols.Symbolizer;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The kernels of a bisection's runs, as far as they are still in the store. */
record RunKernel(Home home, Path log) implements CompiledFiles {

  /** Asks the first of them. */
  @Override
  public Optional<Boolean> contains(String file) {
    return runs().stream()
        .flatMap(ran -> record(ran).stream())
        .flatMap(record -> vmlinux(record).stream())
        .findFirst()
        .flatMap(image -> new BuiltKernel(image).contains(file));
  }

  /**
   * The report with its splat symbolized by the kernel that printed it, or saying why it is not.
   */
  Report symbolized(Report report) throws InterruptedException {
    Optional<Sighting> shown = report.splat();
    if (shown.isEmpty()) {
      return report;
    }
    Sighting sighting = shown.get();
    Optional<RunRecord> run =
        runs().stream()
            .filter(ran -> ran.splats().contains(sighting))
            .findFirst()
            .flatMap(RunKernel::record);
    Optional<Path> vmlinux = run.flatMap(this::vmlinux);
    Optional<Splat> splat =
        run.stream()
            .flatMap(record -> record.splats().stream())
            .filter(each -> each.text().equals(sighting.text()))
            .findFirst();
    if (vmlinux.isEmpty() || splat.isEmpty()) {
      return report.withSplat(
          sighting, "the splat is not symbolized: the kernel that printed it is no longer kept");
    }
    try {
      Splat symbolized = new Symbolizer(vmlinux.get()).symbolize(splat.get());
      return report.withSplat(sighting.withText(PlacedText.of(symbolized)), "");
    } catch (Problem e) {
      return report.withSplat(
          sighting, "the splat is not symbolized: " + e.what() + " " + e.advice());
    }
  }

  private List<Entry.Ran> runs() {
    List<Entry> entries = Files.exists(log) ? Journal.read(log) : List.of();
    return entries.stream()
        .filter(Entry.Ran.class::isInstance)
        .map(Entry.Ran.class::cast)
        .filter(ran -> !ran.directory().isEmpty())
        .toList();
  }

  private Optional<Path> vmlinux(RunRecord run) {
    String key = run.subject().kernelKey();
    Path image = home.cache().resolve("store/kernel").resolve(key).resolve("vmlinux");
    return Optional.of(image).filter(path -> !key.isEmpty() && Files.isRegularFile(path));
  }

  private static Optional<RunRecord> record(Entry.Ran ran) {
    try {
      return Optional.of(RunRecordJson.load(Path.of(ran.directory())));
    } catch (IOException | UnreadableRecord e) {
      return Optional.empty(); // the run directory was cleaned up
    }
  }
}
