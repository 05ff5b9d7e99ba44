// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a report says, in one line for people. */
record Summary(Family family, String headline, Details details, Optional<String> culprit) {
  private static final int LONGEST_TITLE = 160;
  private static final Pattern ADDRESS = Pattern.compile("\\b(?:0x)?[0-9a-f]{12,16}\\b");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final String TOP =
      "(?:arch|block|certs|crypto|drivers|fs|include|init|io_uring|ipc|kernel|lib|mm|net|rust|security"
          + "|sound|virt)";

  /** A file with its line, without the directory in which the kernel was built. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:WARNING: (?:(?:.* )?at )?|kernel BUG at )(?:/\\S*?/(?="
              + TOP
              + "/(?!"
              + TOP
              + "/)|drivers/)|\\./)?(\\S+:\\d+)\\b.*");

  String title() {
    String title = BLANKS.matcher(titleText()).replaceAll(" ").strip();
    return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 3) + "...";
  }

  private String titleText() {
    String in = culprit.map(function -> " in " + function).orElse("");
    String noun = family.row().noun().apply(headline);
    if (details instanceof Details.InvalidWaitContext wait) {
      return noun + ": " + wait.lock().name() + " taken" + in;
    }
    if (details instanceof Details.Locking locking && !locking.locks().isEmpty()) {
      return noun + " on " + locking.locks().get(0).name() + in;
    }
    if (details instanceof Details.MemoryAccess access) {
      String kind = access.access().isEmpty() ? "" : " " + access.access();
      return noun + ": " + access.bug() + (access.bug().endsWith(kind.strip()) ? "" : kind) + in;
    }
    if (details instanceof Details.Panic panic) {
      return "panic: " + Key.OFFSETS.matcher(panic.reason()).replaceAll("");
    }
    String said = details instanceof Details.Message message ? message.message() : "";
    String plain = ADDRESS.matcher(said).replaceAll("...");
    return family.row().wording().of(noun, in, plain, place());
  }

  private String place() {
    Matcher place = PLACE.matcher(headline);
    return place.matches() ? " at " + place.group(1) : "";
  }
}
