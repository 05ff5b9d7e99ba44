// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Things with a pattern each, by the letters with which a text may begin that the pattern matches,
 * so that few are tried on one text.
 */
final class ByFirstLetter<T> {
  private static final int ASCII = 128;

  private final List<T> all;
  private final List<List<T>> ascii = new ArrayList<>(ASCII);

  ByFirstLetter(List<T> things, Function<T, Pattern> pattern) {
    all = List.copyOf(things);
    List<Matcher> matchers = all.stream().map(thing -> pattern.apply(thing).matcher("")).toList();
    for (int c = 0; c < ASCII; c++) {
      String letter = String.valueOf((char) c);
      List<T> some = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        Matcher matcher = matchers.get(i).reset(letter);
        if (matcher.lookingAt() || matcher.hitEnd()) {
          some.add(all.get(i));
        }
      }
      ascii.add(List.copyOf(some));
    }
  }

  /** Those that may match this text or one that goes on where it ends, in their order. */
  List<T> of(String text) {
    return text.isEmpty() || text.charAt(0) >= ASCII ? all : ascii.get(text.charAt(0));
  }
}
