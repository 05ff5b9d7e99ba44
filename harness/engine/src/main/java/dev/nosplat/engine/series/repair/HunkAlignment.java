// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds every way in which the lines of a mangled hunk can be lines of a file, white space ignored.
 *
 * <p>Each line as it came is an added line, a removed one, context that lost its first column, the
 * rest of a wrapped line, or an empty line that means nothing; an empty line of the file may have
 * been lost. A removed or context line must be the file's next line. What is unlikely costs, and
 * only the cheapest readings are kept.
 */
final class HunkAlignment {
  private static final int MAX_WRAPS = 4;
  private static final int KEPT = 8;
  private static final int LOST_BLANK = 1;
  private static final int WRAP = 1;

  /** No mail client breaks a line that is shorter than this together with the next word. */
  private static final int SHORTEST_WRAP = 60;

  private static final int SIGNED_WRAP = 3;
  private static final int NOISE = 2;
  private static final int HEADING_WRAP = 2;
  private static final int SIGN_IS_TEXT = 4;
  private static final int WORDS_FOLLOW = 3;

  private static final Pattern SIGNATURE =
      Pattern.compile("--\\s*|_{10,}.*|To unsubscribe .*|\\.{3}");

  private final List<String> raw;
  private final List<String> rawKeys;
  private final MangledDiff.Hunk hunk;
  private final String[] file;
  private final Set<Integer> tails;
  private final Map<Integer, Map<Integer, List<Node>>> layers = new HashMap<>();

  /** What became of a line. */
  enum Kind {
    CONTEXT,
    REMOVED,
    ADDED
  }

  /**
   * A line of the hunk.
   *
   * @param line its index in the file, -1 for an added one
   * @param text as it came, without its sign; parts of a wrapped line joined by a blank
   * @param whole whether it came in one piece, so that its white space says something
   */
  record Step(Kind kind, int line, String text, boolean whole) {}

  /**
   * One reading.
   *
   * @param start index of the first line in the file
   * @param end index after the last
   */
  record Reading(int start, int end, List<Step> steps, int cost) {
    /** Lines before. */
    long oldCount() {
      return steps.stream().filter(s -> s.kind() != Kind.ADDED).count();
    }

    /** Lines after. */
    long newCount() {
      return steps.stream().filter(s -> s.kind() != Kind.REMOVED).count();
    }

    /** What changes in the file, and where: equal for readings that mean the same. */
    String effect() {
      StringBuilder effect = new StringBuilder();
      int at = start;
      for (Step step : steps) {
        if (step.kind() == Kind.ADDED) {
          effect.append(at).append('+').append(key(step.text())).append('\n');
        } else {
          at = step.line() + 1;
          effect.append(step.kind() == Kind.REMOVED ? step.line() + "-\n" : "");
        }
      }
      return effect.toString();
    }
  }

  private record End(Node node, int line, int cost) {}

  private record Node(int cost, @Nullable Node before, @Nullable Step step) {}

  HunkAlignment(MangledDiff.Hunk hunk, String[] fileKeys) {
    this.hunk = hunk;
    this.raw = hunk.lines();
    this.rawKeys = raw.stream().map(HunkAlignment::key).toList();
    this.file = fileKeys;
    List<Integer> possible = plusTails(hunk);
    this.tails = possible.size() == surplus(hunk) ? Set.copyOf(possible) : Set.of();
  }

  /**
   * Whether more lines with a plus came than the header counts, and which of them were wrapped off
   * before a plus that is text, cannot be told.
   */
  static boolean isUnclear(MangledDiff.Hunk hunk) {
    return surplus(hunk) > 0 && plusTails(hunk).size() > surplus(hunk);
  }

  /** Lines that may be the rest of the added line before, which was wrapped before a plus. */
  private static List<Integer> plusTails(MangledDiff.Hunk hunk) {
    List<String> lines = hunk.lines();
    List<Integer> tails = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      String before = lines.get(i - 1);
      if (before.startsWith("+")
          && line.startsWith("+ ")
          && !line.substring(1).strip().startsWith("*")
          && mayWrap(before, line)
          && !complete(before.substring(1), line)) {
        tails.add(i);
      }
    }
    return tails;
  }

  /** By how many added lines more came than the header counts; 0 where it counts none. */
  private static long surplus(MangledDiff.Hunk hunk) {
    if (hunk.oldCount() < 0 || hunk.newCount() < 0) {
      return 0;
    }
    long removed = hunk.lines().stream().filter(HunkAlignment::isRemoved).count();
    long added = hunk.lines().stream().filter(line -> line.startsWith("+")).count();
    return Math.max(0, added - (hunk.newCount() - hunk.oldCount() + removed));
  }

  private static boolean isRemoved(String line) {
    return line.startsWith("-") && !line.startsWith("-- ");
  }

  /** A line without its white space: what two lines must share to be the same. */
  static String key(String line) {
    StringBuilder key = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      int odd = PastedText.oddBlank(line, i);
      if (odd > 0) {
        i += odd - 1;
      } else if (c > ' ') {
        key.append(c);
      }
    }
    return key.toString();
  }

  /** The cheapest readings that begin at or after a line, of different effect. */
  List<Reading> readings(int from) {
    layers.clear();
    Map<Integer, List<Node>> first = new TreeMap<>();
    for (int j = from; j <= file.length; j++) {
      first.put(j, new ArrayList<>(List.of(new Node(0, null, null))));
    }
    layers.put(0, first);
    List<End> ends = new ArrayList<>();
    for (int i = 0; i <= raw.size(); i++) {
      Map<Integer, List<Node>> layer = layers.remove(i);
      if (layer == null) {
        continue;
      }
      layer = new TreeMap<>(layer);
      if (i > 0 && i < raw.size()) {
        insertLostBlanks(layer, raw.get(i).startsWith("+"));
      }
      int over = ending(i);
      for (Map.Entry<Integer, List<Node>> entry : layer.entrySet()) {
        int j = entry.getKey();
        if (over >= 0) {
          entry.getValue().forEach(node -> ends.add(new End(node, j, node.cost() + over)));
        }
        if (i < raw.size()) {
          advance(i, j, entry.getValue());
        }
      }
    }
    return cheapest(ends);
  }

  /**
   * An empty context line may have been lost here, but not between the lines of one change: added
   * lines that come right behind removed or added ones belong to them.
   */
  private void insertLostBlanks(Map<Integer, List<Node>> layer, boolean beforeAdded) {
    List<Integer> todo = new ArrayList<>(layer.keySet());
    for (int k = 0; k < todo.size(); k++) {
      int j = todo.get(k);
      if (j < file.length && file[j].isEmpty()) {
        for (Node node : List.copyOf(layer.getOrDefault(j, List.of()))) {
          if (node.step() == null
              || (beforeAdded && node.step().kind() != Kind.CONTEXT)
              || (beforeAdded && node.step().line() < 0)) {
            continue; // Before the first line that came there is nothing to lose.
          }
          boolean known = layer.containsKey(j + 1);
          Step blank = new Step(Kind.CONTEXT, j, "", false);
          keep(
              layer.computeIfAbsent(j + 1, x -> new ArrayList<>()),
              new Node(node.cost() + LOST_BLANK, node, blank));
          if (!known) {
            todo.add(k + 1, j + 1);
          }
        }
      }
    }
  }

  /** What it costs to end the hunk before this line; -1 if it cannot end here. */
  private int ending(int i) {
    int rest = i;
    while (rest < raw.size() && rawKeys.get(rest).isEmpty()) {
      rest++;
    }
    if (rest == raw.size()) {
      return 0;
    }
    String next = raw.get(rest);
    if (SIGNATURE.matcher(next.strip()).matches()) {
      return 0;
    }
    boolean words = hunk.last() && rest > i;
    for (int k = rest; words && k < raw.size(); k++) {
      String line = raw.get(k);
      if (SIGNATURE.matcher(line.strip()).matches()) {
        break;
      }
      words = !line.startsWith("+") && !line.startsWith("-");
    }
    return words ? WORDS_FOLLOW : -1;
  }

  private void advance(int i, int j, List<Node> nodes) {
    String line = raw.get(i);
    char sign = line.isEmpty() ? ' ' : line.charAt(0);
    if (line.startsWith("\\ No newline")) {
      step(nodes, i + 1, j, 0, null);
      return;
    }
    if (rawKeys.get(i).isEmpty()) {
      if (j < file.length && file[j].isEmpty()) {
        step(nodes, i + 1, j + 1, 0, new Step(Kind.CONTEXT, j, "", false));
      }
      step(nodes, i + 1, j, NOISE, null);
      return;
    }
    if (i == 0 && sign != '+' && sign != '-' && mayBeHeading(rawKeys.get(0), j)) {
      step(nodes, 1, j, HEADING_WRAP, null);
    }
    if (sign == '+') {
      added(nodes, i, j);
    }
    if (j >= file.length) {
      return;
    }
    if (sign == '-') {
      matched(nodes, i, j, Kind.REMOVED, 1, 0);
    }
    boolean signed = sign == '+' || sign == '-';
    matched(nodes, i, j, Kind.CONTEXT, 0, signed ? SIGN_IS_TEXT : 0);
  }

  /** The rest of a heading, or all of it: the file's own line, which git cuts after 80 bytes. */
  private boolean mayBeHeading(String key, int j) {
    if (!hunk.heading().isEmpty()) {
      return true;
    }
    for (int k = Math.min(j, file.length) - 1; k >= 0; k--) {
      if (!key.isEmpty() && file[k].startsWith(key)) {
        return true;
      }
    }
    return hunk.heading().isEmpty() && key.endsWith(")") && hunk.oldCount() >= 0 && isSurplus();
  }

  /** Whether one line more came than the header counts, old and new lines alike. */
  private boolean isSurplus() {
    long removed = raw.stream().filter(HunkAlignment::isRemoved).count();
    long added = raw.stream().filter(l -> l.startsWith("+")).count();
    long context = raw.size() - removed - added;
    return context + removed == hunk.oldCount() + 1L && context + added == hunk.newCount() + 1L;
  }

  private void added(List<Node> nodes, int i, int j) {
    String text = raw.get(i).substring(1);
    if (!tails.contains(i + 1)) {
      step(nodes, i + 1, j, 0, new Step(Kind.ADDED, -1, text, true));
    }
    int cost = 0;
    StringBuilder joined = new StringBuilder(text);
    for (int k = 1; k <= MAX_WRAPS && i + k < raw.size(); k++) {
      String next = raw.get(i + k);
      if (next.startsWith("+") && !tails.contains(i + k)
          || rawKeys.get(i + k).isEmpty()
          || (text.isBlank() && k > 1)
          || !mayWrap(raw.get(i + k - 1), next)
          || complete(joined.toString(), next)
          || rawKeys.get(i + k).equals(nextInFile(j))) {
        return;
      }
      cost += next.startsWith("-") ? SIGNED_WRAP : WRAP;
      joined.append(rest(joined, next));
      if (tails.contains(i + k + 1)) {
        continue;
      }
      step(nodes, i + k + 1, j, cost, new Step(Kind.ADDED, -1, joined.toString(), false));
    }
  }

  private static boolean mayWrap(String line, String next) {
    String word = next.strip().split("\\s", 2)[0];
    return line.length() + 1 + word.length() >= SHORTEST_WRAP || line.substring(1).isBlank();
  }

  /** Whether a line needs nothing more: behind a statement only a comment can be wrapped off. */
  private static boolean complete(String line, String next) {
    String text = line.strip();
    boolean ends = text.endsWith(";") || text.endsWith("{") || text.endsWith("}");
    boolean comment = next.strip().startsWith("/*") || next.strip().startsWith("//");
    long open = text.chars().filter(c -> c == '(').count();
    return ends && !comment && open == text.chars().filter(c -> c == ')').count();
  }

  /** The next line of the file that is not blank. */
  private String nextInFile(int j) {
    int next = j;
    while (next < file.length && file[next].isEmpty()) {
      next++;
    }
    return next < file.length ? file[next] : "";
  }

  /** The rest of a wrapped line: blanks at both sides are of one run, in which it was broken. */
  private static String rest(StringBuilder before, String next) {
    boolean ends =
        before.length() == 0 || Character.isWhitespace(before.charAt(before.length() - 1));
    boolean run = ends && !before.toString().isBlank() && next.startsWith(" ");
    return run ? " " + next.stripTrailing() : (ends ? "" : " ") + next.strip();
  }

  private void matched(List<Node> nodes, int i, int j, Kind kind, int skip, int cost) {
    String wanted = file[j];
    StringBuilder key = new StringBuilder(rawKeys.get(i).substring(skip));
    String text = raw.get(i).substring(skip);
    int sum = cost;
    for (int k = 0; ; k++) {
      if (wanted.contentEquals(key)) {
        step(nodes, i + k + 1, j + 1, sum, new Step(kind, j, text, k == 0));
        return;
      }
      if (!wanted.startsWith(key.toString()) || k == MAX_WRAPS || i + k + 1 >= raw.size()) {
        return;
      }
      String next = raw.get(i + k + 1);
      boolean signed = next.startsWith("+") || next.startsWith("-");
      key.append(rawKeys.get(i + k + 1));
      sum += signed ? SIGNED_WRAP : WRAP;
    }
  }

  private void step(List<Node> nodes, int i, int j, int cost, @Nullable Step step) {
    List<Node> there =
        layers.computeIfAbsent(i, x -> new TreeMap<>()).computeIfAbsent(j, x -> new ArrayList<>());
    for (Node node : nodes) {
      keep(there, new Node(node.cost() + cost, node, step));
    }
  }

  /** Keeps the cheapest: what follows costs the same whatever came before. */
  private static void keep(List<Node> there, Node node) {
    if (!there.isEmpty() && there.get(0).cost() < node.cost()) {
      return;
    }
    if (!there.isEmpty() && there.get(0).cost() > node.cost()) {
      there.clear();
    }
    if (there.size() < KEPT) {
      there.add(node);
    }
  }

  private static List<Reading> cheapest(List<End> ends) {
    int least = Integer.MAX_VALUE;
    List<Reading> found = new ArrayList<>();
    for (End end : ends) {
      List<Step> steps = new ArrayList<>();
      boolean anchored = false;
      for (Node node = end.node(); node != null; node = node.before()) {
        if (node.step() != null) {
          steps.add(0, node.step());
          anchored |= node.step().kind() != Kind.ADDED && !node.step().text().isBlank();
        }
      }
      if (anchored && end.cost() <= least) {
        if (end.cost() < least) {
          found.clear();
        }
        least = end.cost();
        found.add(new Reading(first(steps), end.line(), steps, end.cost()));
      }
    }
    List<Reading> distinct = new ArrayList<>();
    Set<String> effects = new HashSet<>();
    for (Reading reading : found) {
      if (effects.add(reading.effect())) {
        distinct.add(reading);
      }
    }
    return distinct;
  }

  private static int first(List<Step> steps) {
    for (Step step : steps) {
      if (step.line() >= 0) {
        return step.line();
      }
    }
    return 0;
  }
}
