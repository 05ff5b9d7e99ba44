// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.search.Label;
import dev.nosplat.engine.bisect.search.Point;
import dev.nosplat.engine.bisect.search.Reading;
import dev.nosplat.engine.bisect.search.Search;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all runs so far mean for one question. Fed with the log it is always the same. */
final class Ledger {
  private final Question question;
  private final List<Judged> judged = new ArrayList<>();
  private final List<Entry.Ran> reverted = new ArrayList<>();
  private final List<String> ahead = new ArrayList<>();
  private final List<String> withdrawn = new ArrayList<>();
  private final Map<Point, Label> labels = new HashMap<>();
  private final Set<String> besideTarget = new HashSet<>();
  private Target target;
  private Optional<Renaming> renaming = Optional.empty();
  private Search search;

  Ledger(Question question) {
    this.question = question;
    this.target = question.target();
    this.search = newSearch();
  }

  /**
   * A run and what it means.
   *
   * @param point what was run
   * @param reading what it says about the bug
   */
  record Judged(Point point, Entry.Ran ran, Reading reading) {}

  /**
   * A splat that looks like the target under another name.
   *
   * @param known the target as first seen
   * @param seen what was seen instead
   * @param revision where
   */
  record Renaming(Sighting known, Sighting seen, String revision) {}

  /** Takes one line of the log. */
  void apply(Entry entry) {
    if (entry instanceof Entry.Ran ran) {
      Point point =
          question
              .history()
              .find(ran.revision())
              .orElseThrow(() -> new IllegalArgumentException(ran.revision() + " is elsewhere"));
      Judged run = new Judged(point, ran, read(point, ran));
      judged.add(run);
      search.record(point, run.reading());
      compareLabels();
    } else if (entry instanceof Entry.Reverted revert) {
      reverted.add(revert.ran());
    } else if (entry instanceof Entry.Ahead build) {
      ahead.add(build.revision());
    } else if (entry instanceof Entry.Resumed) {
      startAgainWithoutInfrastructureFailures();
    }
  }

  Search search() {
    return search;
  }

  Target target() {
    return target;
  }

  List<Judged> runs() {
    return List.copyOf(judged);
  }

  List<Judged> runsOf(Point point) {
    return judged.stream().filter(each -> each.point().equals(point)).toList();
  }

  List<Entry.Ran> revertedRuns() {
    return List.copyOf(reverted);
  }

  List<String> builtAhead() {
    return List.copyOf(ahead);
  }

  /** Labels that later runs took back, one sentence each. */
  List<String> withdrawn() {
    return List.copyOf(withdrawn);
  }

  /** The target as it was first seen. */
  Optional<Sighting> example() {
    return target.example();
  }

  /** The signature change that the user has not decided about yet. */
  Optional<Renaming> renaming() {
    return renaming;
  }

  private Reading read(Point point, Entry.Ran ran) {
    if (target.unknown() && point.equals(shownEnd())) {
      target = target.learntFrom(ran.splats());
    }
    Reading reading = target.read(ran);
    if (reading == Reading.SHOWN && target.example().isEmpty()) {
      target = target.seenAs(target.in(ran.splats()).orElseThrow());
      readAgain();
    }
    if (reading == Reading.OTHER_SPLAT) {
      target.example().ifPresent(known -> suspectRenaming(point, ran, known));
    }
    return reading;
  }

  /** What was taken for another splat may be the target, now that it is known what that is like. */
  private void readAgain() {
    judged.replaceAll(run -> new Judged(run.point(), run.ran(), target.read(run.ran())));
    startSearchAgain();
  }

  /**
   * A kernel that shows the target under its own name has not renamed anything: what looks like it
   * there came by another path, and is no reason to ask here or at any other revision.
   */
  private void suspectRenaming(Point point, Entry.Ran ran, Sighting known) {
    Optional<Sighting> alike = target.renamedIn(ran.splats(), known);
    if (alike.isPresent()
        && runsOf(point).stream().anyMatch(run -> run.reading() == Reading.SHOWN)) {
      besideTarget.add(alike.get().signature());
    }
    if (renaming.isEmpty()) {
      renaming =
          alike
              .filter(seen -> !besideTarget.contains(seen.signature()))
              .map(seen -> new Renaming(known, seen, ran.revision()));
    }
  }

  /** Whether a point is one of the two ends. */
  boolean isEnd(Point point) {
    return point.equals(new Point.Old(0))
        || point.equals(new Point.Commit(question.history().graph().tip()));
  }

  Point shownEnd() {
    return question.bugIsNew()
        ? new Point.Commit(question.history().graph().tip())
        : new Point.Old(0);
  }

  /** A label is taken back when its opposite is decided; a passing doubt is not worth a line. */
  private void compareLabels() {
    for (Point point : search.tallies().keySet()) {
      Label now = search.label(point);
      if (now == Label.OPEN) {
        continue;
      }
      Label before = labels.getOrDefault(point, now);
      if (now != before) {
        withdrawn.add(
            question.history().at(point).shortId()
                + " was taken for "
                + word(before)
                + " until run "
                + judged.size());
      }
      labels.put(point, now);
    }
  }

  private String word(Label label) {
    return (label == Label.NEW) == question.bugIsNew() ? "bad" : "good";
  }

  private void startAgainWithoutInfrastructureFailures() {
    judged.removeIf(each -> each.reading() == Reading.INFRA);
    startSearchAgain();
  }

  private void startSearchAgain() {
    search = newSearch();
    judged.forEach(each -> search.record(each.point(), each.reading()));
  }

  private Search newSearch() {
    return new Search(
        question.history().graph(),
        question.bugIsNew(),
        question.history().olds().size(),
        question.policy());
  }
}
