// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Beginnings of titles, for families whose headlines say which of several things happened. */
final class Nouns {
  /** The error code and the count at the end of what die() prints. */
  private static final Pattern DIE_LINE =
      Pattern.compile("(?:, sig)?:? ?(?:sig: )?(?:[0-9a-f]{1,16} )?(?:ilc:\\d )?\\[#\\d+\\].*$");

  /** do_DataAbort() of arch/arm, before its die() says nothing (4.9 to 7.3). */
  private static final Pattern ABORT =
      Pattern.compile("([Uu]nhandled (?:fault|prefetch abort): .*?) \\(0x[0-9a-f]+\\)(?: at .*)?");

  /** Which device or file system it was, and what follows. */
  private static final Pattern LEFT_OVER = Pattern.compile("(?: of| for) .*$");

  private Nouns() {}

  static String afterColon(String headline) {
    return after(headline, ": ");
  }

  static String beforeIn(String headline) {
    return cutAt(headline, " in ");
  }

  static String spinlock(String headline) {
    return cutAt(after(headline, ": "), " on CPU");
  }

  static String badPage(String headline) {
    return cutAt(after(headline, "BUG: "), " in process");
  }

  static String lockOrder(String headline) {
    String order = after(headline, ": ");
    int end = order.indexOf(" lock order");
    return end < 0 ? "unsafe lock order" : order.substring(0, end) + " lock order";
  }

  static String bug(String headline) {
    if (headline.startsWith("CFI failure")) {
      return "CFI failure";
    }
    if (headline.contains("Missing ENDBR")) {
      return "missing ENDBR";
    }
    if (headline.startsWith("VFS: ") || headline.startsWith("unregister_netdevice: ")) {
      return LEFT_OVER.matcher(headline).replaceFirst("");
    }
    if (!headline.startsWith("BUG: ")) {
      return "kernel BUG";
    }
    String text = after(headline, "BUG: ");
    for (String stop : new String[] {" [", " mm:", ": "}) {
      text = cutAt(text, stop);
    }
    return "BUG: " + text;
  }

  static String oops(String headline) {
    String text = headline.startsWith("Internal error: ") ? after(headline, ": ") : headline;
    Matcher abort = ABORT.matcher(text);
    if (abort.matches()) {
      return abort.group(1);
    }
    String name = DIE_LINE.matcher(text).replaceFirst("").strip();
    if (name.equals(text.strip())) {
      int colon = text.lastIndexOf(':');
      name = colon > 0 ? text.substring(0, colon) : text;
    }
    name = name.startsWith("Oops: Oops") ? "Oops" : name;
    return name.isBlank() || name.equals(":") ? "oops" : name;
  }

  static String warning(String headline) {
    return headline.startsWith("WARNING: kernel stack") ? cutAt(headline, " at ") : "WARNING";
  }

  private static String after(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(at + mark.length());
  }

  private static String cutAt(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }
}
