// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.files.BoundedLog;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel printed on the serial port, captured outside the guest: the ground truth. Every
 * byte goes to the log and to the splat reader as it comes; memory stays bounded however much a
 * guest prints.
 *
 * <p>Safe for use by several threads.
 */
public final class Console implements AutoCloseable {
  private static final long LOG_HEAD = 48L << 20;
  private static final int LOG_TAIL = 16 << 20;
  private static final int TAIL_LINES = 60;
  private static final int RECENT_MARKERS = 4096;
  static final String RESTORED =
      "[nosplat: the lines above are the boot's; here the machine was restored from a snapshot]";

  private final Clock clock;
  private final BoundedLog log;
  private final SplatReader reader;
  private final List<Splat> splats = new ArrayList<>();
  private final Deque<String> tail = new ArrayDeque<>();
  private final Deque<Marked> markers = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Path file;
  private long lines;
  private long bytes;
  private Instant lastByte;
  private boolean ended;
  private boolean closed;
  private OutputStream copy = OutputStream.nullOutputStream();
  private Optional<String> failure = Optional.empty();

  private record Marked(String text, long line) {}

  /** A console that is logged to {@code file}. */
  Console(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.lastByte = clock.instant();
    this.log = new BoundedLog(file, LOG_HEAD, LOG_TAIL);
    this.reader = new SplatReader(splats::add);
  }

  /** Reads until the guest's end of the line is gone. Runs in a thread of its own. */
  void drain(InputStream in) {
    byte[] buffer = new byte[1 << 16];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        take(buffer, n);
      }
    } catch (IOException e) {
      // The socket went with QEMU: what came before is what there is.
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  /**
   * Takes what the kernel printed before it was stored, and a line that says so.
   *
   * @param printed the stored machine's console
   */
  void continueFrom(byte[] printed) {
    take(printed, printed.length);
    String line = printed.length > 0 && printed[printed.length - 1] != '\n' ? "\n" : "";
    byte[] note = (line + RESTORED + "\n").getBytes(StandardCharsets.UTF_8);
    take(note, note.length);
  }

  /**
   * Takes a report of ours about the guest, as if the kernel had printed it after its last line.
   *
   * @param caller whom the kernel would name, for example {@code C0}
   */
  synchronized void report(List<String> lines, String caller) {
    String stamp = Stamp.after(tail());
    StringBuilder text = new StringBuilder(line.size() > 0 ? "\n" : "");
    for (String each : lines) {
      text.append(stamp).append(String.format(Locale.ROOT, "[%6s] ", caller)).append(each);
      text.append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    take(bytes, bytes.length);
  }

  private synchronized void take(byte[] buffer, int length) {
    if (closed) {
      return;
    }
    try {
      log.write(buffer, length);
    } catch (UncheckedIOException e) {
      // Read on all the same: a guest whose console nobody reads stands still.
      fail(e.getMessage() + ": " + e.getCause());
    }
    try {
      reader.accept(buffer, 0, length);
    } catch (RuntimeException e) {
      fail("the console cannot be read: " + e);
    }
    try {
      copy.write(buffer, 0, length);
      copy.flush();
    } catch (IOException e) {
      copy = OutputStream.nullOutputStream(); // the person has gone
    }
    bytes += length;
    lastByte = clock.instant();
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        endLine();
      } else if (buffer[i] != '\r' && line.size() < 4096) {
        line.write(buffer[i]);
      }
    }
    notifyAll();
  }

  private void endLine() {
    lines++;
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    tail.addLast(text);
    if (tail.size() > TAIL_LINES) {
      tail.removeFirst();
    }
    if (text.contains(Marker.PREFIX)) {
      markers.addLast(new Marked(text, lines));
      if (markers.size() > RECENT_MARKERS) {
        markers.removeFirst();
      }
    }
  }

  /**
   * Waits for a marker.
   *
   * @return the line it stands on, counted from 1; empty if it has not come within {@code limit} or
   *     the console ended
   */
  public synchronized OptionalLong await(Marker marker, Duration limit)
      throws InterruptedException {
    Instant deadline = clock.instant().plus(limit);
    while (true) {
      OptionalLong at =
          markers.stream()
              .filter(m -> m.text().contains(marker.text()))
              .mapToLong(Marked::line)
              .findFirst();
      long left = Duration.between(clock.instant(), deadline).toMillis();
      if (at.isPresent() || ended || left <= 0) {
        return at;
      }
      wait(left);
    }
  }

  /** The reports that are complete so far, in the order they began. */
  public synchronized List<Splat> splats() {
    return List.copyOf(splats);
  }

  /** Copies what comes from now on, as it comes. */
  synchronized void copyTo(OutputStream to) {
    copy = to;
  }

  /** Lines printed so far. */
  public synchronized long lines() {
    return lines;
  }

  /** Bytes printed so far. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Bytes that a flood pushed out of the log; 0 when the log holds everything. */
  public synchronized long lost() {
    return log.lost();
  }

  /** How long the kernel has been silent. */
  public synchronized Duration silence() {
    return Duration.between(lastByte, clock.instant());
  }

  /** The last lines, oldest first. */
  public synchronized List<String> tail() {
    List<String> lines = new ArrayList<>(tail);
    if (line.size() > 0) {
      lines.add(line.toString(StandardCharsets.UTF_8));
    }
    return lines;
  }

  /** Whether the guest's end of the line is gone. */
  public synchronized boolean ended() {
    return ended;
  }

  /** Waits until the guest's end is gone, so that nothing more can come. */
  synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
    Instant deadline = clock.instant().plus(limit);
    while (!ended) {
      long left = Duration.between(clock.instant(), deadline).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** The log's file; complete once the console is closed. */
  public Path file() {
    return file;
  }

  /** Ends the capture: completes an open report and the log. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (line.size() > 0) {
        endLine();
      }
      reader.finish();
      try {
        log.close();
      } catch (UncheckedIOException e) {
        fail(e.getMessage() + ": " + e.getCause());
      }
    }
  }

  private void fail(String why) {
    failure = failure.or(() -> Optional.of(why));
  }

  /** Why what comes can no longer be kept or read, for example a full disk; empty while it can. */
  public synchronized Optional<String> failure() {
    return failure;
  }
}
