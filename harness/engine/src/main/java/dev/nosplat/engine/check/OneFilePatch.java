// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

/** A patch to measure with: it changes one .c file and nothing that runs. */
public final class OneFilePatch {
  private static final String TEXT =
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

  private OneFilePatch() {}

  /**
   * The patch's text.
   *
   * @param word what makes it another patch than any before, because a kernel that was built before
   *     comes from the store
   */
  public static String with(String word) {
    return TEXT.formatted(word);
  }
}
