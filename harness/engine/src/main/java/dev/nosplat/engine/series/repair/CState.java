// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Where in a C file a line stands: what is open before it. */
final class CState {
  /** The open brackets, the innermost first. */
  final Deque<Frame> frames = new ArrayDeque<>();

  /** Columns of the statements whose body is one line, which is still to come. */
  List<Integer> pending = new ArrayList<>();

  /** Columns of those that an else may belong to. */
  List<Integer> conditions = new ArrayList<>();

  /** Column of the statement that is not complete; -1 between two. */
  int statement = -1;

  /** Column of its last continued line. */
  int continued = -1;

  /** What it began with. */
  String words = "";

  /** Column of the open comment; -1 outside. */
  int comment = -1;

  char lastChar = ';';

  CState copy() {
    CState copy = new CState();
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

  /** An open bracket: the column of its statement, and where what is in it begins. */
  static final class Frame {
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

  /** Whether a parenthesis or a bracket is open. */
  boolean inParenthesis() {
    Frame top = frames.peek();
    return top != null && top.open != '{';
  }
}
