// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * QEMU's control socket. Events can arrive before the reply to a command, so a thread of its own
 * reads everything and hands each reply to whoever waits for it.
 */
final class Qmp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The event that a guest has ended, or is about to be ended. */
  static final String SHUTDOWN = "SHUTDOWN";

  /** The event that the guest's pvpanic driver told of a panic. */
  static final String PANICKED = "GUEST_PANICKED";

  private final SocketChannel socket;
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new HashMap<>();
  private final List<Event> events = new ArrayList<>();
  private long next;
  private boolean ended;

  /** Something that QEMU said by itself, for example {@code SHUTDOWN} or {@code GUEST_PANICKED}. */
  record Event(String name, String data) {}

  private Qmp(SocketChannel socket) {
    this.socket = socket;
  }

  /** Speaks QMP over a connected socket, after its greeting. */
  static Qmp over(SocketChannel socket, Duration limit) throws IOException, InterruptedException {
    Qmp qmp = new Qmp(socket);
    Thread reader = new Thread(qmp::read, "nosplat-qmp");
    reader.setDaemon(true);
    reader.start();
    qmp.execute("qmp_capabilities", limit);
    return qmp;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        dispatch(JSON.readTree(line));
      }
    } catch (IOException e) {
      // QEMU is gone or we closed: everybody who waits is told below.
    } finally {
      synchronized (this) {
        ended = true;
        waiting
            .values()
            .forEach(w -> w.completeExceptionally(new IOException("QEMU closed its socket")));
        notifyAll();
      }
    }
  }

  private synchronized void dispatch(JsonNode message) {
    if (message.has("event")) {
      events.add(new Event(message.get("event").asText(), message.path("data").toString()));
      notifyAll();
    } else if (message.has("id")) {
      CompletableFuture<JsonNode> reply = waiting.remove(message.get("id").asLong());
      if (reply != null) {
        if (message.has("error")) {
          reply.completeExceptionally(
              new IOException(message.get("error").path("desc").asText("error")));
        } else {
          reply.complete(message.path("return"));
        }
      }
    }
  }

  /** Runs a command without arguments and waits for its reply. */
  JsonNode execute(String command, Duration limit) throws IOException, InterruptedException {
    return execute(command, Map.of(), limit);
  }

  /**
   * Runs a command and waits for its reply.
   *
   * @throws IOException if QEMU refuses it, is gone, or does not answer within {@code limit}
   */
  JsonNode execute(String command, Map<String, ?> arguments, Duration limit)
      throws IOException, InterruptedException {
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    ObjectNode message = JSON.createObjectNode().put("execute", command);
    if (!arguments.isEmpty()) {
      message.set("arguments", JSON.valueToTree(arguments));
    }
    synchronized (this) {
      if (ended) {
        throw new IOException("QEMU closed its socket");
      }
      message.put("id", next);
      waiting.put(next++, reply);
      ByteBuffer bytes = ByteBuffer.wrap((message + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    }
    try {
      return reply.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(command + ": " + String.valueOf(e.getMessage()), e);
    } catch (TimeoutException e) {
      throw new IOException(
          command + ": QEMU did not answer within " + limit.toSeconds() + " s", e);
    }
  }

  /** The first event of that name so far. */
  synchronized Optional<Event> event(String name) {
    return events.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** Waits for an event as long as QEMU is there; empty where it went without it. */
  synchronized Optional<Event> await(String name) throws InterruptedException {
    while (event(name).isEmpty() && !ended) {
      wait();
    }
    return event(name);
  }

  /** Whether the guest reset the machine, as far as an ending QEMU tells within {@code limit}. */
  synchronized boolean wasReset(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ended && deadline - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
    }
    return event(SHUTDOWN).filter(e -> e.data().contains("guest-reset")).isPresent();
  }

  /** Whether QEMU's end of the socket is gone. */
  synchronized boolean ended() {
    return ended;
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
