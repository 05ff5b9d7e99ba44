// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesFacts;
import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one file's bytes: a diff, a mail, a mailbox or a saved page. */
final class PatchFile {
  private static final int LONGEST = 160;
  private static final Pattern CONTEXT_DIFF = Pattern.compile("(?m)^\\*\\*\\* \\S.*\n--- \\S.*$");

  private final Choice choice;

  PatchFile(Choice choice) {
    this.choice = choice;
  }

  Choice choice() {
    return choice;
  }

  /** Reads a file that the user named. */
  PatchSeries read(Path file, int strip) throws IOException {
    return text(bytes(file), file.toString(), strip, !Files.isSymbolicLink(file));
  }

  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Limits.read(in, file.toString());
    }
  }

  /**
   * Reads bytes.
   *
   * @param source what to call them
   * @param strip leading directories of the diff's paths
   * @param shows whether an error may show how a text begins that is no patch
   */
  PatchSeries text(byte[] bytes, String source, int strip, boolean shows) {
    String raw = InputText.of(bytes, source);
    if (Mailbox.recognises(raw)) {
      PatchSeries series = MailThread.series(Mailbox.read(raw), source, choice);
      if (!series.patches().isEmpty()) {
        return series.withStrip(strip);
      }
      Optional<PatchSeries> cover = cover(raw, source);
      if (cover.isPresent()) {
        return cover.get();
      }
    } else if (WebPage.recognises(raw)) {
      return page(raw, source, strip);
    }
    if (!PatchText.holdsDiff(raw)) {
      throw none(raw, source, shows);
    }
    return new PatchSeries(List.of(diff(raw, source, strip)), List.of(), SeriesFacts.in(raw));
  }

  /** A cover letter alone: no patch, but what it says about the series. */
  private static Optional<PatchSeries> cover(String raw, String source) {
    List<Mail> mails = Mailbox.read(raw);
    boolean alone = mails.size() == 1 && MailPatch.of(mails.get(0), 1).isCover();
    return alone
        ? Optional.of(
            new PatchSeries(
                List.of(),
                List.of(source + " is a cover letter; left out"),
                SeriesFacts.in(mails.get(0).body())))
        : Optional.empty();
  }

  /** Whether these bytes hold a patch at all. */
  static boolean holdsPatch(byte[] bytes, String source) {
    String raw = InputText.of(bytes, source);
    return PatchText.holdsDiff(raw)
        || Mailbox.recognises(raw) && Mailbox.read(raw).stream().anyMatch(PatchFile::holdsDiff);
  }

  private static boolean holdsDiff(Mail mail) {
    return PatchText.holdsDiff(mail.body())
        || mail.attached().stream().anyMatch(PatchFile::holdsDiff);
  }

  private static Patch diff(String raw, String source, int strip) {
    PatchText.Parts parts = PatchText.split(raw);
    String name = source.substring(source.lastIndexOf('/') + 1);
    return new Patch(name, "", RawText.shown(parts.log()), parts.diff(), source, strip);
  }

  private static PatchSeries page(String raw, String source, int strip) {
    List<String> found = WebPage.patches(raw);
    if (found.size() != 1) {
      throw new BadInput(
          source
              + (found.isEmpty()
                  ? " is a web page without a patch."
                  : " is a web page with " + found.size() + " patches."),
          List.of(),
          "Fetch the mails themselves: lore:MESSAGE-ID, or the page's raw or mbox link.");
    }
    String note =
        source + ": read from a saved web page; lore:MESSAGE-ID fetches the mail as it was sent";
    return new PatchSeries(
        List.of(diff(found.get(0), source, strip)), List.of(note), SeriesFacts.in(found.get(0)));
  }

  private static BadInput none(String raw, String source, boolean shows) {
    List<String> evidence = new ArrayList<>();
    String advice = "Give a file that holds a unified diff; a cover letter alone is none.";
    if (raw.isBlank()) {
      evidence.add("it is empty");
    } else if (CONTEXT_DIFF.matcher(raw).find()) {
      evidence.add("it holds a context diff (*** and --- lines)");
      advice = "Give a unified diff, as git diff and diff -u write it.";
    } else if (raw.contains("-----BEGIN PGP MESSAGE-----")) {
      evidence.add("it is encrypted");
      advice = "Decrypt it first.";
    } else if (shows) {
      RawText.shown(raw.substring(0, Math.min(raw.length(), 4096)))
          .lines()
          .limit(3)
          .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line)
          .forEach(line -> evidence.add("it begins: " + line));
    }
    return new BadInput(source + " holds no patch.", evidence, advice);
  }
}
