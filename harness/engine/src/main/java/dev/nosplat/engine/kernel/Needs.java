// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.kernel.kconfig.Reasons;
import dev.nosplat.engine.kernel.kconfig.Symbol;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What keeps changed C files out of a kernel: Kbuild says which symbols, Kconfig why not. */
final class Needs {
  private final Map<String, Optional<Set<String>>> owners = new TreeMap<>();

  private Needs() {}

  /** The symbols that decide about each of these files, while the build is at work. */
  static Needs of(Site site, List<String> files) throws InterruptedException {
    Needs needs = new Needs();
    KbuildOwners kbuild = new KbuildOwners(site);
    for (String file : files) {
      if (file.endsWith(".c") || file.endsWith(".S")) {
        needs.owners.put(file, kbuild.of(file));
      }
    }
    return needs;
  }

  /** Whether Kconfig has to be asked. */
  boolean askKconfig() {
    return owners.values().stream().flatMap(Optional::stream).anyMatch(names -> !names.isEmpty());
  }

  /** In words, for example {@code needs EXT4_FS, which is off because ...}; empty if unknown. */
  String of(String file, Symbols symbols, KernelConfig config) {
    Optional<Set<String>> found = owners.getOrDefault(file, Optional.empty());
    if (found.isEmpty()) {
      return file.endsWith(".h")
          ? "no object of this kernel includes it"
          : "no Kbuild file of this tree names its object";
    }
    List<String> off = new ArrayList<>();
    for (String name : found.get()) {
      Optional<Symbol> symbol = symbols.find(name);
      if (symbol.isEmpty()) {
        off.add(name + ", which this tree does not define");
      } else if (!symbol.get().on()) {
        off.add(
            name
                + ", which is off because "
                + new Reasons(symbols, config.asked()).whyOff(symbol.get()));
      }
    }
    return off.isEmpty()
        ? "its symbols are on, and no object was made of it"
        : "needs " + String.join("; and needs ", off);
  }
}
