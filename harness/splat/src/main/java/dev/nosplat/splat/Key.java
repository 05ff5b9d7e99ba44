// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Pattern;

/** What distinguishes a bug from another of its family, apart from its stack. */
@FunctionalInterface
interface Key {
  Pattern NUMBER = Pattern.compile("\\b(?:0x)?[0-9a-f]*\\d[0-9a-f]*\\b|\\b[0-9a-f]{8,16}\\b");
  Pattern OFFSETS = Pattern.compile("(?:\\.[a-z][\\w.]*)?\\+0x[0-9a-f]+(?:/0x[0-9a-f]+)?");

  /** Whatever the details say: locks, the kind of access, a sentence. */
  Key DETAILS = Key::ofDetails;

  /**
   * A scheduler and the reason of its ejection; what follows names the task that happened to run.
   */
  Key REASON =
      details ->
          ofDetails(details)
              .replaceFirst("^([^:]*: [^:(]*(?:: watchdog failed)?).*$", "$1")
              .strip();

  String of(Details details);

  private static String ofDetails(Details details) {
    if (details instanceof Details.InvalidWaitContext wait) {
      return bare(wait.lock());
    }
    if (details instanceof Details.Locking locking) {
      return locking.locks().stream().map(Key::bare).sorted().toList().toString();
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
    return NUMBER.matcher(OFFSETS.matcher(text).replaceAll("")).replaceAll("N");
  }
}
