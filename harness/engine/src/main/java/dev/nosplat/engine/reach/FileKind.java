// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

/** What a file is by its place in the tree, where no object says more. */
enum FileKind {
  /** Source of the kernel that we build. */
  CODE,
  /** It says how kernels are built. */
  BUILD,
  /** Code that never runs in this kernel. */
  ELSEWHERE,
  /** Nothing that is compiled. */
  DOCUMENT;

  static FileKind of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.startsWith("Kconfig")
        || name.startsWith("Makefile")
        || name.equals("Kbuild")
        || path.startsWith("scripts/")) {
      return BUILD;
    }
    if (path.startsWith("arch/") && !path.startsWith("arch/x86/") || path.startsWith("tools/")) {
      return ELSEWHERE;
    }
    return name.matches(".*\\.(c|h|S|rs|lds)") ? CODE : DOCUMENT;
  }

  /** Why such a file does not run. */
  String note(String path) {
    return switch (this) {
      case CODE -> "";
      case BUILD -> "says how kernels are built";
      case ELSEWHERE ->
          path.startsWith("tools/")
              ? "a program for user space"
              : "code of another architecture, " + path.split("/", -1)[1];
      case DOCUMENT -> "no source file";
    };
  }
}
