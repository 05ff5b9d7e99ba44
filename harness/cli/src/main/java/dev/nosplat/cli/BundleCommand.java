// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bundle.BundleWriter;
import dev.nosplat.engine.check.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat bundle}: one archive with which anyone repeats a run. */
@Command(
    name = "bundle",
    description = "Packs a run, its kernel and its guest into one archive that replay repeats.",
    footer = {
      "",
      "In it: the record, console, series, config, QEMU command and versions of the run; the kernel without its debugging information; the guest image. Neither tree nor compiler is needed to replay it: nosplat replay FILE."
    })
final class BundleCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;
  private final Path userHome;

  @Parameters(paramLabel = "RUN-DIR", description = "The directory that the run left.")
  private Path directory = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the bundle goes (default: the run's id with .tar.zst, here).")
  private Optional<Path> output = Optional.empty();

  BundleCommand(Terminal terminal, Supplier<Settings> settings, Path userHome) {
    this.terminal = terminal;
    this.settings = settings;
    this.userHome = userHome;
  }

  @Override
  public Integer call() {
    Settings own = settings.get();
    Path file =
        output.orElseGet(
            () -> Path.of(directory.toAbsolutePath().normalize().getFileName() + ".tar.zst"));
    new BundleWriter(own.home(), userHome, own.clock()).write(directory, file);
    try {
      terminal.out().printf(Locale.ROOT, "%s  %.1f MB%n", file, Files.size(file) / 1_000_000.0);
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + file, e);
    }
    return 0;
  }
}
