// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

/** Tells how far the next line of a file is indented, from the lines before it. */
interface Indent {

  /** The next line, as it is. */
  void feed(String line);

  /** The white space before this text, were it the next line. */
  String before(String text);

  /** Whether the next line continues an expression. */
  boolean continues();

  /** Whether the next line is inside of a comment. */
  boolean inComment();
}
