// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of file names in which 2 comes before 11. */
final class NaturalOrder {
  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  private NaturalOrder() {}

  static int compare(String one, String other) {
    Matcher a = PART.matcher(one);
    Matcher b = PART.matcher(other);
    while (a.find()) {
      if (!b.find()) {
        return 1;
      }
      int order = part(a.group(), b.group());
      if (order != 0) {
        return order;
      }
    }
    return b.find() ? -1 : one.compareTo(other);
  }

  private static int part(String one, String other) {
    boolean numbers = Character.isDigit(one.charAt(0)) && Character.isDigit(other.charAt(0));
    return numbers ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
  }
}
