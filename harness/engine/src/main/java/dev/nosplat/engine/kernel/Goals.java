// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.toolchain.Harvest.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What make is asked for. A kernel that QEMU enters through PVH is never unpacked by the code in
 * arch/x86/boot, so that is left out for a series that changes nothing of it: a tenth of the build
 * of a one-file patch. An unpatched tree is compiled whole.
 *
 * @param bzImage whether with the compressed image and the boot code around it
 */
record Goals(boolean bzImage) {
  private static final String BZIMAGE = "arch/x86/boot/bzImage";
  private static final long MOST = 256 << 20;

  /** What make compiles; anything else may be a rule by which it does. */
  private static final Pattern SOURCE = Pattern.compile("(?!scripts/|tools/).*\\.[chS]");

  /**
   * What a request takes.
   *
   * @param pvh whether the kernel is entered through PVH
   * @param counters what the dependency files of the build directory say of the changed files
   */
  static Goals of(Site site, KernelRequest request, boolean pvh, Instrumentation counters)
      throws InterruptedException {
    boolean sources = request.changed().stream().allMatch(SOURCE.asMatchPredicate());
    return new Goals(
        !pvh
            || request.changed().isEmpty()
            || !sources
            || counters.inBootCode()
            // Else its dependency files are not there to be asked.
            || !site.left(BZIMAGE));
  }

  /** Make's goals. */
  List<String> targets() {
    return List.of(bzImage ? "bzImage" : "vmlinux", "modules");
  }

  /** What they leave, besides what every kernel does. */
  List<Wanted> and(List<Wanted> others) {
    List<Wanted> all = new ArrayList<>(others);
    if (bzImage) {
      all.add(compressed());
    }
    return all;
  }

  /** The compressed image, where it was built. */
  static Wanted compressed() {
    return new Wanted(BZIMAGE, "bzImage", MOST);
  }
}
