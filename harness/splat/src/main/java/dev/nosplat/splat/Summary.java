// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a report says, for people as a title and for signatures without what varies. */
record Summary(Family family, String headline, Details details, Optional<String> culprit) {
  private static final int LONGEST_TITLE = 160;
  private static final Pattern NUMBER =
      Pattern.compile("\\b(?:0x)?[0-9a-f]*\\d[0-9a-f]*\\b|\\b[0-9a-f]{8,16}\\b");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  String title() {
    String title = BLANKS.matcher(titleText()).replaceAll(" ").strip();
    return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 3) + "...";
  }

  private String titleText() {
    String in = culprit.map(function -> " in " + function).orElse("");
    if (details instanceof Details.InvalidWaitContext wait) {
      return "invalid wait context: " + wait.lock().name() + " taken" + in;
    }
    if (details instanceof Details.Locking locking && !locking.locks().isEmpty()) {
      return Titles.of(family, headline) + " on " + locking.locks().get(0).name() + in;
    }
    if (details instanceof Details.MemoryAccess access) {
      String kind = access.access().isEmpty() ? "" : " " + access.access();
      boolean said = access.bug().contains(access.access());
      return Titles.of(family, headline) + ": " + access.bug() + (said ? "" : kind) + in;
    }
    if (details instanceof Details.Panic panic) {
      return "panic: " + panic.reason();
    }
    if (details instanceof Details.Message message && !message.message().isEmpty()) {
      return Titles.of(family, headline) + in + ": " + message.message();
    }
    return Titles.of(family, headline) + in;
  }

  /** What distinguishes this bug from another of its family, apart from its stack. */
  String key() {
    if (details instanceof Details.InvalidWaitContext wait) {
      return bare(wait.lock());
    }
    if (details instanceof Details.Locking locking) {
      return locking.locks().stream().map(Summary::bare).sorted().toList().toString();
    }
    if (details instanceof Details.MemoryAccess access) {
      return access.bug() + ' ' + access.access();
    }
    if (details instanceof Details.Panic panic) {
      return withoutNumbers(panic.reason());
    }
    if (details instanceof Details.Message message) {
      return withoutNumbers(message.message());
    }
    return "";
  }

  /** A lock class without the {@code #N} that depends on the order of registration. */
  private static String bare(HeldLock lock) {
    return lock.name().replaceAll("#\\d+", "");
  }

  private static String withoutNumbers(String text) {
    return NUMBER.matcher(text).replaceAll("N");
  }
}
