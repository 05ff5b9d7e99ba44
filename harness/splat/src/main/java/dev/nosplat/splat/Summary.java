// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a report says, for people as a title and for signatures without what varies. */
record Summary(Family family, String headline, Details details, Optional<String> culprit) {
  private static final int LONGEST_TITLE = 160;
  private static final Pattern NUMBER =
      Pattern.compile("\\b(?:0x)?[0-9a-f]*\\d[0-9a-f]*\\b|\\b[0-9a-f]{8,16}\\b");
  private static final Pattern ADDRESS = Pattern.compile("\\b(?:0x)?[0-9a-f]{12,16}\\b");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern OFFSETS =
      Pattern.compile("(?:\\.[a-z][\\w.]*)?\\+0x[0-9a-f]+(?:/0x[0-9a-f]+)?");
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:WARNING: (?:.* at )?|kernel BUG at )(?:\\S*/linux[^/]*/)?(\\S+:\\d+)\\b.*");
  private static final Pattern OBJECT =
      Pattern.compile("ODEBUG: (\\S+ [a-z ]+?) \\(.*type: (\\S+).*");

  String title() {
    String title = BLANKS.matcher(titleText()).replaceAll(" ").strip();
    return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 3) + "...";
  }

  private String titleText() {
    String in = culprit.map(function -> " in " + function).orElse("");
    String noun = Titles.of(family, headline);
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
      return "panic: " + OFFSETS.matcher(panic.reason()).replaceAll("");
    }
    if (details instanceof Details.Message message) {
      return withMessage(noun, in, message.message());
    }
    if (family == Family.BUG) {
      return noun + in + place();
    }
    return noun + in;
  }

  /** The message itself where it says what the noun only hints at. */
  private String withMessage(String noun, String in, String message) {
    String plain = ADDRESS.matcher(message).replaceAll("...");
    return switch (family) {
      case REFCOUNT -> (message.isEmpty() ? noun : plain.replaceAll("\\.$", "")) + in;
      case LIST_CORRUPTION ->
          (message.isEmpty() ? noun : plain.replaceAll("(?<=corruption|double add)[.,:].*", ""))
              + in;
      case ODEBUG -> {
        Matcher object = OBJECT.matcher(message);
        yield (object.matches() ? "ODEBUG: " + object.group(1) + ' ' + object.group(2) : noun) + in;
      }
      case FORTIFY, USERCOPY -> (message.isEmpty() ? noun : plain.replaceAll("!$", "")) + in;
      case KCSAN -> noun + ": " + plain;
      case SLAB_CORRUPTION -> noun + ": " + plain + in;
      case WARNING -> noun + in + (message.isEmpty() ? place() : ": " + plain);
      default -> noun + in + (message.isEmpty() ? "" : ": " + plain);
    };
  }

  private String place() {
    Matcher place = PLACE.matcher(headline);
    return place.matches() ? " at " + place.group(1) : "";
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
      String text = message.message();
      int reason = text.indexOf(':');
      // What follows an ejection's reason names the task that happened to run.
      boolean cut = family == Family.SCHED_EXT_EJECTION && reason > 0;
      return withoutNumbers(cut ? text.substring(0, reason) : text);
    }
    return "";
  }

  /** A lock class without the {@code #N} that depends on the order of registration. */
  private static String bare(HeldLock lock) {
    return lock.name().replaceAll("#\\d+", "");
  }

  private static String withoutNumbers(String text) {
    return NUMBER.matcher(OFFSETS.matcher(text).replaceAll("")).replaceAll("N");
  }
}
