// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Lines that {@code kconfig-facts.c} wrote for real trees; most symbols are left out. */
public final class RecordedSymbols {
  private RecordedSymbols() {}

  /** The symbols of one recording. */
  public static Symbols of(String name) {
    try {
      return Symbols.read(
          Path.of(Objects.requireNonNull(RecordedSymbols.class.getResource(name)).toURI()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
