// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is taken from a machine that hangs: QEMU writes its memory down, and drgn reads in it where
 * every CPU and every blocked task stands, what lockdep says that they hold, and the last messages
 * of the kernel. Dump and vmlinux are the suspect's product: both are read in the machine's own
 * container, and only lines of text come out, so many and so long.
 */
final class Autopsy {
  private static final Duration DUMP = Duration.ofSeconds(60);
  private static final Duration READ = Duration.ofSeconds(90);
  private static final int MOST_LINES = 10_000;
  private static final int MOST_CHARACTERS = 2_000;

  private static final String CORE = QemuCommand.SOCKETS + "/autopsy.core";

  /** Ends what the script prints for the console. */
  private static final String END_OF_REPORT = "==";

  private final Qmp qmp;
  private final ToolchainContainer container;
  private final boolean symbols;

  /**
   * An autopsy of one machine.
   *
   * @param symbols whether the container sees a {@code vmlinux}
   */
  Autopsy(Qmp qmp, ToolchainContainer container, boolean symbols) {
    this.qmp = qmp;
    this.container = container;
    this.symbols = symbols;
  }

  /**
   * What it found.
   *
   * @param report lines for the console, like a report of the kernel's; none if no CPU is stuck
   * @param text everything else, for a person
   */
  record Findings(List<String> report, List<String> text) {}

  /**
   * Takes the memory and reads it. The guest stands still for the first of the two and runs on.
   *
   * @throws IOException if QEMU does not write its memory, or nothing can be read in it
   */
  Findings of(List<StuckCpus.Stuck> stuck) throws IOException, InterruptedException {
    return asked(
        stuck.stream()
            .map(
                each ->
                    each.cpu()
                        + ":"
                        + each.since().toSeconds()
                        + ":"
                        + Long.toHexString(each.highest()))
            .toList());
  }

  /**
   * Does the same with a guest that was reset without a word; the report is about the CPUs that
   * were in the kernel.
   *
   * @throws IOException as above
   */
  Findings ofReset() throws IOException, InterruptedException {
    return asked(List.of("reset"));
  }

  private Findings asked(List<String> about) throws IOException, InterruptedException {
    if (!symbols) {
      throw new IOException("this kernel came without a vmlinux to read its memory by");
    }
    container.run(List.of("rm", "-f", CORE), Map.of(), (line, error) -> {});
    write();
    try {
      return read(about);
    } finally {
      container.run(List.of("rm", "-f", CORE), Map.of(), (line, error) -> {});
    }
  }

  private Findings read(List<String> about) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("timeout", "-k", "5"));
    command.addAll(List.of(Long.toString(READ.toSeconds()), "python3", "-I", "-B", "-c"));
    command.add(script());
    command.addAll(List.of(Place.VMLINUX, CORE));
    command.addAll(about);
    List<String> out = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    OptionalInt code =
        container.run(
            command,
            Map.of(),
            (line, error) -> {
              List<String> lines = error ? complaints : out;
              if (lines.size() < MOST_LINES) {
                lines.add(cut(line));
              }
            },
            READ.plusSeconds(10));
    int end = out.indexOf(END_OF_REPORT);
    if (end < 0) {
      throw new IOException(
          "drgn could not read the guest's memory (exit code "
              + (code.isPresent() ? code.getAsInt() : "none")
              + "): "
              + (complaints.isEmpty() ? "" : complaints.get(complaints.size() - 1)));
    }
    return new Findings(
        List.copyOf(out.subList(0, end)), List.copyOf(out.subList(end + 1, out.size())));
  }

  /** Not compressed: drgn reads a compressed dump only with the kernel's own note in it. */
  private void write() throws IOException, InterruptedException {
    qmp.execute(
        "dump-guest-memory",
        Map.of("paging", false, "protocol", "file:" + CORE, "format", "elf"),
        DUMP);
  }

  private static String script() throws IOException {
    try (InputStream in = Autopsy.class.getResourceAsStream("autopsy.py")) {
      if (in == null) {
        throw new IllegalStateException("autopsy.py is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String cut(String line) {
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS);
  }
}
