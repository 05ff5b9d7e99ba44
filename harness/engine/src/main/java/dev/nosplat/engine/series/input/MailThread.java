// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Picks the patches out of the mails of a thread and orders them. */
final class MailThread {
  private final String source;
  private final List<String> notes = new ArrayList<>();

  private MailThread(String source) {
    this.source = source;
  }

  private record Found(Mail mail, MailSubject subject, int place) {}

  /**
   * The newest version's patches in their order.
   *
   * @param source what to call the mailbox in messages
   */
  static PatchSeries series(List<Mail> mails, String source) {
    MailThread thread = new MailThread(source);
    List<Patch> patches = thread.pick(mails);
    return new PatchSeries(patches, thread.notes);
  }

  private List<Patch> pick(List<Mail> mails) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < mails.size(); i++) {
      MailSubject subject = MailSubject.parse(mails.get(i).header("subject"));
      found.add(new Found(mails.get(i), subject, i + 1));
    }
    List<Found> patches =
        new ArrayList<>(found.stream().filter(f -> mayBePatch(f, mails.size())).toList());
    int newest = patches.stream().mapToInt(f -> f.subject().version()).max().orElse(1);
    long older = patches.stream().filter(f -> f.subject().version() < newest).count();
    if (older > 0) {
      notes.add(source + ": version " + newest + " taken, " + older + " older patches left out");
      patches.removeIf(f -> f.subject().version() < newest);
    }
    return order(patches).stream().map(f -> patch(f, mails.size())).toList();
  }

  private boolean mayBePatch(Found found, int mails) {
    String body = found.mail().body();
    if (!PatchText.holdsDiff(body)) {
      return false; // A cover letter, or talk.
    }
    if (mails == 1) {
      return true;
    }
    if (found.subject().reply() || !PatchText.holdsCleanDiff(body)) {
      if (PatchText.holdsCleanDiff(body)) {
        notes.add(
            source
                + ": the reply \""
                + found.mail().header("subject")
                + "\" holds a diff; left out");
      }
      return false;
    }
    return true;
  }

  private List<Found> order(List<Found> patches) {
    Map<Integer, Found> numbered = new TreeMap<>();
    List<Found> others = new ArrayList<>();
    int total = 0;
    for (Found found : patches) {
      int number = found.subject().number();
      if (number == 0) {
        others.add(found);
        continue;
      }
      total = Math.max(total, found.subject().total());
      Found before = numbered.put(number, found);
      if (before != null && !before.subject().title().equals(found.subject().title())) {
        throw new BadInput(
            source + " holds two patches with the number " + number + ".",
            List.of(before.subject().title(), found.subject().title()),
            "Save one series alone, or give the patches as files in their order.");
      }
      if (before != null) {
        notes.add(
            source + ": \"" + found.subject().title() + "\" was sent twice; the last is taken");
      }
    }
    if (numbered.isEmpty()) {
      return others;
    }
    List<String> missing = new ArrayList<>();
    for (int n = 1; n <= total; n++) {
      if (!numbered.containsKey(n)) {
        missing.add("patch " + n + "/" + total + " is missing");
      }
    }
    if (!missing.isEmpty() && numbered.size() + others.size() > 1) {
      throw new BadInput(
          source + " holds only a part of a series.",
          missing,
          "Get the whole thread, or give the patches as files in their order.");
    }
    List<Found> ordered = new ArrayList<>(numbered.values());
    for (Found other : others) {
      if (other.mail().header("in-reply-to").isEmpty()) {
        ordered.add(other);
      } else {
        notes.add(source + ": \"" + other.subject().title() + "\" has no number; left out");
      }
    }
    return ordered;
  }

  private Patch patch(Found found, int mails) {
    PatchText.Parts parts = PatchText.split(found.mail().body());
    String title = found.subject().title();
    String log = RawText.shown(parts.log());
    String author = found.mail().header("from");
    List<String> lines = log.lines().toList();
    if (!lines.isEmpty() && lines.get(0).startsWith("From: ")) {
      author = lines.get(0).substring("From: ".length());
      log = log.substring(lines.get(0).length()).stripLeading();
    }
    String origin = mails == 1 ? source : source + ", message " + found.place();
    return new Patch(title.isEmpty() ? source : title, author, log, parts.diff(), origin, 1);
  }
}
