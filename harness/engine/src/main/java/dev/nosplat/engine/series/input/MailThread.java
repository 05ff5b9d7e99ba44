// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Numbering;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Picks the patches out of the mails of a thread and orders them. */
final class MailThread {
  private static final int SHOWN = 20;

  private final String source;
  private final Choice choice;
  private final List<String> notes = new ArrayList<>();

  private MailThread(String source, Choice choice) {
    this.source = source;
    this.choice = choice;
  }

  /**
   * The patches that are meant, in their order; none where no mail holds a diff.
   *
   * @param source what to call the mailbox in messages
   * @throws BadInput if it cannot be said which patches are meant
   */
  static PatchSeries series(List<Mail> mails, String source, Choice choice) {
    return new MailThread(source, choice).pick(mails);
  }

  private PatchSeries pick(List<Mail> mails) {
    List<MailPatch> all = once(mails);
    List<MailPatch> picked =
        choice.replies().isEmpty()
            ? series(all)
            : choice.replies().stream().map(r -> reply(all, r)).toList();
    SeriesFacts facts = SeriesFacts.NONE;
    for (MailPatch mail : picked) {
      // In a thread the gaps were looked for already.
      Numbering number =
          all.size() == 1
              ? Numbering.of(mail.subject().number(), mail.subject().total())
              : Numbering.NONE;
      facts = facts.or(SeriesFacts.in(mail.mail().body()).with(number));
    }
    for (MailPatch mail : all) {
      boolean cover = mail.isCover() && picked.stream().anyMatch(p -> sameVersion(p, mail));
      facts = cover ? facts.or(SeriesFacts.in(mail.mail().body())) : facts;
    }
    List<Patch> patches =
        picked.stream().map(f -> f.patch(source, mails.size() == 1, notes)).toList();
    return new PatchSeries(patches, notes, facts);
  }

  private static boolean sameVersion(MailPatch one, MailPatch other) {
    return one.subject().version().equals(other.subject().version());
  }

  /** Every mail once, and for one that only carries others, those. */
  private List<MailPatch> once(List<Mail> mails) {
    Map<String, MailPatch> found = new LinkedHashMap<>();
    int place = 0;
    for (Mail outer : mails) {
      place++;
      MailPatch whole = MailPatch.of(outer, place);
      List<Mail> carried = whole.holdsDiff() ? List.of() : outer.attached();
      for (Mail mail : carried.isEmpty() ? List.of(outer) : carried) {
        MailPatch each = MailPatch.of(mail, place);
        String key =
            mail.id().isEmpty()
                ? mail.header("from") + "\n" + mail.header("subject") + "\n" + mail.body()
                : mail.id();
        if (found.putIfAbsent(key, each) != null && each.holdsCleanDiff()) {
          notes.add(source + ": \"" + each.title() + "\" is there twice; taken once");
        }
      }
    }
    return List.copyOf(found.values());
  }

  private MailPatch reply(List<MailPatch> all, String wanted) {
    String id = wanted.replaceAll("[<>\\s]", "");
    Optional<MailPatch> found =
        all.stream()
            .filter(m -> m.mail().id().equals(id) || String.valueOf(m.place()).equals(wanted))
            .findFirst();
    List<MailPatch> others = all.stream().filter(MailPatch::holdsDiff).toList();
    if (found.isEmpty()) {
      throw new BadInput(
          source + " holds no mail " + wanted + ".",
          shown(others),
          "Give the place of a mail in the mailbox, from 1, or its Message-ID.");
    }
    if (!found.get().holdsDiff()) {
      throw new BadInput(
          "Mail " + wanted + " of " + source + " holds no diff.",
          shown(others),
          "Choose one of these.");
    }
    return found.get();
  }

  private static List<String> shown(List<MailPatch> mails) {
    return mails.stream().limit(SHOWN).map(MailPatch::shown).toList();
  }

  private List<MailPatch> series(List<MailPatch> all) {
    if (all.size() == 1) {
      return all.stream().filter(MailPatch::holdsDiff).toList();
    }
    List<MailPatch> clean = all.stream().filter(MailPatch::holdsCleanDiff).toList();
    List<MailPatch> replies = clean.stream().filter(f -> f.subject().reply()).toList();
    List<MailPatch> patches = clean.stream().filter(f -> !f.subject().reply()).toList();
    if (patches.isEmpty() && !replies.isEmpty()) {
      throw new BadInput(
          source
              + " holds no patch of its own, but "
              + (replies.size() == 1 ? "a reply with a diff." : "replies with diffs."),
          shown(replies),
          replies.size() == 1
              ? "Take it with --reply " + replies.get(0).place() + "."
              : "Choose with --reply; rival diffs are never applied together.");
    }
    replies.forEach(
        f ->
            notes.add(
                source
                    + ": the reply \""
                    + f.mail().header("subject")
                    + "\" holds a diff; left out (--reply "
                    + f.place()
                    + " takes it)"));
    return new Reroll(source, choice, all, notes).newest(patches);
  }
}
