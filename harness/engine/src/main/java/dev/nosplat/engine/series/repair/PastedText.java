// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Undoes what browsers and mail clients do to whole texts: entities, odd blanks, quoting. */
final class PastedText {
  private static final Map<String, String> ENTITIES =
      Map.of(
          "lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'", "nbsp", " ", "tab", "\t",
          "num", "#");
  private static final Pattern ENTITY =
      Pattern.compile("&(?:#(\\d{1,6})|#[xX]([0-9a-fA-F]{1,5})|([a-z]{2,4}));");

  /** U+00A0, U+2000 to U+200A, U+202F and U+3000, as the bytes of their UTF-8. */
  private static final Pattern ODD_BLANK =
      Pattern.compile("\\xc2\\xa0|\\xe2\\x80[\\x80-\\x8a]|\\xe2\\x80\\xaf|\\xe3\\x80\\x80");

  /** Zero-width space and joiners, soft hyphen, byte order mark. */
  private static final Pattern NOTHING =
      Pattern.compile("\\xe2\\x80[\\x8b-\\x8f]|\\xe2\\x81\\xa0|\\xc2\\xad|\\xef\\xbb\\xbf");

  private static final Pattern HEADER =
      Pattern.compile(
          "^((?:>[ \\t]?)+|[ \\t]+)(?:diff --git \\S|Index: \\S|--- (?:a/|/dev/null)).*");

  private PastedText() {}

  /** How many chars of an odd blank, or of something invisible, stand here; 0 if none does. */
  static int oddBlank(String raw, int at) {
    char c = raw.charAt(at);
    if (c < 0xa0) {
      return 0;
    }
    if (c == 0xa0) {
      return 1; // Latin-1's no-break space: in UTF-8 the byte is part of something else.
    }
    char second = at + 1 < raw.length() ? raw.charAt(at + 1) : 0;
    if (c == 0xc2) {
      return second == 0xa0 || second == 0xad ? 2 : 0;
    }
    char third = at + 2 < raw.length() ? raw.charAt(at + 2) : 0;
    boolean spaces =
        c == 0xe2 && second == 0x80 && (third >= 0x80 && third <= 0x8f || third == 0xaf);
    boolean others =
        c == 0xe2 && second == 0x81 && third == 0xa0
            || c == 0xe3 && second == 0x80 && third == 0x80
            || c == 0xef && second == 0xbb && third == 0xbf;
    return spaces || others ? 3 : 0;
  }

  /** The text with blanks that are blanks and with nothing quoted or indented as a whole. */
  static String plain(String raw) {
    String text = NOTHING.matcher(raw).replaceAll("");
    text = ODD_BLANK.matcher(text).replaceAll(" ");
    if (RawText.shown(text).equals(text)) {
      // No UTF-8 at all in it, or ASCII: then a lone 0xa0 is Latin-1's no-break space.
      text = text.replace('\u00a0', ' ');
    }
    text = text.replace("\r", "");
    return outdented(escaped(text) ? unescaped(text) : text);
  }

  /** Whether a page's source was copied: every ampersand starts an entity, and no tag is left. */
  private static boolean escaped(String text) {
    boolean any = false;
    for (String line : RawText.lines(text)) {
      Matcher entity = ENTITY.matcher(line);
      int entities = 0;
      while (entity.find()) {
        entities++;
      }
      long ampersands = line.chars().filter(c -> c == '&').count();
      boolean body = line.startsWith("+") || line.startsWith("-");
      if (body && (ampersands != entities || line.indexOf('<') >= 0 || line.indexOf('>') >= 0)) {
        return false;
      }
      any |= entities > 0;
    }
    return any;
  }

  /** The text with its HTML entities resolved. */
  static String unescaped(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(
            match -> {
              String named = match.group(3);
              String plain =
                  named != null
                      ? ENTITIES.getOrDefault(named, match.group())
                      : number(match.group(1), match.group(2));
              return Matcher.quoteReplacement(plain);
            });
  }

  private static String number(String decimal, String hexadecimal) {
    int point = decimal != null ? Integer.parseInt(decimal) : Integer.parseInt(hexadecimal, 16);
    return point == 0xa0 ? " " : RawText.fromDecoded(Character.toString(point));
  }

  /** Typographic quotes, dashes and dots as the ASCII that was typed. */
  static String untypographic(String text) {
    return text.replaceAll("\u00e2\u0080[\u0098\u0099]", "'")
        .replaceAll("\u00e2\u0080[\u009c\u009d]", "\"")
        .replaceAll("\u00e2\u0080[\u0090\u0091\u0093]", "-")
        .replaceAll("\u00e2\u0080\u0094", "--")
        .replaceAll("\u00e2\u0080\u00a6", "...");
  }

  /** Takes off what stands before the diff's first header, be it blanks or quote marks. */
  private static String outdented(String text) {
    List<String> lines = RawText.lines(text);
    String before = "";
    for (String line : lines) {
      if (line.startsWith("diff --git ")) {
        return text;
      }
      Matcher header = HEADER.matcher(line);
      if (header.matches()) {
        before = header.group(1);
        break;
      }
    }
    if (before.isEmpty()) {
      return text;
    }
    boolean quoted = before.startsWith(">");
    List<String> plain = new ArrayList<>();
    for (String line : lines) {
      if (quoted) {
        if (line.startsWith(">")) {
          plain.add(line.substring(Math.min(line.length(), before.length())));
        }
      } else {
        int blanks = 0;
        while (blanks < before.length()
            && blanks < line.length()
            && (line.charAt(blanks) == ' ' || line.charAt(blanks) == '\t')) {
          blanks++;
        }
        plain.add(line.substring(blanks));
      }
    }
    return String.join("\n", plain) + "\n";
  }
}
