// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail of a thread that holds a diff, or a cover letter. */
record MailPatch(Mail mail, MailSubject subject, int place) {
  private static final Pattern SCISSORS =
      Pattern.compile("[-\\s]*(-*\\s*(>8|8<|>%|%<)\\s*-+|-+\\s*(>8|8<|>%|%<)\\s*-*)[-\\s]*");
  private static final Pattern IN_BODY = Pattern.compile("(From|Subject|Date): (.*)");
  private static final Pattern STAT =
      Pattern.compile(
          "(?m)^ (\\d+) files? changed(?:, (\\d+) insertions?\\(\\+\\))?"
              + "(?:, (\\d+) deletions?\\(-\\))?$");

  static MailPatch of(Mail mail, int place) {
    return new MailPatch(mail, MailSubject.parse(mail.header("subject")), place);
  }

  boolean holdsDiff() {
    return PatchText.holdsDiff(mail.body());
  }

  boolean holdsCleanDiff() {
    return PatchText.holdsCleanDiff(mail.body());
  }

  boolean isCover() {
    return subject.total() > 0 && subject.number() == 0;
  }

  String title() {
    return subject.title();
  }

  /** For a list from which a mail is chosen. */
  String shown() {
    String date = mail.header("date");
    return "--reply "
        + place
        + ": "
        + mail.header("from")
        + (date.isEmpty() ? "" : ", " + date)
        + ", \""
        + mail.header("subject")
        + "\"";
  }

  /**
   * The patch.
   *
   * @param source what to call the mailbox
   * @param alone whether the mail is all that was given
   * @param notes where what is strange about it is said
   */
  Patch patch(String source, boolean alone, List<String> notes) {
    PatchText.Parts parts = PatchText.split(mail.body());
    String title = title();
    String author = mail.header("from");
    List<String> log = new ArrayList<>(belowScissors(RawText.lines(RawText.shown(parts.log()))));
    int headers = 0;
    while (headers < log.size()) {
      Matcher header = IN_BODY.matcher(log.get(headers));
      if (!header.matches()) {
        break;
      }
      if (header.group(1).equals("From")) {
        author = header.group(2).strip();
      } else if (header.group(1).equals("Subject")) {
        title = MailSubject.parse(header.group(2)).title();
      }
      headers++;
    }
    String message = String.join("\n", log.subList(headers, log.size()));
    if (headers > 0) {
      message = message.stripLeading();
    }
    String origin = alone ? source : source + ", message " + place;
    compareStat(parts.diff(), title.isEmpty() ? source : title, notes);
    return new Patch(
        title.isEmpty() ? source : title,
        author,
        message.isEmpty() ? "" : message + "\n",
        parts.diff(),
        origin,
        1);
  }

  /** What git am --scissors keeps: the lines below the last such line. */
  private static List<String> belowScissors(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (SCISSORS.matcher(lines.get(i)).matches()) {
        int from = i + 1;
        while (from < lines.size() && lines.get(from).isBlank()) {
          from++;
        }
        return lines.subList(from, lines.size());
      }
    }
    return lines;
  }

  /** A diff that was cut between two hunks is whole for git; the diffstat above it tells. */
  private void compareStat(String diff, String title, List<String> notes) {
    String above = mail.body().substring(0, Math.max(0, mail.body().indexOf(diff)));
    Matcher stat = STAT.matcher(above);
    if (!stat.find()) {
      return;
    }
    PatchText.Size size = PatchText.size(diff);
    int files = Integer.parseInt(stat.group(1));
    int added = stat.group(2) == null ? 0 : Integer.parseInt(stat.group(2));
    int removed = stat.group(3) == null ? 0 : Integer.parseInt(stat.group(3));
    if (size.files() < files || size.added() < added || size.removed() < removed) {
      notes.add(
          "\"%s\": the diffstat says %d files, +%d -%d, but the diff has %d, +%d -%d; was it cut?"
              .formatted(title, files, added, removed, size.files(), size.added(), size.removed()));
    }
  }
}
