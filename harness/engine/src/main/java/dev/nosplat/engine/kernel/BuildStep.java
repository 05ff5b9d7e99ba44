// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a build does one after the other. */
public enum BuildStep {
  /** Merging the fragments, {@code make olddefconfig}, and the audit of what came of them. */
  CONFIGURE("configure"),
  /** Looking for what has changed and compiling it. */
  COMPILE("compile"),
  /** {@code vmlinux.o}, objtool and modpost on it, and the passes that give it its symbols. */
  LINK("link"),
  /** Encoding BTF and resolving its ids. */
  BTF("BTF"),
  /** Compressing, and the boot code around it. */
  IMAGE("image"),
  /** The canary module, and copying the products into the store. */
  COLLECT("canary and store");

  // Kbuild's quiet output: two blanks, the action, the target.
  private static final Pattern ACTION = Pattern.compile("  ([A-Z]+)(?: \\[M\\])?\\s+(\\S+)");
  // Its startup directory is a part of vmlinux.
  private static final Pattern BOOT = Pattern.compile("arch/x86/boot/(?!startup/).*");
  private static final Set<String> LINKING = Set.of("MODPOST", "KSYMS", "NM", "SORTTAB");
  private static final Pattern VMLINUX = Pattern.compile("\\.?(?:tmp_)?vmlinux.*");

  private final String text;

  BuildStep(String text) {
    this.text = text;
  }

  /** As it stands in a report. */
  public String text() {
    return text;
  }

  /**
   * The step that a line of make's output begins, where it begins one (the actions of
   * scripts/link-vmlinux.sh, scripts/Makefile.vmlinux and arch/x86/boot, the same from 6.12 to
   * 7.3).
   */
  static Optional<BuildStep> begunBy(String line) {
    Matcher action = ACTION.matcher(line);
    if (!action.matches()) {
      return Optional.empty();
    }
    if (action.group(1).startsWith("BTF")) {
      return Optional.of(BTF);
    }
    if (BOOT.matcher(action.group(2)).matches()) {
      return Optional.of(IMAGE);
    }
    return LINKING.contains(action.group(1)) || VMLINUX.matcher(action.group(2)).matches()
        ? Optional.of(LINK)
        : Optional.empty();
  }
}
