// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.progress;

/** Progress that goes on to another; whoever extends it adds to some of it. */
public abstract class PassedOn implements Progress {
  private final Progress next;

  /** Passes on to that one. */
  protected PassedOn(Progress next) {
    this.next = next;
  }

  @Override
  public final void begin(String phase) {
    next.begin(phase);
  }

  @Override
  public final void advance(long done, long expected, String unit) {
    next.advance(done, expected, unit);
  }

  @Override
  public final void say(String line) {
    next.say(line);
  }

  @Override
  public void printed(String line, boolean error) {
    next.printed(line, error);
  }
}
