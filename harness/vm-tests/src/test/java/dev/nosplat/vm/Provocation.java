// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A fault that a certification kernel can be told to commit, and what the reader has to say then.
 *
 * @param kernel {@code plain}, {@code kasan} or {@code kcsan}
 * @param fault {@code lkdtm} or {@code nosplat}, a colon and the name that the kernel lists
 * @param family the family of the first report; empty where there is to be none
 * @param culprit the function to blame; {@code -} where there is none
 * @param note how to provoke it, as a shell script that calls {@code provoke}; where there is to be
 *     no report, why
 */
record Provocation(
    String kernel, String fault, Optional<String> family, String culprit, String note) {
  private static final Path LIST = Path.of("src/test/resources/certification/faults.tsv");

  /**
   * Everything that the list holds for one kernel.
   *
   * @param series the kernel's, for example {@code 6.12}; what the list has for {@code plain-6.12}
   *     takes the place of what it has for {@code plain}
   */
  static List<Provocation> all(String kernel, String series) throws IOException {
    Map<String, Provocation> all = new LinkedHashMap<>();
    for (String line : Files.readAllLines(LIST)) {
      String[] p = line.split("\t", 5);
      if (p[0].equals(kernel) || p[0].equals(kernel + "-" + series)) {
        Optional<String> family = Optional.of(p[2]).filter(f -> !f.equals("-"));
        all.put(p[1], new Provocation(kernel, p[1], family, p[3], p[4]));
      }
    }
    return List.copyOf(all.values());
  }

  /** One that the kernel offers and the list has not: it fails, and the table shows what it did. */
  static Provocation unlisted(String kernel, String fault) {
    return new Provocation(kernel, fault, Optional.of("unlisted"), "-", "provoke");
  }

  /** What the guest runs. An oops ends its shell, so whoever waits for it needs another. */
  String script() {
    String name = fault.substring(fault.indexOf(':') + 1);
    String file =
        fault.startsWith("lkdtm:")
            ? "/sys/kernel/debug/provoke-crash/DIRECT"
            : "/sys/module/nosplat_faults/parameters/provoke";
    return "provoke() { echo " + name + " > " + file + "; }\n" + how() + "\n";
  }

  private String how() {
    return family.isEmpty() || note.isEmpty() ? "provoke" : note;
  }

  /** A file's name. LKDTM's fault and ours may differ in nothing but the case of letters. */
  String slug() {
    return kernel + "-" + fault.toLowerCase(Locale.ROOT).replace('_', '-').replace(':', '-');
  }

  @Override
  public String toString() {
    return kernel + " " + fault;
  }
}
