// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Follows brackets, statements and comments of C from line to line. */
final class CScanner {
  private static final Pattern HEADER =
      Pattern.compile(
          "(\\}\\s*)?(else\\b.*|(if|for|while|switch|do|scoped_\\w+|\\w*for_each\\w*"
              + "|\\w*FOR_EACH\\w*|\\w+_scoped)\\b.*)");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z_]\\w*\\s*:(?!:)\\s*(/\\*.*)?");
  private static final Pattern CASE = Pattern.compile("(case\\b.*|default\\s*):.*");

  private CState state = new CState();

  /** Where the next line stands. */
  CState state() {
    return state;
  }

  /** Goes on from another place. */
  void resume(CState other) {
    state = other;
  }

  /** Goes on as at the beginning of a block that is not in any other. */
  void beginBlock() {
    state = new CState();
    state.frames.push(new CState.Frame('{', 0, -1, false, List.of()));
  }

  static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  static boolean isCase(String text) {
    return CASE.matcher(text).matches();
  }

  /**
   * Takes in a line of code.
   *
   * @param inMacro whether it is part of a macro's definition
   */
  void scan(String line, boolean inMacro) {
    if (line.isBlank()) {
      return;
    }
    String text = line.strip();
    int indent = TabStops.column(line);
    if (state.comment < 0 && !inMacro && indent == 0 && (text.equals("}") || text.equals("};"))) {
      state = new CState(); // A function or a type ends here, whatever was misread before.
      return;
    }
    if (state.comment < 0 && !inMacro && line.equals("{")) {
      beginBlock();
      return;
    }
    boolean fresh = state.comment < 0 && state.statement < 0 && !state.inParenthesis();
    if (fresh && (isLabel(text) || isCase(text))) {
      if (isLabel(text) || text.replaceFirst("\\s*/\\*.*", "").endsWith(":")) {
        return;
      }
    }
    boolean comments = text.startsWith("/*") || text.startsWith("//") || state.comment >= 0;
    if (fresh && !comments) {
      begin(text, indent);
    } else if (!comments && !state.inParenthesis() && state.statement >= 0) {
      state.continued = indent;
    }
    characters(line);
    if (!comments || !text.endsWith("*/")) {
      endOfLine(text);
    }
  }

  private void begin(String text, int indent) {
    state.statement = indent;
    state.continued = -1;
    state.words = text;
    CState.Frame top = state.frames.peek();
    if (top != null
        && top.open == '{'
        && top.body < 0
        && state.pending.isEmpty()
        && !text.startsWith("}")
        && !text.startsWith("{")
        && !isCase(text)) {
      top.body = indent;
    }
    if (!text.startsWith("else")) {
      state.conditions = new ArrayList<>();
    }
  }

  private void characters(String line) {
    int column = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      int at = column;
      column = TabStops.after(column, c);
      if (state.comment >= 0) {
        if (c == '*' && i + 1 < line.length() && line.charAt(i + 1) == '/') {
          state.comment = -1;
          i++;
          column++;
        }
        continue;
      }
      if (c == '/' && i + 1 < line.length() && line.charAt(i + 1) == '/') {
        return;
      }
      if (c == '/' && i + 1 < line.length() && line.charAt(i + 1) == '*') {
        state.comment = at;
        i++;
        column++;
      } else if (c == '"' || c == '\'') {
        int end = literalEnd(line, i);
        column += end - i;
        i = end;
        state.lastChar = c;
      } else if (c > ' ') {
        bracket(c, line, i, at);
        state.lastChar = c;
      }
    }
  }

  private static int literalEnd(String line, int start) {
    char quote = line.charAt(start);
    for (int i = start + 1; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == quote) {
        return i;
      }
    }
    return line.length() - 1;
  }

  private void bracket(char c, String line, int i, int column) {
    switch (c) {
      case '(', '[' -> {
        boolean follows = !line.substring(i + 1).isBlank();
        state.frames.push(
            new CState.Frame(c, lineIndent(line), follows ? column + 1 : -1, false, state.pending));
      }
      case ')', ']' -> close(c == ')' ? '(' : '[');
      case '{' -> {
        int statement = state.statement >= 0 ? state.statement : lineIndent(line);
        boolean switches = state.words.matches("(\\}\\s*)?switch\\b.*");
        state.frames.push(new CState.Frame('{', statement, -1, switches, state.pending));
        state.pending = new ArrayList<>();
        state.statement = -1;
      }
      case '}' -> {
        while (!state.frames.isEmpty() && state.frames.peek().open != '{') {
          state.frames.pop();
        }
        if (!state.frames.isEmpty()) {
          CState.Frame frame = state.frames.pop();
          state.pending = new ArrayList<>(frame.pending);
          state.statement = frame.statement;
          state.continued = -1;
        }
      }
      case ';' -> {
        if (!state.inParenthesis()) {
          complete();
        }
      }
      case ',' -> {
        CState.Frame top = state.frames.peek();
        if (top != null && top.open == '{' && isList(top)) {
          state.statement = -1;
        }
      }
      default -> {}
    }
  }

  private int lineIndent(String line) {
    return state.statement >= 0 && !state.inParenthesis() && state.continued < 0
        ? state.statement
        : TabStops.column(line);
  }

  private void close(char open) {
    if (!state.frames.isEmpty() && state.frames.peek().open == open) {
      state.frames.pop();
    }
  }

  /** Whether this brace holds an initializer or an enumeration: what was before it tells. */
  private boolean isList(CState.Frame frame) {
    return !state.words.matches(
            "(\\w+\\s+)*\\**\\w+\\s*(\\[[^\\]]*\\]\\s*)?,.*|(if|for|while|return)\\b.*")
        || frame.body < 0;
  }

  private void complete() {
    state.statement = -1;
    state.continued = -1;
    state.conditions = new ArrayList<>(state.pending);
    state.pending = new ArrayList<>();
  }

  private void endOfLine(String text) {
    if (state.statement < 0 || state.inParenthesis() || state.comment >= 0) {
      return;
    }
    String code = text.replaceFirst("\\s*(/\\*.*\\*/|//.*)$", "");
    if (code.endsWith("}")) {
      int statement = state.statement;
      List<Integer> outer = state.pending;
      complete();
      state.conditions = new ArrayList<>(outer);
      state.conditions.add(statement);
      return;
    }
    boolean inBody = !state.frames.isEmpty();
    boolean whole = code.endsWith(")") || code.matches("(.*\\W)?(else|do)");
    if (inBody && whole && HEADER.matcher(state.words).matches()) {
      state.pending.add(state.statement);
      state.statement = -1;
    }
  }
}
