// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.List;
import java.util.regex.Pattern;

/** What white space at the beginning of a line means in a file, known by the file's name. */
enum Language {
  /** The kernel's coding style decides: C, device trees, Rust. */
  BRACES(".*\\.(c|h|y|l|cc|cpp|dts|dtsi|dtso|rs)"),
  /** Operands stand behind tabs. */
  ASSEMBLY(".*\\.S"),
  /** Entries at the margin, what belongs to them behind a tab, help text two blanks further. */
  KCONFIG("(.*/)?Kconfig[^/]*"),
  /** Another indentation is another program: nothing may be guessed. */
  MEANING("(.*/)?(Makefile|Kbuild|GNUmakefile)[^/]*|.*\\.(py|ya?ml|rst|mk|toml|json5|asn1)"),
  /** Any other. */
  TEXT(".*");

  private final Pattern path;

  Language(String path) {
    this.path = Pattern.compile(path);
  }

  static Language of(String path) {
    for (Language language : values()) {
      if (language.path.matcher(path).matches()) {
        return language;
      }
    }
    return TEXT;
  }

  /** What a program for which no name speaks calls itself in its first line. */
  static Language of(String path, List<String> lines) {
    Language named = of(path);
    boolean python =
        named == TEXT && !lines.isEmpty() && lines.get(0).matches("#!.*\\bpython[0-9.]*\\b.*");
    return python ? MEANING : named;
  }

  /** Whether new files of it are indented by tabs. */
  boolean tabs() {
    return this != MEANING && this != TEXT;
  }
}
