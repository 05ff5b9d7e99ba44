// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds in one pass over raw bytes whether a line holds any of a few words, so that a quiet console
 * costs one table look-up a byte.
 *
 * <p>An Aho-Corasick automaton, flattened: state {@link #NEWLINE} is entered at each line feed, the
 * state {@link #HIT} at the end of any word and left only by a line feed.
 */
final class Triggers {
  /** The state at the beginning of a line. */
  static final int NEWLINE = 0;

  /** The state of a line that holds one of the words. */
  static final int HIT = 1;

  private static final String NO_BREAK_SPACE = "\u00a0";

  private final char[] next;

  Triggers(List<String> words) {
    List<int[]> children = new ArrayList<>();
    children.add(newNode());
    List<Boolean> ends = new ArrayList<>(List.of(false));
    for (String word : withOtherBlanks(words)) {
      int node = 0;
      for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
        int[] edges = children.get(node);
        int index = b & 0xff;
        if (edges[index] < 0) {
          edges[index] = children.size();
          children.add(newNode());
          ends.add(false);
        }
        node = edges[index];
      }
      ends.set(node, true);
    }
    next = flatten(children, ends);
  }

  /** Each word, and each with no-break spaces in place of blanks, as mail programs make them. */
  private static List<String> withOtherBlanks(List<String> words) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      List<String> forms = List.of("");
      for (String letter : word.split("")) {
        List<String> letters = letter.equals(" ") ? List.of(" ", NO_BREAK_SPACE) : List.of(letter);
        forms = forms.stream().flatMap(form -> letters.stream().map(l -> form + l)).toList();
      }
      all.addAll(forms);
    }
    return all;
  }

  private static int[] newNode() {
    int[] edges = new int[256];
    Arrays.fill(edges, -1);
    return edges;
  }

  /** Resolves failure links breadth first and moves every node but the root up by one for HIT. */
  private static char[] flatten(List<int[]> children, List<Boolean> ends) {
    int[] failure = new int[children.size()];
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    for (int b = 0; b < 256; b++) {
      int child = children.get(0)[b];
      if (child < 0) {
        children.get(0)[b] = 0;
      } else {
        queue.add(child);
      }
    }
    while (!queue.isEmpty()) {
      int node = queue.remove();
      if (ends.get(failure[node])) {
        ends.set(node, true);
      }
      int[] edges = children.get(node);
      int[] fallback = children.get(failure[node]);
      for (int b = 0; b < 256; b++) {
        int child = edges[b];
        if (child < 0) {
          edges[b] = fallback[b];
        } else {
          failure[child] = fallback[b];
          queue.add(child);
        }
      }
    }
    char[] table = new char[(children.size() + 1) * 256];
    Arrays.fill(table, HIT * 256, (HIT + 1) * 256, (char) HIT);
    for (int node = 0; node < children.size(); node++) {
      int row = node == 0 ? NEWLINE : node + 1;
      for (int b = 0; b < 256; b++) {
        int target = children.get(node)[b];
        table[row * 256 + b] = (char) (ends.get(target) ? HIT : target == 0 ? NEWLINE : target + 1);
      }
    }
    table[HIT * 256 + '\n'] = NEWLINE;
    return table;
  }

  /** The state after one more byte. */
  int step(int state, byte b) {
    return next[(state << 8) + (b & 0xff)];
  }
}
