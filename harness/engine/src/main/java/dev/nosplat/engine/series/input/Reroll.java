// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Chooses between the versions of a series, and puts a partly sent one together as b4 does. */
final class Reroll {
  private final String source;
  private final Choice choice;
  private final List<MailPatch> all;
  private final List<String> notes;

  /**
   * A choice.
   *
   * @param all every mail of the thread
   * @param notes where it is said what was left out
   */
  Reroll(String source, Choice choice, List<MailPatch> all, List<String> notes) {
    this.source = source;
    this.choice = choice;
    this.all = all;
    this.notes = notes;
  }

  /** The patches of the version that is meant, in their order. */
  List<MailPatch> newest(List<MailPatch> patches) {
    List<MailPatch> wanted = ofVersion(patches);
    List<MailPatch> numbered = wanted.stream().filter(f -> f.subject().number() > 0).toList();
    List<MailPatch> others = wanted.stream().filter(f -> f.subject().number() == 0).toList();
    if (numbered.isEmpty()) {
      return unnumbered(others);
    }
    TreeMap<SeriesVersion, TreeMap<Integer, MailPatch>> versions = new TreeMap<>();
    for (MailPatch found : numbered) {
      put(versions.computeIfAbsent(found.subject().version(), v -> new TreeMap<>()), found);
    }
    TreeMap<Integer, MailPatch> series = versions.lastEntry().getValue();
    int total = series.firstEntry().getValue().subject().total();
    SeriesVersion newest = versions.lastKey();
    Map<Integer, MailPatch> fresh = Map.copyOf(series);
    for (var older : versions.headMap(newest, false).descendingMap().entrySet()) {
      refuseStrangers(fresh, newest, older.getValue(), older.getKey());
      if (missing(series, total).isEmpty() || !answers(fresh, older.getValue())) {
        continue;
      }
      boolean same = older.getValue().firstEntry().getValue().subject().total() == total;
      if (same) {
        fill(series, older.getValue(), newest, older.getKey());
      }
    }
    long left = numbered.stream().filter(f -> !series.containsValue(f)).count();
    boolean filled = series.size() > fresh.size();
    if (left > 0 && versions.size() > 1 && !filled) {
      String older = left == 1 ? " older patch left out" : " older patches left out";
      notes.add(source + ": version " + newest + " taken, " + left + older);
    }
    replaceSingly(series, others);
    refuseGaps(series, total);
    List<MailPatch> ordered = new ArrayList<>(series.values());
    append(ordered, others);
    return ordered;
  }

  private List<MailPatch> ofVersion(List<MailPatch> patches) {
    if (choice.version().isEmpty()) {
      return patches;
    }
    SeriesVersion version = choice.version().get();
    if (patches.stream().noneMatch(f -> f.subject().version().equals(version))) {
      String there =
          patches.stream()
              .map(f -> f.subject().version().toString())
              .distinct()
              .sorted()
              .collect(Collectors.joining(", "));
      throw new BadInput(
          source + " holds no version " + version + ".",
          List.of("it holds version " + there),
          "Choose one of these with --version.");
    }
    return patches.stream().filter(f -> f.subject().version().compareTo(version) <= 0).toList();
  }

  private void put(TreeMap<Integer, MailPatch> series, MailPatch found) {
    MailPatch before = series.put(found.subject().number(), found);
    if (before != null && !before.title().equals(found.title())) {
      throw new BadInput(
          source + " holds two patches with the number " + found.subject().number() + ".",
          List.of(before.title(), found.title()),
          "Save one series alone, or give the patches as files in their order.");
    }
    if (before != null) {
      notes.add(source + ": \"" + found.title() + "\" was sent twice; the last is taken");
    }
  }

  /** Another series is never dropped as an older version: threads, titles or numbers must meet. */
  private void refuseStrangers(
      Map<Integer, MailPatch> fresh,
      SeriesVersion newest,
      Map<Integer, MailPatch> older,
      SeriesVersion version) {
    boolean titles =
        fresh.values().stream()
            .anyMatch(f -> older.values().stream().anyMatch(o -> alike(f.title(), o.title())));
    boolean covers = covers(newest).stream().anyMatch(c -> covers(version).contains(c));
    boolean thread =
        all.stream()
            .filter(f -> f.subject().version().equals(newest))
            .anyMatch(f -> answersAny(f, version));
    if (!titles && !covers && !thread) {
      List<String> evidence = new ArrayList<>();
      older.values().stream().limit(5).forEach(o -> evidence.add(o.mail().header("subject")));
      fresh.values().stream().limit(5).forEach(f -> evidence.add(f.mail().header("subject")));
      throw new BadInput(
          source + " holds two series.",
          evidence,
          "Save one of them alone, or choose with --version " + version + ".");
    }
  }

  private boolean answersAny(MailPatch mail, SeriesVersion version) {
    return all.stream()
        .filter(o -> o.subject().version().equals(version))
        .anyMatch(o -> mail.mail().answers(o.mail()));
  }

  private List<String> covers(SeriesVersion version) {
    return all.stream()
        .filter(f -> f.isCover() && f.subject().version().equals(version))
        .map(f -> words(f.title()))
        .toList();
  }

  private static boolean alike(String one, String other) {
    return words(one).equals(words(other));
  }

  private static String words(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("\\W+", " ").strip();
  }

  private boolean answers(Map<Integer, MailPatch> fresh, Map<Integer, MailPatch> older) {
    return fresh.values().stream()
        .anyMatch(
            f ->
                older.values().stream().anyMatch(o -> f.mail().answers(o.mail()))
                    || answersAny(f, older.values().iterator().next().subject().version()));
  }

  private void fill(
      TreeMap<Integer, MailPatch> series,
      Map<Integer, MailPatch> older,
      SeriesVersion newest,
      SeriesVersion version) {
    String replaced =
        new TreeSet<>(series.keySet())
            .stream().map(String::valueOf).collect(Collectors.joining(", "));
    String kept =
        older.keySet().stream()
            .filter(n -> !series.containsKey(n))
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    older.forEach(series::putIfAbsent);
    notes.add(
        source
            + ": version "
            + newest
            + " was sent in part: patch "
            + replaced
            + " is of version "
            + newest
            + ", patch "
            + kept
            + " of version "
            + version);
  }

  /** A patch without a number that answers one of the series and is newer takes its place. */
  private void replaceSingly(TreeMap<Integer, MailPatch> series, List<MailPatch> others) {
    for (MailPatch other : others) {
      Optional<Integer> place =
          series.entrySet().stream()
              .filter(
                  e ->
                      other.mail().answers(e.getValue().mail())
                          && other.mail().header("in-reply-to").contains(e.getValue().mail().id())
                          && other.subject().version().compareTo(e.getValue().subject().version())
                              > 0)
              .map(Map.Entry::getKey)
              .findFirst();
      place.ifPresent(
          n -> {
            notes.add(
                source
                    + ": \""
                    + other.title()
                    + "\", version "
                    + other.subject().version()
                    + ", takes the place of patch "
                    + n);
            series.put(n, other);
          });
    }
  }

  private static List<Integer> missing(Map<Integer, MailPatch> series, int total) {
    List<Integer> missing = new ArrayList<>();
    for (int n = 1; n <= total; n++) {
      if (!series.containsKey(n)) {
        missing.add(n);
      }
    }
    return missing;
  }

  private void refuseGaps(Map<Integer, MailPatch> series, int total) {
    List<String> gaps =
        missing(series, total).stream()
            .map(n -> "patch " + n + "/" + total + " is missing")
            .toList();
    if (!gaps.isEmpty()) {
      throw new BadInput(
          source + " holds only a part of a series.",
          gaps,
          "Get the whole thread, give the patches as files in their order, or take what is there"
              + " with --reply, once for each mail.");
    }
  }

  private void append(List<MailPatch> ordered, List<MailPatch> others) {
    for (MailPatch other : others) {
      if (ordered.contains(other)) {
        continue;
      }
      if (other.mail().header("in-reply-to").isEmpty()) {
        ordered.add(other);
      } else {
        notes.add(
            source
                + ": \""
                + other.title()
                + "\" has no number; left out (--reply "
                + other.place()
                + " takes it)");
      }
    }
  }

  /** Patches that stand alone: each subject's newest version; what answers a patch is named. */
  private List<MailPatch> unnumbered(List<MailPatch> patches) {
    List<MailPatch> taken = new ArrayList<>();
    for (MailPatch patch : patches) {
      Optional<MailPatch> before =
          taken.stream()
              .filter(
                  t ->
                      alike(t.title(), patch.title())
                          || patch.mail().answers(t.mail())
                              && !patch.subject().version().equals(t.subject().version()))
              .findFirst();
      Optional<MailPatch> answered =
          patches.stream().filter(p -> patch.mail().answers(p.mail())).findFirst();
      if (before.isPresent()) {
        boolean newer = patch.subject().version().compareTo(before.get().subject().version()) >= 0;
        MailPatch left = newer ? before.get() : patch;
        MailPatch kept = newer ? patch : before.get();
        taken.set(taken.indexOf(before.get()), kept);
        notes.add(
            source
                + ": \""
                + left.title()
                + "\", version "
                + left.subject().version()
                + ", left out for version "
                + kept.subject().version());
      } else if (answered.isPresent()) {
        notes.add(
            source
                + ": \""
                + patch.title()
                + "\" of "
                + patch.mail().header("from")
                + " answers \""
                + answered.get().title()
                + "\"; left out (--reply "
                + patch.place()
                + " takes it)");
      } else {
        taken.add(patch);
      }
    }
    return taken;
  }
}
