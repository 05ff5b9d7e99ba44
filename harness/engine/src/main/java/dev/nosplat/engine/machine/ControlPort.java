// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The virtio-serial port that the guest's init speaks on. The protocol is described at the head of
 * {@code vm-images/control.c}. Safe for several threads: who asks has the port until the answer is
 * there.
 */
final class ControlPort implements AutoCloseable {
  private static final String GONE = "\0gone";

  private final SocketChannel socket;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Map<String, String> facts = new HashMap<>();
  private final List<String> errors = new ArrayList<>();
  private final ReentrantLock conversation = new ReentrantLock();

  private ControlPort(SocketChannel socket) {
    this.socket = socket;
  }

  static ControlPort over(SocketChannel socket) {
    ControlPort port = new ControlPort(socket);
    Thread reader = new Thread(port::read, "nosplat-control");
    reader.setDaemon(true);
    reader.start();
    return port;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // QEMU is gone or we closed; GONE tells whoever waits.
    }
    lines.add(GONE);
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
   * @return the rest of that line; empty if it did not come within {@code limit}, or somebody else
   *     had the port that long
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
    while (true) {
      String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null) {
        return Optional.empty();
      }
      if (line.equals(GONE)) {
        lines.add(GONE);
        return Optional.empty();
      }
      if (line.equals(last)) {
        return Optional.of("");
      }
      if (line.startsWith(last + " ")) {
        return Optional.of(line.substring(last.length() + 1));
      }
      if (line.startsWith(each + " ")) {
        answers.add(line.substring(each.length() + 1));
      } else {
        keep(line);
      }
    }
  }

  private synchronized void keep(String line) {
    int equals = line.indexOf('=');
    if (line.startsWith("error ")) {
      errors.add(line);
    } else if (equals > 0) {
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
    try {
      socket.close();
    } catch (IOException e) {
      // It was going away anyway.
    }
  }
}
