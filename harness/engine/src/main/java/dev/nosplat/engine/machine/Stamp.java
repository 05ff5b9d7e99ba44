// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's time stamp at the head of a line of its console. */
final class Stamp {
  /** print_time() in kernel/printk/printk.c, 6.12 to 7.3. */
  private static final Pattern TIME = Pattern.compile("^(\\[ *\\d{1,9}\\.\\d{6}\\])");

  private Stamp() {}

  /** The last one of these lines, so that what is said after them is read with them. */
  static String after(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher matcher = TIME.matcher(lines.get(i));
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return "[    0.000000]";
  }
}
