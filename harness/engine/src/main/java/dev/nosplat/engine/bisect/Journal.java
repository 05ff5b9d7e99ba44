// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A bisection's log: one JSON document a line, only ever appended to, each line on the disk before
 * the next step begins. A process killed while it writes leaves at most half a line, which the next
 * one drops.
 */
public final class Journal implements AutoCloseable {
  /** The log's name in the state directory. */
  public static final String FILE = "bisect.jsonl";

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final Path file;
  private final FileChannel channel;
  private final List<Entry> entries;

  private Journal(Path file, FileChannel channel, List<Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = new ArrayList<>(entries);
  }

  /**
   * Opens the log of a state directory, which is made if need be, and locks it.
   *
   * @throws BadInput if another process bisects there, or a line is no log entry
   */
  public static Journal open(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        lock(channel, directory);
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
          whole--;
        }
        List<Entry> entries = parse(new String(bytes, 0, whole, StandardCharsets.UTF_8), file);
        channel.truncate(whole);
        channel.position(whole);
        return new Journal(file, channel, entries);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Reads a log without locking or changing it; half a last line is left out. */
  public static List<Entry> read(Path file) {
    try {
      String text = Files.readString(file);
      return parse(text.substring(0, text.lastIndexOf('\n') + 1), file);
    } catch (IOException e) {
      throw new BadInput(
          "There is no bisection log at " + file + ".",
          List.of(String.valueOf(e)),
          "Name the " + FILE + " of a bisection's state directory.",
          e);
    }
  }

  /** Everything so far, oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Where the log is. */
  public Path file() {
    return file;
  }

  /** Appends an entry and waits until the disk has it. */
  public void append(Entry entry) {
    try {
      String line = MAPPER.writeValueAsString(entry) + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      entries.add(entry);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Lets go of the log. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static void lock(FileChannel channel, Path directory) throws IOException {
    boolean free;
    try {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free) {
      throw new BadInput(
          "Another bisection is using " + directory + ".",
          List.of(FILE + " there is locked"),
          "Wait for it, stop it, or give this one a --state directory of its own.");
    }
  }

  private static List<Entry> parse(String text, Path file) {
    List<Entry> entries = new ArrayList<>();
    for (String line : text.lines().toList()) {
      try {
        entries.add(MAPPER.readValue(line, Entry.class));
      } catch (JsonProcessingException e) {
        throw new BadInput(
            "Line " + (entries.size() + 1) + " of " + file + " is no entry of a bisection log.",
            List.of(e.getOriginalMessage()),
            "Remove that line and everything after it to go on from there.",
            e);
      }
    }
    return entries;
  }

  private static InfraFailed unusable(Path file, IOException e) {
    return new InfraFailed(
        "The bisection log " + file + " cannot be used.",
        List.of(String.valueOf(e)),
        "Check that its directory is writable and has room; then run the same command again.",
        e);
  }
}
