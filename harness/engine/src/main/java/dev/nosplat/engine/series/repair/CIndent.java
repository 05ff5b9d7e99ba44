// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells how far the next line of a C file is indented in the kernel's coding style
 * (Documentation/process/coding-style.rst, 7.3), from the lines before it as they are.
 */
final class CIndent implements Indent {
  private static final Pattern HEADER =
      Pattern.compile(
          "(\\}\\s*)?(else\\b.*|(if|for|while|switch|do|scoped_\\w+|\\w*for_each\\w*"
              + "|\\w*FOR_EACH\\w*|\\w+_scoped)\\b.*)");
  private static final Pattern PROPERTY = Pattern.compile("#[\\w,.+?-]+\\s*(=.*|;)");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z_]\\w*\\s*:(?!:)\\s*(/\\*.*)?");
  private static final Pattern CASE = Pattern.compile("(case\\b.*|default\\s*):.*");

  private final boolean alignToParenthesis;
  private State state = new State();
  private final Deque<State> conditionals = new ArrayDeque<>();
  private State outsideMacro = state;
  private boolean inMacro;
  private boolean inDirective;

  /**
   * Knows nothing yet.
   *
   * @param alignToParenthesis whether this file continues lines below the open parenthesis
   */
  CIndent(boolean alignToParenthesis) {
    this.alignToParenthesis = alignToParenthesis;
  }

  /** An open bracket: the column of its statement, and where what is in it begins. */
  private static final class Frame {
    final char open;
    final int statement;
    final int inside;
    final boolean switches;
    final List<Integer> pending;
    int body = -1;

    Frame(char open, int statement, int inside, boolean switches, List<Integer> pending) {
      this.open = open;
      this.statement = statement;
      this.inside = inside;
      this.switches = switches;
      this.pending = List.copyOf(pending);
    }

    Frame copy() {
      Frame copy = new Frame(open, statement, inside, switches, pending);
      copy.body = body;
      return copy;
    }
  }

  private static final class State {
    final Deque<Frame> frames = new ArrayDeque<>();
    List<Integer> pending = new ArrayList<>();
    List<Integer> conditions = new ArrayList<>();
    int statement = -1;
    int continued = -1;
    String words = "";
    int comment = -1;
    char lastChar = ';';

    State copy() {
      State copy = new State();
      for (Iterator<Frame> it = frames.descendingIterator(); it.hasNext(); ) {
        copy.frames.push(it.next().copy());
      }
      copy.pending = new ArrayList<>(pending);
      copy.conditions = new ArrayList<>(conditions);
      copy.statement = statement;
      copy.continued = continued;
      copy.words = words;
      copy.comment = comment;
      copy.lastChar = lastChar;
      return copy;
    }
  }

  @Override
  public void feed(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      inDirective = false;
      endMacro();
      return;
    }
    boolean more = text.endsWith("\\");
    if (state.comment < 0 && !inMacro && (inDirective || isDirective(text))) {
      if (!inDirective && more && text.matches("#\\s*define\\b.*")) {
        beginMacro();
      } else {
        if (!inDirective) {
          conditional(text);
        }
        inDirective = more;
      }
      return;
    }
    if (more) {
      String cut = line.stripTrailing();
      scan(cut.substring(0, cut.length() - 1).stripTrailing());
    } else {
      scan(line.stripTrailing());
      endMacro();
    }
  }

  /** A property of a device tree may begin with a hash too: {@code #address-cells = <1>;}. */
  private static boolean isDirective(String text) {
    return text.startsWith("#") && !PROPERTY.matcher(text).matches();
  }

  private void beginMacro() {
    inMacro = true;
    outsideMacro = state;
    state = new State();
    state.frames.push(new Frame('{', 0, -1, false, List.of()));
  }

  private void endMacro() {
    if (inMacro) {
      inMacro = false;
      state = outsideMacro;
    }
  }

  private void conditional(String text) {
    String word = text.substring(1).strip();
    if (word.startsWith("if")) {
      conditionals.push(state.copy());
    } else if (word.startsWith("el") && !conditionals.isEmpty()) {
      state = conditionals.getFirst().copy();
    } else if (word.startsWith("endif") && !conditionals.isEmpty()) {
      conditionals.pop();
    }
  }

  private void scan(String line) {
    if (line.isBlank()) {
      return;
    }
    String text = line.strip();
    int indent = TabStops.column(line);
    if (state.comment < 0 && !inMacro && indent == 0 && (text.equals("}") || text.equals("};"))) {
      state = new State(); // A function or a type ends here, whatever was misread before.
      return;
    }
    if (state.comment < 0 && !inMacro && line.equals("{")) {
      state = new State();
      state.frames.push(new Frame('{', 0, -1, false, List.of()));
      return;
    }
    boolean fresh = state.comment < 0 && state.statement < 0 && !inParenthesis();
    if (fresh && (LABEL.matcher(text).matches() || CASE.matcher(text).matches())) {
      if (LABEL.matcher(text).matches() || text.replaceFirst("\\s*/\\*.*", "").endsWith(":")) {
        return;
      }
    }
    boolean comments = text.startsWith("/*") || text.startsWith("//") || state.comment >= 0;
    if (fresh && !comments) {
      begin(text, indent);
    } else if (!comments && !inParenthesis() && state.statement >= 0) {
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
    Frame top = state.frames.peek();
    if (top != null
        && top.open == '{'
        && top.body < 0
        && state.pending.isEmpty()
        && !text.startsWith("}")
        && !text.startsWith("{")
        && !CASE.matcher(text).matches()) {
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
            new Frame(c, lineIndent(line), follows ? column + 1 : -1, false, state.pending));
      }
      case ')', ']' -> close(c == ')' ? '(' : '[');
      case '{' -> {
        int statement = state.statement >= 0 ? state.statement : lineIndent(line);
        boolean switches = state.words.matches("(\\}\\s*)?switch\\b.*");
        state.frames.push(new Frame('{', statement, -1, switches, state.pending));
        state.pending = new ArrayList<>();
        state.statement = -1;
      }
      case '}' -> {
        while (!state.frames.isEmpty() && state.frames.peek().open != '{') {
          state.frames.pop();
        }
        if (!state.frames.isEmpty()) {
          Frame frame = state.frames.pop();
          state.pending = new ArrayList<>(frame.pending);
          state.statement = frame.statement;
          state.continued = -1;
        }
      }
      case ';' -> {
        if (!inParenthesis()) {
          complete();
        }
      }
      case ',' -> {
        Frame top = state.frames.peek();
        if (top != null && top.open == '{' && isList(top)) {
          state.statement = -1;
        }
      }
      default -> {}
    }
  }

  private int lineIndent(String line) {
    return state.statement >= 0 && !inParenthesis() && state.continued < 0
        ? state.statement
        : TabStops.column(line);
  }

  private void close(char open) {
    if (!state.frames.isEmpty() && state.frames.peek().open == open) {
      state.frames.pop();
    }
  }

  /** Whether this brace holds an initializer or an enumeration: what was before it tells. */
  private boolean isList(Frame frame) {
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

  private boolean inParenthesis() {
    Frame top = state.frames.peek();
    return top != null && top.open != '{';
  }

  private void endOfLine(String text) {
    if (state.statement < 0 || inParenthesis() || state.comment >= 0) {
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

  @Override
  public String before(String text) {
    if (state.comment >= 0) {
      return TabStops.reach(state.comment) + " ";
    }
    if (!inMacro && isDirective(text)) {
      return "";
    }
    return TabStops.reach(Math.max(0, target(text)));
  }

  /** Whether the next line continues an expression: its column is then a matter of taste. */
  @Override
  public boolean continues() {
    return state.comment < 0 && (inParenthesis() || state.statement >= 0);
  }

  private int target(String text) {
    Frame top = state.frames.peek();
    if (top != null && top.open != '{') {
      if (top.inside >= 0 && alignToParenthesis) {
        return top.inside;
      }
      if (top.inside < 0 && (text.startsWith(")") || text.startsWith("]"))) {
        return top.statement;
      }
      return top.statement + (top.inside < 0 || !alignToParenthesis ? 8 : 0);
    }
    if (text.startsWith("}")) {
      return top == null ? 0 : top.statement;
    }
    if (state.statement >= 0) {
      return continuation(text, top);
    }
    if (!state.pending.isEmpty()) {
      int last = state.pending.get(state.pending.size() - 1);
      return text.startsWith("{") ? last : last + 8;
    }
    if (top != null && top.switches && CASE.matcher(text).matches()) {
      return top.statement;
    }
    if (top != null && LABEL.matcher(text).matches() && !text.startsWith("default")) {
      return 0;
    }
    if (text.startsWith("else") && !state.conditions.isEmpty()) {
      return state.conditions.get(state.conditions.size() - 1);
    }
    if (top == null) {
      return 0;
    }
    return top.body >= 0 ? top.body : top.statement + 8;
  }

  private int continuation(String text, @org.jspecify.annotations.Nullable Frame top) {
    if (text.startsWith("{")) {
      return state.statement;
    }
    if (state.continued >= 0) {
      return state.continued;
    }
    boolean expression = "=+-*/|&?:,<>".indexOf(state.lastChar) >= 0;
    return top == null && !expression ? 0 : state.statement + 8;
  }
}
