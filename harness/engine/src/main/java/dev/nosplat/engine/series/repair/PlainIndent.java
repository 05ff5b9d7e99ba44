// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.regex.Pattern;

/** Indentation of files that are not C: that of the line above, with what is known of Kconfig. */
final class PlainIndent implements Indent {
  private static final Pattern KCONFIG_ENTRY =
      Pattern.compile(
          "(config|menuconfig|choice|endchoice|menu|endmenu|if|endif|source|mainmenu|comment"
              + ")\\b(?!\\s*:).*");
  private static final Pattern HELP = Pattern.compile("(---)?help(---)?");

  private final boolean kconfig;
  private String last = "";
  private boolean help;

  PlainIndent(boolean kconfig) {
    this.kconfig = kconfig;
  }

  @Override
  public void feed(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return;
    }
    last = line;
    if (HELP.matcher(text).matches()) {
      help = true;
    } else if (TabStops.column(line) == 0) {
      help = false;
    }
  }

  @Override
  public String before(String text) {
    if (kconfig) {
      boolean entry = KCONFIG_ENTRY.matcher(text).matches();
      if (help) {
        return entry && text.matches("(config|menuconfig) [A-Z0-9_]+|end\\w+|source \".*|menu \".*")
            ? ""
            : "\t  ";
      }
      return entry ? "" : "\t";
    }
    if (last.endsWith("\\")) {
      return last.startsWith("\t") || last.startsWith(" ") ? TabStops.lead(last) : "\t";
    }
    return TabStops.lead(last);
  }

  @Override
  public boolean continues() {
    return false;
  }

  @Override
  public boolean inComment() {
    return false;
  }
}
