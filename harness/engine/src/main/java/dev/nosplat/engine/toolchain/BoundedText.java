// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

/** Keeps what a command prints, up to a number of characters. */
public final class BoundedText implements ExecOutput {
  private final int most;
  private final boolean errors;
  private final StringBuilder text = new StringBuilder();
  private boolean overflown;

  /** Keeps at most so many characters of standard output. */
  public BoundedText(int most) {
    this(most, false);
  }

  private BoundedText(int most, boolean errors) {
    this.most = most;
    this.errors = errors;
  }

  /** Keeps at most so many characters of what it says and of what it complains about. */
  public static BoundedText withErrors(int most) {
    return new BoundedText(most, true);
  }

  @Override
  public synchronized void line(String line, boolean error) {
    if (error && !errors) {
      return;
    }
    if (text.length() + line.length() >= most) {
      overflown = true;
    } else if (!overflown) {
      text.append(line).append('\n');
    }
  }

  /** Whether more was printed than is kept. */
  public synchronized boolean overflown() {
    return overflown;
  }

  /** What was printed, each line with its end; the beginning of it where that was too much. */
  public synchronized String text() {
    return text.toString();
  }
}
