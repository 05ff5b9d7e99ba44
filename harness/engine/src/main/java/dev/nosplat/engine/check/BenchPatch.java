// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

/** Patches to measure with: they make the compiler work and change nothing that runs. */
public final class BenchPatch {
  private static final String SOURCE =
      """
      Subject: [PATCH] lib/ctype: Add a comment

      ---
      diff --git a/lib/ctype.c b/lib/ctype.c
      --- a/lib/ctype.c
      +++ b/lib/ctype.c
      @@ -9,4 +9,6 @@
       #include <linux/compiler.h>
       #include <linux/export.h>
      \s
      +/* measured: %s */
      +
       const unsigned char _ctype[] = {
      """;

  /** About 200 objects of the default configuration depend on it (7.2, 7.3). */
  private static final String HEADER =
      """
      Subject: [PATCH] once: Add a comment

      ---
      diff --git a/include/linux/once.h b/include/linux/once.h
      --- a/include/linux/once.h
      +++ b/include/linux/once.h
      @@ -4,4 +4,5 @@
      \s
       #include <linux/types.h>
       #include <linux/jump_label.h>
      +/* measured: %s */
      \s
      """;

  private BenchPatch() {}

  /**
   * A patch of one .c file.
   *
   * @param word what makes it another patch than any before, because a kernel that was built before
   *     comes from the store
   */
  public static String ofSource(String word) {
    return SOURCE.formatted(word);
  }

  /**
   * A patch of a header that every tenth file includes.
   *
   * @param word what makes it another patch than any before
   */
  public static String ofHeader(String word) {
    return HEADER.formatted(word);
  }
}
