// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import com.github.difflib.DiffUtils;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which changes of a Makefile cannot make it do anything but link more: added lines that name
 * objects or directories (Documentation/kbuild/makefiles.rst, 7.3), as nearly every series with a
 * new file has one. A line that goes may take a detector with it, and {@code debug_locks-y += x.o}
 * makes another object of debug_locks.o: these are no such lines.
 */
final class Makefiles {
  private static final Pattern MAKEFILE = Pattern.compile("(?:.*/)?(?:Makefile|Kbuild)");

  /** {@code obj-$(CONFIG_FOO) += foo.o bar/}: nothing that make would run or expand. */
  private static final Pattern OBJECTS =
      Pattern.compile(
          "obj-(?:[ym]|\\$\\(CONFIG_\\w+\\))[ \\t]*\\+=(?:[ \\t]+[\\w-]+(?:/|\\.o))+[ \\t]*"
              + "(?:#[^\\\\$]*)?");

  private static final Pattern BLANK = Pattern.compile("[ \\t]*(?:#[^\\\\$]*)?");

  private Makefiles() {}

  /** Whether a file is a Makefile, was one before, and has got nothing but such lines. */
  static boolean linksMoreOnly(String file, Instrument.Text before, Instrument.Text after)
      throws InterruptedException {
    if (!MAKEFILE.matcher(file).matches()) {
      return false;
    }
    Optional<byte[]> old = before.of(file);
    Optional<byte[]> fresh = after.of(file);
    return old.isPresent() && fresh.isPresent() && harmless(lines(old.get()), lines(fresh.get()));
  }

  private static List<String> lines(byte[] text) {
    return List.of(new String(text, StandardCharsets.ISO_8859_1).split("\n", -1));
  }

  private static boolean harmless(List<String> old, List<String> fresh) {
    return DiffUtils.diff(old, fresh).getDeltas().stream()
        .allMatch(
            delta ->
                Stream.of(
                            delta.getSource().getLines().stream().filter(l -> !blank(l)),
                            delta.getTarget().getLines().stream().filter(l -> !adds(l)))
                        .flatMap(lines -> lines)
                        .findAny()
                        .isEmpty()
                    && whole(old, delta.getSource().getPosition())
                    && whole(fresh, delta.getTarget().getPosition()));
  }

  /** Whether the line before does not go on in the changed one. */
  private static boolean whole(List<String> lines, int position) {
    return position == 0 || !lines.get(position - 1).endsWith("\\");
  }

  private static boolean adds(String line) {
    return blank(line) || OBJECTS.matcher(line).matches();
  }

  private static boolean blank(String line) {
    return BLANK.matcher(line).matches();
  }
}
