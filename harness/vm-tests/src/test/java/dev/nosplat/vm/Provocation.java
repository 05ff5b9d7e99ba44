// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  /** Everything that the list holds for one kernel. */
  static List<Provocation> all(String kernel) throws IOException {
    return Files.readAllLines(LIST).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 5))
        .map(
            p ->
                new Provocation(
                    p[0], p[1], Optional.of(p[2]).filter(f -> !f.equals("-")), p[3], p[4]))
        .filter(p -> p.kernel.equals(kernel))
        .toList();
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

  /** A file's name. */
  String slug() {
    return fault.substring(fault.indexOf(':') + 1).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return kernel + " " + fault;
  }
}
