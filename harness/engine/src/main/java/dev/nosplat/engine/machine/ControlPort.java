// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The virtio-serial port that the guest's init speaks on. The protocol is described at the head of
 * {@code vm-images/control.c}. Safe for several threads: who asks has the port until the answer is
 * there.
 */
final class ControlPort implements AutoCloseable {
  private static final String GONE = "\0gone";

  /** tell_records() in vm-images/control.c sends nothing longer than 9 KiB. */
  private static final int LONGEST_LINE = 16 << 10;

  /** Lines that wait for somebody who asks; then the guest waits. */
  private static final int WAITING_LINES = 1024;

  /** A kernel log of CONFIG_LOG_BUF_SHIFT=20 is some 2 MiB of text, collected piece by piece. */
  private static final long LONGEST_ANSWER = 64L << 20;

  private static final int MOST_FACTS = 256;
  private static final int MOST_ERRORS = 64;

  private final SocketChannel socket;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(WAITING_LINES);
  private final Thread reader = new Thread(this::read, "nosplat-control");
  private final Map<String, String> facts = new HashMap<>();
  private final List<String> errors = new ArrayList<>();
  private final ReentrantLock conversation = new ReentrantLock();

  private ControlPort(SocketChannel socket) {
    this.socket = socket;
  }

  static ControlPort over(SocketChannel socket) {
    ControlPort port = new ControlPort(socket);
    port.reader.setDaemon(true);
    port.reader.start();
    return port;
  }

  private void read() {
    try {
      BoundedLines in = new BoundedLines(Channels.newInputStream(socket), LONGEST_LINE);
      for (Optional<BoundedLines.Line> line = in.next(); line.isPresent(); line = in.next()) {
        // Half a line is no fact and no record.
        lines.put(
            line.get().cut()
                ? "error a line of more than " + LONGEST_LINE + " bytes"
                : line.get().text());
      }
    } catch (IOException e) {
      // QEMU is gone or we closed; GONE tells whoever waits.
    } catch (InterruptedException e) {
      return; // closed: nobody waits any more
    }
    try {
      lines.put(GONE);
    } catch (InterruptedException e) {
      // Closed meanwhile.
    }
  }

  /** Sends lines in one write. */
  void send(List<String> messages) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap((String.join("\n", messages) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /**
   * Sends one line and waits for the answer that begins with {@code word}.
   *
   * @return the rest of that line; empty if it did not come within {@code limit}, somebody else had
   *     the port that long, or the answer has no end
   */
  Optional<String> ask(String message, String word, Duration limit)
      throws IOException, InterruptedException {
    return ask(message, word, word, new ArrayList<>(), limit);
  }

  /**
   * The same for an answer of several lines.
   *
   * @param each begins each line of the answer, whose rests go to {@code answers}
   * @param last begins the line after them
   */
  Optional<String> ask(
      String message, String each, String last, List<String> answers, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    if (!conversation.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    try {
      send(List.of(message));
      return await(each, last, answers, deadline);
    } finally {
      conversation.unlock();
    }
  }

  /**
   * Waits a moment for a line that begins with {@code word}; facts and errors on the way are kept.
   *
   * @return the rest of that line; empty if it did not come within {@code limit}
   */
  Optional<String> await(String word, Duration limit) throws InterruptedException {
    return await(word, word, new ArrayList<>(), System.nanoTime() + limit.toNanos());
  }

  private Optional<String> await(String each, String last, List<String> answers, long deadline)
      throws InterruptedException {
    long length = 0;
    while (true) {
      String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null) {
        return Optional.empty();
      }
      if (line.equals(GONE)) {
        lines.offer(GONE); // for the next who asks; nothing else comes any more
        return Optional.empty();
      }
      if (line.equals(last)) {
        return Optional.of("");
      }
      if (line.startsWith(last + " ")) {
        return Optional.of(line.substring(last.length() + 1));
      }
      if (line.startsWith(each + " ")) {
        length += line.length();
        if (length > LONGEST_ANSWER) {
          return Optional.empty();
        }
        answers.add(line.substring(each.length() + 1));
      } else {
        keep(line);
      }
    }
  }

  private synchronized void keep(String line) {
    int equals = line.indexOf('=');
    if (line.startsWith("error ")) {
      if (errors.size() < MOST_ERRORS) {
        errors.add(line);
      }
    } else if (equals > 0
        && (facts.size() < MOST_FACTS || facts.containsKey(line.substring(0, equals)))) {
      facts.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  /** What the guest has said about itself, {@code debug_locks} among it. */
  synchronized Map<String, String> facts() {
    return Map.copyOf(facts);
  }

  /** The guest's complaints about what we sent. */
  synchronized List<String> errors() {
    return List.copyOf(errors);
  }

  @Override
  public void close() {
    reader.interrupt();
    try {
      socket.close();
    } catch (IOException e) {
      // It was going away anyway.
    }
  }
}
