// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.text;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where in a file a hunk almost fits, and what differs there. */
public final class NearestPlace {
  private static final int SLACK = 3;

  private NearestPlace() {}

  /**
   * A place.
   *
   * @param line the first line, from 1
   * @param difference the lines there: two blanks before common ones, {@code - } before those that
   *     only the patch has, {@code + } before those that only the file has
   * @param onlyBlanks whether nothing but white space differs
   */
  public record Place(int line, List<String> difference, boolean onlyBlanks) {}

  /** Whether the lines are in the file in one piece, exactly. */
  public static boolean fits(List<String> wanted, List<String> file) {
    for (int at = 0; at + wanted.size() <= file.size(); at++) {
      if (file.subList(at, at + wanted.size()).equals(wanted)) {
        return true;
      }
    }
    return wanted.isEmpty();
  }

  /** The place with the most common lines; among equals the one nearest to where it should be. */
  public static Optional<Place> find(List<String> wanted, List<String> file, int expected) {
    if (file.isEmpty() || wanted.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < file.size(); i++) {
      String key = key(file.get(i));
      if (!key.isEmpty()) {
        places.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
      }
    }
    // Every line votes for the starts at which it would be in place; rare lines decide.
    Map<Integer, Double> votes = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      List<Integer> where = places.getOrDefault(key(wanted.get(i)), List.of());
      for (int at : where) {
        votes.merge(at - i, 1.0 + 1.0 / where.size(), Double::sum);
      }
    }
    if (votes.isEmpty()) {
      return Optional.empty();
    }
    int best = expected - 1;
    double most = 0;
    for (Map.Entry<Integer, Double> vote : votes.entrySet()) {
      boolean nearer = Math.abs(vote.getKey() - expected + 1) < Math.abs(best - expected + 1);
      if (vote.getValue() > most || (vote.getValue() == most && nearer)) {
        most = vote.getValue();
        best = vote.getKey();
      }
    }
    int start = Math.max(0, Math.min(best, file.size() - 1));
    int end = Math.min(file.size(), Math.max(best, 0) + wanted.size() + SLACK);
    return Optional.of(compare(wanted, file.subList(start, end), start));
  }

  private static Place compare(List<String> wanted, List<String> there, int start) {
    List<String> shown = new ArrayList<>();
    boolean onlyBlanks = true;
    int at = 0;
    for (AbstractDelta<String> delta : DiffUtils.diff(wanted, there).getDeltas()) {
      int from = delta.getSource().getPosition();
      for (; at < from; at++) {
        shown.add("  " + wanted.get(at));
      }
      boolean last = from + delta.getSource().size() == wanted.size();
      List<String> lost = delta.getSource().getLines();
      List<String> extra = delta.getTarget().getLines();
      if (last) {
        // What follows the hunk in the file is no difference.
        extra = extra.subList(0, Math.min(extra.size(), lost.size()));
      }
      lost.forEach(line -> shown.add("- " + line));
      extra.forEach(line -> shown.add("+ " + line));
      onlyBlanks &= joined(lost).equals(joined(extra));
      at += lost.size();
    }
    for (; at < wanted.size(); at++) {
      shown.add("  " + wanted.get(at));
    }
    return new Place(start + 1, shown, onlyBlanks);
  }

  private static String joined(List<String> lines) {
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(key(line)));
    return all.toString();
  }

  private static String key(String line) {
    return line.replaceAll("\\s+", "");
  }
}
