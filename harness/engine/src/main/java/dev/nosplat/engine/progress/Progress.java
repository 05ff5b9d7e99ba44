// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.progress;

/** Told what happens while it happens. Implementations must be safe to call from any thread. */
public interface Progress {

  /** A stretch of work begins, for example {@code building 7.3.4 with lockdep}. */
  void begin(String phase);

  /**
   * The current stretch has come this far.
   *
   * @param done units done so far
   * @param expected units expected in all, or 0 where nobody knows
   * @param unit what is counted, for example {@code objects}
   */
  void advance(long done, long expected, String unit);

  /** Something worth one line, whatever the stretch. */
  void say(String line);

  /**
   * A command in the guest has printed a line; whoever shows it makes it safe for a terminal.
   *
   * @param error whether it was printed on standard error
   */
  default void printed(String line, boolean error) {}

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void begin(String phase) {}

      @Override
      public void advance(long done, long expected, String unit) {}

      @Override
      public void say(String line) {}
    };
  }
}
