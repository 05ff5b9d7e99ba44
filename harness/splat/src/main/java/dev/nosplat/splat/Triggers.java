// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds in raw bytes whether a line holds any of a few words, without a look at each byte.
 *
 * <p>Every word has a window of four bytes, the rarest in ordinary text. Of two neighbouring places
 * one is looked at, so one of the window's two halves of three bytes is met wherever the word
 * stands. A table says of most places that no half is there; only at the others the words are
 * compared.
 */
final class Triggers {
  private static final int THREE = 3;
  private static final int WINDOW = THREE + 1;
  private static final int STRIDE = 2;
  private static final int UNROLLED = 8;
  private static final int BITS = 16;

  private static final String NO_BREAK_SPACE = "\u00a0";
  private static final List<String> DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  /** Bytes of ordinary text, the most frequent first. */
  private static final String FREQUENT = " etaoinsrhldcumfpgwybv:0123456789kxjqz";

  /** A word at one of whose places its three bytes were met. */
  private record Place(byte[] word, int at) {
    boolean in(byte[] bytes, int met, int from, int end) {
      int start = met - at;
      if (start < from || start + word.length > end) {
        return false;
      }
      for (int i = 0; i < word.length; i++) {
        if (bytes[start + i] != word[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private static final Place[] NONE = {};

  private final boolean[] known = new boolean[1 << BITS];
  private final Place[][] places = new Place[1 << BITS][];

  /**
   * @param words of four bytes at least, without line feeds; a 0 stands for any digit, a blank also
   *     for the no-break space that mail programs make of it
   */
  Triggers(List<String> words) {
    Arrays.fill(places, NONE);
    for (String word : spelledOut(words)) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      int window = rarest(bytes);
      for (int at = window; at <= window + 1; at++) {
        int slot = slot(bytes, at);
        known[slot] = true;
        places[slot] = Arrays.copyOf(places[slot], places[slot].length + 1);
        places[slot][places[slot].length - 1] = new Place(bytes, at);
      }
    }
  }

  private static List<String> spelledOut(List<String> words) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      List<String> forms = List.of("");
      for (String letter : word.split("")) {
        List<String> letters =
            switch (letter) {
              case " " -> List.of(" ", NO_BREAK_SPACE);
              case "0" -> DIGITS;
              default -> List.of(letter);
            };
        forms = forms.stream().flatMap(form -> letters.stream().map(l -> form + l)).toList();
      }
      all.addAll(forms);
    }
    return all;
  }

  /** A place in the first of the words that stand there, or {@code end} where none does. */
  int find(byte[] bytes, int from, int end) {
    int at = known(bytes, from, end);
    while (at < end && !isWord(bytes, at, from, end)) {
      at = known(bytes, at + STRIDE, end);
    }
    return at;
  }

  /** The first of every second place at which a word may be, or {@code end}. */
  private int known(byte[] bytes, int from, int end) {
    boolean[] table = known;
    int at = from;
    int last = end - UNROLLED - STRIDE;
    while (at <= last
        && !(table[slot(bytes, at)]
            | table[slot(bytes, at + 2)]
            | table[slot(bytes, at + 4)]
            | table[slot(bytes, at + 6)])) {
      at += UNROLLED;
    }
    while (at <= end - THREE) {
      if (table[slot(bytes, at)]) {
        return at;
      }
      at += STRIDE;
    }
    return end;
  }

  /** Whether a text with ordinary blanks holds one of the words. */
  boolean isIn(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return find(bytes, 0, bytes.length) < bytes.length;
  }

  private boolean isWord(byte[] bytes, int at, int from, int end) {
    for (Place place : places[slot(bytes, at)]) {
      if (place.in(bytes, at, from, end)) {
        return true;
      }
    }
    return false;
  }

  /** Three bytes' place in the table: neighbours of seven bits each overlap in two. */
  private static int slot(byte[] bytes, int at) {
    return (bytes[at] ^ bytes[at + 1] << 5 ^ bytes[at + 2] << 10) & (1 << BITS) - 1;
  }

  private static int rarest(byte[] word) {
    int best = 0;
    for (int at = 1; at + WINDOW <= word.length; at++) {
      if (rarity(word, at) > rarity(word, best)) {
        best = at;
      }
    }
    return best;
  }

  private static int rarity(byte[] word, int window) {
    return Math.min(rarityOfThree(word, window), rarityOfThree(word, window + 1));
  }

  /** More for rarer bytes, and for capitals in the middle of a word. */
  private static int rarityOfThree(byte[] word, int from) {
    int sum = 0;
    for (int i = from; i < from + THREE; i++) {
      int frequency = FREQUENT.indexOf(Character.toLowerCase(word[i]));
      sum += frequency < 0 ? FREQUENT.length() : frequency;
      if (i > from && Character.isUpperCase(word[i]) && Character.isLowerCase(word[i - 1])) {
        sum += FREQUENT.length();
      }
    }
    return sum;
  }
}
