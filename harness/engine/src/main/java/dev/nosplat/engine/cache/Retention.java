// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.problem.BadInput;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which runs are kept. */
public sealed interface Retention {
  /** All of them. */
  record All() implements Retention {
    @Override
    public String text() {
      return "all are kept";
    }
  }

  /** Those that are not older. */
  record Younger(Duration age) implements Retention {
    @Override
    public String text() {
      long days = age.toDays();
      return "kept for " + (days > 0 ? count(days, "day") : count(age.toHours(), "hour"));
    }
  }

  /** The last ones. */
  record Last(int runs) implements Retention {
    @Override
    public String text() {
      return runs == 1 ? "the last one is kept" : "the last " + runs + " are kept";
    }
  }

  /** What is kept, within a sentence. */
  String text();

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /**
   * What {@code 30d}, {@code 12h}, {@code 4w}, {@code 50} (runs) or {@code all} asks for.
   *
   * @throws BadInput if it is none of these
   */
  static Retention parse(String words) {
    String text = words.strip().toLowerCase(Locale.ROOT);
    if (text.equals("all")) {
      return new All();
    }
    Matcher parts = Pattern.compile("([0-9]{1,5}) ?([hdw]?)").matcher(text);
    if (!parts.matches()) {
      throw new BadInput(
          "\"" + words + "\" says neither how long nor how many runs are kept.",
          List.of(),
          "Write an age such as 30d, 12h or 4w, a number of runs such as 50, or all.");
    }
    int number = Integer.parseInt(parts.group(1));
    return switch (parts.group(2)) {
      case "h" -> new Younger(Duration.ofHours(number));
      case "d" -> new Younger(Duration.ofDays(number));
      case "w" -> new Younger(Duration.ofDays(7L * number));
      default -> new Last(number);
    };
  }
}
