// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A machine at its report, stored: the kernel is up, init waits, no key, seed or connection is in
 * its memory yet.
 *
 * @param directory the store's entry
 * @param told what goes with the memory
 */
record Snapshot(Path directory, Told told) {
  static final String MEMORY = "memory";
  static final String CONSOLE = "console.log";
  private static final double CLOCK_TOLERANCE = 0.001;
  private static final String FREQUENCY = "tsc_early_khz=";
  private static final String TOLD = "snapshot.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a restore needs to know beside the memory.
   *
   * @param bytes the memory file's size
   * @param crc32c its checksum: QEMU would restore a flipped bit without a word
   * @param clock the kernel parameters that told the guest its clock's frequency
   * @param facts what the guest reported
   */
  record Told(long bytes, long crc32c, List<String> clock, Map<String, String> facts) {
    Told {
      clock = List.copyOf(clock);
      facts = Map.copyOf(facts);
    }
  }

  /** The file that QEMU reads the machine from. */
  Path memory() {
    return directory.resolve(MEMORY);
  }

  /** What the kernel printed until the snapshot. */
  Path console() {
    return directory.resolve(CONSOLE);
  }

  static Snapshot read(Path directory) throws SnapshotUnusable {
    try {
      Told told = JSON.readValue(Files.readString(directory.resolve(TOLD)), Told.class);
      return new Snapshot(directory, told);
    } catch (IOException e) {
      throw new SnapshotUnusable("its description cannot be read");
    }
  }

  /** Writes the description of the memory file that lies in {@code directory}. */
  static void describe(Path directory, List<String> clock, Map<String, String> facts)
      throws IOException {
    Path memory = directory.resolve(MEMORY);
    Told told = new Told(Files.size(memory), checksum(memory), clock, facts);
    Files.writeString(directory.resolve(TOLD), JSON.writeValueAsString(told) + "\n");
  }

  /** Reads the memory once; what is wrong with it. */
  Optional<String> damage() {
    try {
      long bytes = Files.size(memory());
      if (bytes != told.bytes()) {
        return Optional.of("it holds " + bytes + " bytes instead of " + told.bytes());
      }
      return checksum(memory()) == told.crc32c()
          ? Optional.empty()
          : Optional.of("its checksum is wrong");
    } catch (IOException e) {
      return Optional.of("its memory cannot be read");
    }
  }

  /**
   * Why the guest's clock would be wrong on this host at this moment. Under emulation its time
   * stamp counter is the host's, and it was told that counter's frequency when it booted.
   *
   * @param now the kernel parameters that a boot would be given now
   */
  Optional<String> wrongClock(List<String> now) {
    double then = khz(told.clock());
    double today = khz(now);
    boolean agree = Math.abs(today - then) <= then * CLOCK_TOLERANCE; // false if one is unknown
    return agree
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "this host's clock runs at %.0f kHz and its guest's at %.0f",
                today,
                then));
  }

  private static double khz(List<String> parameters) {
    return parameters.stream()
        .filter(p -> p.startsWith(FREQUENCY))
        .mapToDouble(p -> Double.parseDouble(p.substring(FREQUENCY.length())))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static long checksum(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (in.read(buffer) >= 0) {
        buffer.flip();
        sum.update(buffer);
        buffer.clear();
      }
    }
    return sum.getValue();
  }
}
