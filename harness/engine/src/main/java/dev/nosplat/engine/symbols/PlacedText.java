// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A splat's own lines, each with the place in the source that it names, innermost inlined function
 * first: what the kernel's scripts/decode_stacktrace.sh makes of a report, and with everything that
 * the console printed kept.
 */
public final class PlacedText {
  private static final Pattern SYMBOL =
      Pattern.compile("([A-Za-z_][\\w.]*)\\+0x([0-9a-f]+)/0x([0-9a-f]+)");

  private final List<Placed> places = new ArrayList<>();

  private PlacedText(List<Frame> frames) {
    List<String> open = new ArrayList<>();
    for (Frame frame : frames) {
      frame.location().ifPresent(open::add);
      if (!frame.inlined()) {
        if (!open.isEmpty()) {
          places.add(new Placed(frame, String.join(" ", open)));
        }
        open.clear();
      }
    }
  }

  private record Placed(Frame frame, String place) {}

  /** The text of a splat that a {@link Symbolizer} has been over. */
  public static String of(Splat symbolized) {
    PlacedText text = new PlacedText(symbolized.frames());
    StringBuilder all = new StringBuilder();
    for (String line : symbolized.text().lines().toList()) {
      all.append(line);
      text.place(line).ifPresent(place -> all.append(" (").append(place).append(')'));
      all.append('\n');
    }
    return all.toString();
  }

  private Optional<String> place(String line) {
    Matcher symbol = SYMBOL.matcher(line);
    if (!symbol.find()) {
      return Optional.empty();
    }
    long offset = Long.parseUnsignedLong(symbol.group(2), 16);
    long size = Long.parseUnsignedLong(symbol.group(3), 16);
    return places.stream()
        .filter(each -> each.frame().offset() == offset && each.frame().size() == size)
        .filter(each -> isNamed(symbol.group(1), each.frame().function()))
        .map(Placed::place)
        .findFirst();
  }

  /** Frames have lost the suffixes that the compiler gave their functions. */
  private static boolean isNamed(String printed, String function) {
    return printed.equals(function) || printed.startsWith(function + ".");
  }
}
