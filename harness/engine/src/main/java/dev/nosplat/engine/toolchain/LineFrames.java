// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Cuts the frames of an exec's output into lines, none longer than {@link #LONGEST}. */
final class LineFrames extends ResultCallback.Adapter<Frame> {
  /** Bytes of a line that are kept; what comes after them until its end is dropped, and said. */
  static final int LONGEST = 64 * 1024;

  private final ExecOutput output;
  private final Line out = new Line(false);
  private final Line err = new Line(true);
  // The adapter's own awaitCompletion() closes the stream when its time is up.
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Optional<Throwable> failure = Optional.empty();

  LineFrames(ExecOutput output) {
    this.output = output;
  }

  private final class Line {
    private final boolean error;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long dropped;

    Line(boolean error) {
      this.error = error;
    }

    void add(byte[] bytes) {
      for (byte b : bytes) {
        if (b == '\n') {
          end();
        } else if (kept.size() < LONGEST) {
          kept.write(b);
        } else {
          dropped++;
        }
      }
    }

    void end() {
      String text = kept.toString(StandardCharsets.UTF_8);
      output.line(
          dropped == 0 ? text : text + " [nosplat: " + dropped + " bytes more in this line]",
          error);
      kept.reset();
      dropped = 0;
    }

    void flush() {
      if (kept.size() > 0) {
        end();
      }
    }
  }

  @Override
  public void onNext(Frame frame) {
    if (failure.isPresent()) {
      return;
    }
    try {
      (frame.getStreamType() == StreamType.STDERR ? err : out).add(frame.getPayload());
    } catch (RuntimeException | Error e) {
      // Nobody is above us who would hear of it, and somebody waits for the end.
      end(e);
    }
  }

  @Override
  public void onComplete() {
    try {
      if (failure.isEmpty()) {
        out.flush();
        err.flush();
      }
    } catch (RuntimeException | Error e) {
      end(e);
    } finally {
      super.onComplete();
      ended.countDown();
    }
  }

  @Override
  public void onError(Throwable thrown) {
    super.onError(thrown);
    ended.countDown();
  }

  private void end(Throwable why) {
    failure = Optional.of(why);
    ended.countDown();
  }

  /** What kept the output from being read to its end: a defect of the reader. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** Whether the output has ended, waiting for it no longer than this. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
