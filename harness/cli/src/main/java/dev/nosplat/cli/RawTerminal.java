// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The person's terminal while every key goes to the guest; closing it brings back what was. */
final class RawTerminal implements AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");

  private final String before;

  private RawTerminal(String before) {
    this.before = before;
  }

  /**
   * Sends every key on at once, unechoed.
   *
   * @throws IOException if there is no terminal, or no stty
   */
  static RawTerminal open() throws IOException, InterruptedException {
    RawTerminal terminal = new RawTerminal(stty("-g"));
    stty("raw", "-echo");
    return terminal;
  }

  /** Rows and columns, as {@code stty size} gives them. */
  static int[] size() throws IOException, InterruptedException {
    String[] words = stty("size").split(" ", -1);
    return new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
  }

  private static String stty(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(TERMINAL)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("stty " + String.join(" ", arguments) + " failed");
    }
    return said.strip();
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // what was is brought back all the same
    try {
      stty(before);
    } catch (IOException | InterruptedException e) {
      System.err.println("nosplat: run \"stty sane\" to get your terminal back");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
