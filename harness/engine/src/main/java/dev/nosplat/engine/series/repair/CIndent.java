// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Tells how far the next line of a C file is indented in the kernel's coding style
 * (Documentation/process/coding-style.rst, 7.3), from the lines before it as they are.
 */
final class CIndent implements Indent {
  private static final Pattern PROPERTY = Pattern.compile("#[\\w,.+?-]+\\s*(=.*|;)");

  private final ContinuationStyle style;
  private final CScanner scanner = new CScanner();
  private final Deque<CState> conditionals = new ArrayDeque<>();
  private CState outsideMacro = new CState();
  private boolean inMacro;
  private boolean inDirective;

  /**
   * Knows nothing yet.
   *
   * @param style how this file continues lines within parentheses
   */
  CIndent(ContinuationStyle style) {
    this.style = style;
  }

  /** What is open before the next line. */
  CState state() {
    return scanner.state();
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
    if (scanner.state().comment < 0 && !inMacro && (inDirective || isDirective(text))) {
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
      scanner.scan(cut.substring(0, cut.length() - 1).stripTrailing(), inMacro);
    } else {
      scanner.scan(line.stripTrailing(), inMacro);
      endMacro();
    }
  }

  /** A property of a device tree may begin with a hash too: {@code #address-cells = <1>;}. */
  private static boolean isDirective(String text) {
    return text.startsWith("#") && !PROPERTY.matcher(text).matches();
  }

  private void beginMacro() {
    inMacro = true;
    outsideMacro = scanner.state();
    scanner.beginBlock();
  }

  private void endMacro() {
    if (inMacro) {
      inMacro = false;
      scanner.resume(outsideMacro);
    }
  }

  private void conditional(String text) {
    String word = text.substring(1).strip();
    if (word.startsWith("if")) {
      conditionals.push(scanner.state().copy());
    } else if (word.startsWith("el") && !conditionals.isEmpty()) {
      scanner.resume(conditionals.getFirst().copy());
    } else if (word.startsWith("endif") && !conditionals.isEmpty()) {
      conditionals.pop();
    }
  }

  @Override
  public String before(String text) {
    if (scanner.state().comment >= 0) {
      return TabStops.reach(scanner.state().comment) + " ";
    }
    if (!inMacro && isDirective(text)) {
      return "";
    }
    return TabStops.reach(Math.max(0, target(text)));
  }

  /** Whether the next line continues an expression: its column is then a matter of taste. */
  @Override
  public boolean continues() {
    return scanner.state().comment < 0
        && (scanner.state().inParenthesis() || scanner.state().statement >= 0);
  }

  @Override
  public boolean inComment() {
    return scanner.state().comment >= 0;
  }

  private int target(String text) {
    CState state = scanner.state();
    CState.Frame top = state.frames.peek();
    if (top != null && top.open != '{') {
      return top.inside < 0 && (text.startsWith(")") || text.startsWith("]"))
          ? top.statement
          : style.column(top, state.frames.size() == 1);
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
    if (top != null && top.switches && CScanner.isCase(text)) {
      return top.statement;
    }
    if (top != null && CScanner.isLabel(text) && !text.startsWith("default")) {
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

  private int continuation(String text, CState.@org.jspecify.annotations.Nullable Frame top) {
    CState state = scanner.state();
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
