// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a title goes on after its noun, for families without details of a kind of their own. */
@FunctionalInterface
interface Wording {
  /** The noun, the function, and the sentence where the report has one. */
  Wording EXPLAINED = (noun, in, said, place) -> noun + in + (said.isEmpty() ? "" : ": " + said);

  /** The noun, the function, the file and line. */
  Wording PLACED = (noun, in, said, place) -> noun + in + place;

  /** The noun, the function, and the sentence, or else the file and line. */
  Wording SAID_OR_PLACED =
      (noun, in, said, place) -> noun + in + (said.isEmpty() ? place : ": " + said);

  /** The noun and a sentence that names its functions itself. */
  Wording SENTENCE = (noun, in, said, place) -> noun + ": " + said;

  /** The noun, the sentence, the function. */
  Wording SENTENCE_IN = (noun, in, said, place) -> noun + ": " + said + in;

  /** What debug_print_object() in lib/debugobjects.c says of the object. */
  Wording OBJECT = Wording::object;

  String of(String noun, String in, String said, String place);

  /** The sentence without its end, which says better than the noun what happened. */
  static Wording instead(String end) {
    Pattern pattern = Pattern.compile(end);
    return (noun, in, said, place) ->
        (said.isEmpty() ? noun : pattern.matcher(said).replaceAll("")) + in;
  }

  private static String object(String noun, String in, String said, String place) {
    Matcher object = Pattern.compile("ODEBUG: (\\S+ [a-z ]+?) \\(.*type: (\\S+).*").matcher(said);
    return (object.matches() ? "ODEBUG: " + object.group(1) + ' ' + object.group(2) : noun) + in;
  }
}
