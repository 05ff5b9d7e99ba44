// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What distinguishes a bug from another of its family, apart from its stack. */
@FunctionalInterface
interface Key {
  Pattern NUMBER = Pattern.compile("\\b(?:0x)?[0-9a-f]*\\d[0-9a-f]*\\b|\\b[0-9a-f]{8,16}\\b");
  Pattern OFFSETS = Pattern.compile("(?:\\.[a-z][\\w.]*)?\\+0x[0-9a-f]+(?:/0x[0-9a-f]+)?");

  /** The file of a WARN() or BUG(): a helper's file is another bug than the culprit's own. */
  Pattern FILE =
      Pattern.compile("(?:WARNING: .*?|kernel BUG at )(?:\\S*/)?([\\w.-]+\\.[chS]):\\d+\\b.*");

  /** Whatever the details say: locks, the kind of access, a sentence. */
  Key DETAILS = (details, headline) -> ofDetails(details);

  /** The same and the source file. */
  Key PLACED = (details, headline) -> ofDetails(details) + file(headline);

  /** The two sides of a race, of which either may come first. */
  Key RACE =
      (details, headline) ->
          Stream.of(ofDetails(details).replaceFirst(".* in ", "").split(" / "))
              .sorted()
              .toList()
              .toString();

  /**
   * A scheduler and the reason of its ejection; what follows names the task that happened to run.
   */
  Key REASON =
      (details, headline) ->
          ofDetails(details)
              .replaceFirst("^([^:]*: [^:(]*(?:: watchdog failed)?).*$", "$1")
              .strip();

  String of(Details details, String headline);

  /** The file and line that a headline names, or nothing. */
  static String place(String headline) {
    Matcher place = Pattern.compile("\\b[\\w.-]+\\.[chS]:\\d+\\b").matcher(headline);
    return place.find() ? place.group() : "";
  }

  private static String file(String headline) {
    Matcher file = FILE.matcher(headline);
    return file.matches() ? ' ' + file.group(1) : "";
  }

  private static String ofDetails(Details details) {
    if (details instanceof Details.InvalidWaitContext wait) {
      return bare(wait.lock());
    }
    if (details instanceof Details.Locking locking) {
      return locking.locks().stream().map(Key::bare).sorted().toList().toString();
    }
    if (details instanceof Details.MemoryAccess access) {
      // KASAN says since 6.3 that the object was one of slab.
      return access.bug().replaceFirst("^slab-use", "use") + ' ' + access.access();
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
    return NUMBER.matcher(OFFSETS.matcher(text).replaceAll("")).replaceAll("N");
  }
}
