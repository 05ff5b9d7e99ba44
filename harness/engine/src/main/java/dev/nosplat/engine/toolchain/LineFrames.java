// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Cuts the frames of an exec's output into lines. */
final class LineFrames extends ResultCallback.Adapter<Frame> {
  private final ExecOutput output;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  // The adapter's own awaitCompletion() closes the stream when its time is up.
  private final CountDownLatch ended = new CountDownLatch(1);

  LineFrames(ExecOutput output) {
    this.output = output;
  }

  @Override
  public void onNext(Frame frame) {
    boolean error = frame.getStreamType() == StreamType.STDERR;
    ByteArrayOutputStream line = error ? err : out;
    for (byte b : frame.getPayload()) {
      if (b == '\n') {
        output.line(line.toString(StandardCharsets.UTF_8), error);
        line.reset();
      } else {
        line.write(b);
      }
    }
  }

  @Override
  public void onComplete() {
    flush(out, false);
    flush(err, true);
    super.onComplete();
    ended.countDown();
  }

  @Override
  public void onError(Throwable failure) {
    super.onError(failure);
    ended.countDown();
  }

  /** Whether the output has ended, waiting for it no longer than this. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void flush(ByteArrayOutputStream rest, boolean error) {
    if (rest.size() > 0) {
      output.line(rest.toString(StandardCharsets.UTF_8), error);
      rest.reset();
    }
  }
}
