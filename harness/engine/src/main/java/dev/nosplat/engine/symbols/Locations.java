// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code addr2line -a -f -i} printed: for each address its functions, innermost first. */
final class Locations {
  /**
   * One function at an address.
   *
   * @param function its name
   * @param place {@code file:line} relative to the tree; empty where the debug information has none
   */
  record Location(String function, Optional<String> place) {}

  /** The directories at the top of a kernel tree: what stands before one is the build's path. */
  private static final Pattern BUILD_PATH =
      Pattern.compile(
          "^.*?/(?=(?:arch|block|certs|crypto|drivers|fs|include|init|io_uring|ipc|kernel|lib|mm|net"
              + "|rust|samples|security|sound|tools|usr|virt)/)");

  private static final Pattern DISCRIMINATOR = Pattern.compile(" \\(discriminator \\d+\\)$");

  private Locations() {}

  static Map<Long, List<Location>> parse(List<String> lines) {
    Map<Long, List<Location>> byAddress = new HashMap<>();
    List<Location> current = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("0x")) {
        current = new ArrayList<>();
        byAddress.put(Long.parseUnsignedLong(line.substring(2), 16), current);
      } else if (i + 1 < lines.size()) {
        current.add(new Location(line, place(lines.get(++i))));
      }
    }
    return byAddress;
  }

  private static Optional<String> place(String printed) {
    String place = DISCRIMINATOR.matcher(printed).replaceAll("");
    if (place.startsWith("??") || place.endsWith(":?") || place.endsWith(":0")) {
      return Optional.empty();
    }
    return Optional.of(BUILD_PATH.matcher(place).replaceFirst("").replaceFirst("^\\./", ""));
  }
}
