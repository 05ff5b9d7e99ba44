// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a word of an added line may have been two, with a tab between them that was
 * deleted: {@code u32x;}. It is one that the file does not use, made of two that it may.
 */
final class JoinedWords {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

  /** Words that others seldom begin with: what follows may be a new name. */
  private static final Set<String> TYPES =
      Set.of(
          "struct",
          "static",
          "unsigned",
          "extern",
          "typedef",
          "volatile",
          "u8",
          "u16",
          "u32",
          "u64",
          "s8",
          "s16",
          "s32",
          "s64",
          "__u8",
          "__u16",
          "__u32",
          "__u64",
          "__le16",
          "__le32",
          "__le64",
          "__be16",
          "__be32",
          "__be64",
          "size_t",
          "loff_t",
          "atomic_t",
          "spinlock_t");

  /** A declaration, were it two words. */
  private static final Pattern ALONE = Pattern.compile("\\s*\\w+(\\[[^]]*])*\\s*;.*");

  /** A macro whose value has no blank before it, a comment's line that has none behind its star. */
  private static final Pattern GLUED =
      Pattern.compile(
          "\\s*(\\*+\\d|#\\s*define\\s+\\w+([^\\w\\s(]|(?<!_H_{0,2})$|\\((?![\\w\\s,.]*\\)\\s*\\S))).*");

  /** A directive that its name has grown into: {@code #defineNAME}. */
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "\\s*#\\s*(?:if(?!n?def)|ifn?def|define|undef|include(?!_next)|elif|pragma|error|warning)"
              + "\\w.*");

  /** A type that a name has grown into, behind a word that only a type follows. */
  private static final Pattern DECLARED =
      Pattern.compile(
          "\\b(?:unsigned|signed|const|volatile|static|extern)\\s+"
              + "((?:char|int|long|short|void|bool)\\w+)");

  /** A number. */
  private static final Pattern NUMBER = Pattern.compile("(?:0x)?[0-9A-Fa-f]*\\d[0-9A-Fa-f]*");

  /** What holds no code: comments, strings, the names of headers. */
  private static final Pattern PROSE =
      Pattern.compile("^\\s*(\\*|//|#\\s*include).*|/\\*.*|\"[^\"]*\"");

  /** A comment, which may be a table: a name, a tab, what it is. */
  private static final Pattern COMMENT = Pattern.compile("^\\s*(?:\\*|//).*|/\\*.*");

  /** {@code NUMBERa}; the plural and the verb of an abbreviation are words. */
  private static final Pattern CAPITALS_AND_MORE =
      Pattern.compile("[A-Z][A-Z0-9_]+(?!(?:s|es|ed|ing)$)[a-z]+");

  private static final Set<String> KEYWORDS =
      Set.of(
          "int", "long", "short", "char", "void", "bool", "const", "union", "enum", "inline",
          "signed", "return", "goto", "case", "define", "include");

  private static final Set<String> STATEMENTS = Set.of("return", "break", "continue", "default");

  /** Shorter ones are no types. */
  private static final int SHORTEST = 3;

  private final Set<String> before;
  private final Set<String> all;

  /**
   * With the words of a file.
   *
   * @param before the file's lines
   * @param added the lines that are to be put in
   */
  JoinedWords(List<String> before, List<String> added) {
    this.before = words(before);
    this.all = words(added);
    all.addAll(this.before);
    all.addAll(KEYWORDS);
  }

  private static Set<String> words(List<String> lines) {
    Set<String> found = new HashSet<>();
    for (String line : lines) {
      Matcher words = WORD.matcher(line);
      while (words.find()) {
        found.add(words.group());
      }
    }
    return found;
  }

  /** Whether a line has such a word. */
  boolean isIn(String line) {
    if (GLUED.matcher(line).matches() || DIRECTIVE.matcher(line).matches()) {
      return true;
    }
    Matcher declared = DECLARED.matcher(line);
    if (declared.find() && !before.contains(declared.group(1))) {
      return true;
    }
    Matcher comment = COMMENT.matcher(line);
    if (comment.find() && joinedInProse(comment.group())) {
      return true;
    }
    Matcher words = WORD.matcher(PROSE.matcher(line).replaceAll(""));
    boolean alone = ALONE.matcher(line).matches();
    while (words.find()) {
      String word = words.group();
      if (!before.contains(word) && !STATEMENTS.contains(word) && (alone || joined(word))) {
        return true;
      }
      alone = false;
    }
    return false;
  }

  private boolean joinedInProse(String comment) {
    Matcher words = WORD.matcher(comment);
    while (words.find()) {
      String word = words.group();
      if (before.contains(word)) {
        continue;
      }
      if (CAPITALS_AND_MORE.matcher(word).matches()) {
        return true;
      }
      for (int i = 2; i < word.length(); i++) {
        String second = word.substring(i);
        boolean enough = i >= SHORTEST || second.length() >= SHORTEST;
        if (enough && before.contains(word.substring(0, i)) && all.contains(second)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a name is long enough not to be the end of another by chance. */
  private static boolean isLong(String word) {
    return word.length() > 2 * SHORTEST && word.charAt(0) != '_';
  }

  private boolean joined(String word) {
    for (int i = 2; i < word.length(); i++) {
      String first = word.substring(0, i);
      String second = word.substring(i);
      boolean may = i >= SHORTEST && all.contains(first) && all.contains(second);
      boolean number =
          NUMBER.matcher(second).matches() && (second.startsWith("0x") || before.contains(first));
      boolean value = isLong(second) && all.contains(second) && first.matches(".*[^_]");
      if (may || value || number || TYPES.contains(first)) {
        return true;
      }
    }
    return false;
  }
}
