// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelShell;
import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Commands in the guest, over SSH with keys of this run on both sides. Safe for several threads:
 * each command has a channel of its own.
 */
public final class Shell implements AutoCloseable {
  private static final int ALIVE_MILLIS = 1000;
  private static final int ALIVE_COUNT = 120;
  private static final int OUTPUT_LIMIT = 32 << 20;
  private static final int LONGEST_LINE = 1 << 16;

  /** The name that the guest's host key is known by; nobody looks it up. */
  private static final String GUEST = "guest";

  private final Session session;
  private final Login login;
  private volatile Optional<ChannelExec> opening = Optional.empty();

  private Shell(Session session, Login login) {
    this.session = session;
    this.login = login;
  }

  private record Login(Path socket, SshKeys keys) {}

  /**
   * Connects. QEMU's forward accepts before anything listens, so short tries are repeated.
   *
   * @param socket leads to the guest's SSH server
   */
  static Shell connect(Path socket, SshKeys keys, Duration limit)
      throws ShellLost, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        JSch jsch = new JSch();
        jsch.addIdentity("nosplat", keys.privateKey(), null, null);
        jsch.getHostKeyRepository()
            .add(new HostKey(GUEST, HostKey.ED25519, keys.guest().publicKey()), null);
        Session session = jsch.getSession("root", GUEST);
        session.setSocketFactory(new UnixSockets(socket));
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("server_host_key", "ssh-ed25519");
        session.setConfig("PreferredAuthentications", "publickey");
        // Each question that is not asked saves an emulated guest an answer.
        session.setConfig("enable_auth_none", "no");
        session.setConfig("enable_pubkey_auth_query", "no");
        session.setConfig("kex", "curve25519-sha256");
        session.setServerAliveInterval(ALIVE_MILLIS);
        session.setServerAliveCountMax(ALIVE_COUNT);
        int most = (int) Math.min(10_000, limit.toMillis());
        try {
          aside(() -> session.connect(most));
        } catch (InterruptedException e) {
          session.disconnect();
          throw e;
        }
        return new Shell(session, new Login(socket, keys));
      } catch (JSchException | IOException e) {
        if (System.nanoTime() > deadline) {
          throw new ShellLost(
              "SSH to the guest did not answer within " + limit.toSeconds() + " s", e);
        }
        Thread.sleep(20);
      }
    }
  }

  /**
   * Runs a program with these arguments; no shell reads them.
   *
   * @param limit after it, the command is ended in the guest and the result says 124
   */
  public ShellResult run(Duration limit, String... words) throws ShellLost, InterruptedException {
    return script(ShellWord.join(List.of(words)), new byte[0], limit);
  }

  /**
   * Runs a shell script.
   *
   * @param script as the guest's {@code sh -c} takes it; quote what is not yours with {@link
   *     ShellWord}
   * @param input what it reads on standard input
   * @param limit after it, the script is ended in the guest and the result says 124
   */
  public ShellResult script(String script, byte[] input, Duration limit)
      throws ShellLost, InterruptedException {
    return execute(
        "timeout -k 2 " + Math.max(1, limit.toSeconds()) + " sh -c " + ShellWord.quote(script),
        script,
        input,
        limit);
  }

  /** Runs the cheapest command, to see that commands run. */
  void probe(Duration limit) throws ShellLost, InterruptedException {
    if (!execute("true", "true", new byte[0], limit).ok()) {
      throw new ShellLost("the guest's shell could not run: true");
    }
  }

  /** Takes the lines of a command's output. */
  @FunctionalInterface
  public interface Lines {
    /**
     * A line, cut where it is very long; never called by two threads at once.
     *
     * @param error whether it was printed on standard error
     */
    void line(String text, boolean error);
  }

  /**
   * Runs a shell script without input and gives its output away as it comes. The script ends when
   * whatever it has started lets go of its output.
   *
   * @param limit after it, nobody listens any more; the script goes on in the guest
   * @return the exit code; empty if the script did not end within the limit
   */
  public OptionalInt follow(String script, Duration limit, Lines lines)
      throws ShellLost, InterruptedException {
    Object turn = new Object();
    try {
      return OptionalInt.of(
          execute(
                  "sh -c " + ShellWord.quote(script),
                  script,
                  new byte[0],
                  limit,
                  Duration.ZERO,
                  (stream, error) -> each(stream, error, turn, lines))
              .exitCode());
    } catch (OutOfTime e) {
      return OptionalInt.empty();
    }
  }

  private static Boolean each(InputStream in, boolean error, Object turn, Lines lines) {
    BoundedLines all = new BoundedLines(in, LONGEST_LINE);
    try {
      for (Optional<BoundedLines.Line> line = all.next(); line.isPresent(); line = all.next()) {
        synchronized (turn) {
          lines.line(line.get().text(), error);
        }
      }
    } catch (IOException e) {
      // The channel went: the exit status, or its absence, tells the rest.
    }
    return true;
  }

  private ShellResult execute(String command, String script, byte[] input, Duration limit)
      throws ShellLost, InterruptedException {
    try {
      Ended<String> ended =
          execute(
              command,
              script,
              input,
              limit,
              Duration.ofSeconds(30),
              (stream, error) -> read(stream));
      return new ShellResult(ended.exitCode(), ended.out(), ended.err());
    } catch (OutOfTime e) {
      throw new ShellLost("the guest no longer answers; it was to run: " + script, e);
    }
  }

  private record Ended<T>(int exitCode, T out, T err) {}

  /** What becomes of one of the two streams. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(InputStream stream, boolean error);
  }

  /** Neither stream ended in time. */
  private static final class OutOfTime extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfTime(TimeoutException cause) {
      super(cause);
    }
  }

  private <T> Ended<T> execute(
      String command,
      String script,
      byte[] input,
      Duration limit,
      Duration grace,
      Reading<T> reading)
      throws ShellLost, OutOfTime, InterruptedException {
    ChannelExec channel = null;
    try {
      channel = (ChannelExec) session.openChannel("exec");
      channel.setCommand(command);
      InputStream out = channel.getInputStream();
      // An unread standard error blocks the whole session: both are read at once.
      InputStream err = channel.getErrStream();
      OutputStream in = channel.getOutputStream();
      opening = Optional.of(channel);
      ChannelExec opened = channel;
      aside(() -> opened.connect((int) Math.min(60_000, limit.plusSeconds(10).toMillis())));
      CompletableFuture<T> outRead =
          CompletableFuture.supplyAsync(() -> reading.of(out, false), Shell::go);
      CompletableFuture<T> errRead =
          CompletableFuture.supplyAsync(() -> reading.of(err, true), Shell::go);
      aside(
          () -> {
            in.write(input);
            in.close();
          });
      long most = limit.plus(grace).toMillis();
      T o = outRead.get(most, TimeUnit.MILLISECONDS);
      T e = errRead.get(most, TimeUnit.MILLISECONDS);
      for (int i = 0; i < 2000 && channel.getExitStatus() < 0 && channel.isConnected(); i++) {
        Thread.sleep(1); // the exit status follows the end of the output
      }
      if (channel.getExitStatus() < 0) {
        throw new ShellLost("the connection ended while the guest ran: " + script);
      }
      return new Ended<>(channel.getExitStatus(), o, e);
    } catch (TimeoutException e) {
      throw new OutOfTime(e);
    } catch (JSchException | IOException | ExecutionException e) {
      if (e instanceof ShellLost lost) {
        throw lost;
      }
      if (e.getCause() instanceof UncheckedIOException ours) {
        throw ours; // whoever takes the lines could not write them down
      }
      throw new ShellLost("the guest could not run: " + script, e);
    } finally {
      if (channel != null) {
        channel.disconnect();
      }
    }
  }

  /** Writes a file in the guest. */
  public void write(String path, byte[] content, Duration limit)
      throws ShellLost, InterruptedException {
    ShellResult result = script("cat > " + ShellWord.quote(path), content, limit);
    if (!result.ok()) {
      throw new ShellLost("the guest could not write " + path + ": " + result.err().strip());
    }
  }

  /**
   * A session for a person: a login shell on a terminal, or a shell that reads its commands from
   * the seat's input where that is none.
   *
   * @return the shell's exit code
   * @throws ShellLost if the connection ends before the shell
   */
  public int attach(Seat seat) throws ShellLost, InterruptedException {
    Channel channel = null;
    try {
      if (seat.screen().isPresent()) {
        Seat.Screen screen = seat.screen().get();
        ChannelShell shell = (ChannelShell) session.openChannel("shell");
        shell.setPtyType(screen.type(), screen.columns(), screen.rows(), 0, 0);
        channel = shell;
      } else {
        ChannelExec exec = (ChannelExec) session.openChannel("exec");
        exec.setCommand("sh");
        exec.setErrStream(seat.err(), true);
        channel = exec;
      }
      channel.setInputStream(seat.in(), true);
      channel.setOutputStream(seat.out(), true);
      Channel opened = channel;
      aside(opened::connect);
      while (!channel.isClosed()) {
        Thread.sleep(20); // JSch offers nothing to wait for
      }
      if (channel.getExitStatus() < 0) {
        throw new ShellLost("the connection ended before the shell did");
      }
      return channel.getExitStatus();
    } catch (JSchException | IOException e) {
      throw new ShellLost("the guest gives no shell", e);
    } finally {
      if (channel != null) {
        channel.disconnect();
      }
    }
  }

  /**
   * Whether another connection can be made: then it was this one that was cut, and neither the
   * guest nor its SSH server is gone.
   */
  boolean reachable(Duration limit) throws InterruptedException {
    try {
      connect(login.socket(), login.keys(), limit).close();
      return true;
    } catch (ShellLost e) {
      return false;
    }
  }

  /** Whether the connection still stands. */
  public boolean connected() {
    return session.isConnected();
  }

  /** What JSch waits in. */
  @FunctionalInterface
  private interface Waiting {
    void carryOut() throws JSchException, IOException;
  }

  /**
   * Lets another thread wait. JSch swallows an interrupt in each of its own waits (2.28.8: {@code
   * Channel.sendChannelOpen}, {@code Request.write}, {@code Session.write}), and whoever was asked
   * to stop would go on.
   */
  private static void aside(Waiting waiting)
      throws JSchException, IOException, InterruptedException {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              waiting.carryOut();
              return true;
            });
    go(task);
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JSchException failed) {
        throw failed;
      }
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException("JSch failed", e.getCause());
    }
  }

  private static void go(Runnable work) {
    Thread thread = new Thread(work, "nosplat-shell");
    thread.setDaemon(true);
    thread.start();
  }

  private static String read(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (all.size() < OUTPUT_LIMIT) {
          all.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // The channel went: the exit status, or its absence, tells the rest.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    session.disconnect();
    Optional<ChannelExec> waiting = opening;
    if (waiting.isPresent()) {
      // JSch does not tell whoever waits for a channel of this session to open.
      synchronized (waiting.get()) {
        waiting.get().notifyAll();
      }
    }
  }
}
