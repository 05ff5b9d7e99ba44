// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.List;
import java.util.stream.Collectors;

/** Words as a POSIX shell takes them, whatever is in them. */
public final class ShellWord {
  private ShellWord() {}

  /**
   * One word, quoted so that no shell reads anything into it.
   *
   * @throws IllegalArgumentException if it holds a NUL, which no word can
   */
  public static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a word cannot hold a NUL");
    }
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** A command line of these words. */
  public static String join(List<String> words) {
    return words.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }
}
