// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises a kernel tree by its top-level Makefile. */
final class KernelTree {
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?m)^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)[ \\t]*=[ \\t]*(\\S*)[ \\t]*$");

  private static final String NUMBER = "[0-9]{1,5}";
  private static final String EXTRA = "[A-Za-z0-9._+~-]{0,40}";
  private static final int SHOWN = 60;

  private KernelTree() {}

  private static String shortened(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  /**
   * What {@code make kernelversion} says: {@code VERSION}, {@code PATCHLEVEL}, {@code SUBLEVEL} and
   * {@code EXTRAVERSION} of the top-level Makefile put together as its {@code KERNELVERSION} is
   * (read in 7.3).
   */
  static String version(ObjectStore store, String treeId, String origin)
      throws InterruptedException {
    Optional<byte[]> makefile = store.file(treeId, "Makefile");
    String[] parts = {"", "", "", ""};
    List<String> names = List.of("VERSION", "PATCHLEVEL", "SUBLEVEL", "EXTRAVERSION");
    if (makefile.isPresent()) {
      Matcher found = ASSIGNMENT.matcher(new String(makefile.get(), StandardCharsets.ISO_8859_1));
      while (found.find()) {
        int part = names.indexOf(found.group(1));
        if (parts[part].isEmpty()) {
          parts[part] = found.group(2);
        }
      }
    }
    if (parts[0].isEmpty() || parts[1].isEmpty() || store.file(treeId, "Kconfig").isEmpty()) {
      throw notAKernel(store, treeId, origin, makefile.isPresent());
    }
    for (int i = 0; i < parts.length; i++) {
      boolean extra = i == parts.length - 1;
      // Kernels before 3.0 have no SUBLEVEL that counts, and EXTRAVERSION is a word such as -rc1.
      if (!parts[i].matches(extra ? EXTRA : i < 2 ? NUMBER : NUMBER + "|")) {
        throw new BadInput(
            "The tree at " + origin + " has no kernel version.",
            List.of("its Makefile says " + names.get(i) + " = " + shortened(parts[i])),
            "VERSION, PATCHLEVEL and SUBLEVEL are numbers; correct the Makefile, or name another"
                + " tree.");
      }
    }
    return parts[0] + "." + parts[1] + (parts[2].isEmpty() ? "" : "." + parts[2]) + parts[3];
  }

  private static BadInput notAKernel(
      ObjectStore store, String treeId, String origin, boolean makefile)
      throws InterruptedException {
    List<String> top = store.git().run("ls-tree", "-z", "--name-only", treeId).records();
    List<String> evidence = new ArrayList<>();
    evidence.add(
        makefile
            ? "its Makefile sets no VERSION and PATCHLEVEL, or there is no regular file Kconfig"
                + " beside it"
            : "it has no regular file Makefile at its top");
    evidence.add(
        top.isEmpty()
            ? "it is empty"
            : "it holds "
                + String.join(", ", top.subList(0, Math.min(top.size(), 8)))
                + (top.size() > 8 ? " and " + (top.size() - 8) + " more" : ""));
    if (top.contains("HEAD") && top.contains("config")) {
      evidence.add("it looks like a bare git repository, of which a revision must be named");
    }
    return new BadInput(
        "There is no kernel tree at " + origin + ".",
        evidence,
        "Name the directory, revision or archive that holds the kernel's top-level Makefile.");
  }
}
