// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reports of one log, however many: the first are kept in memory, the others in a temporary file
 * that has lost its name already, so that nothing of it outlives the process. Not thread-safe.
 */
public final class SplatSpool {
  private static final int IN_MEMORY = 200;

  private final List<Place> places = new ArrayList<>();
  private final List<Splat> kept = new ArrayList<>();
  private Optional<FileChannel> file = Optional.empty();
  private long end;

  /**
   * Where a report is.
   *
   * @param line its first line in the log
   * @param at the index in memory, or the offset in the file
   * @param length its length in the file; negative for one in memory
   */
  private record Place(long line, long at, int length) {}

  /**
   * Takes a report.
   *
   * @throws UncheckedIOException if the temporary directory has no room for it
   */
  public void add(Splat splat) {
    if (kept.size() < IN_MEMORY) {
      places.add(new Place(splat.line(), kept.size(), -1));
      kept.add(splat);
      return;
    }
    byte[] json = Documents.line(splat).getBytes(StandardCharsets.UTF_8);
    try {
      FileChannel channel = file.isPresent() ? file.get() : open();
      ByteBuffer bytes = ByteBuffer.wrap(json);
      long at = end;
      while (bytes.hasRemaining()) {
        end += channel.write(bytes, end);
      }
      places.add(new Place(splat.line(), at, json.length));
    } catch (IOException e) {
      throw new UncheckedIOException("keeping reports in a temporary file", e);
    }
  }

  /**
   * What was taken, in the order of the first lines. Those that are in the file are read each time
   * that they are asked for.
   */
  public List<Splat> splats() {
    List<Place> ordered = new ArrayList<>(places);
    ordered.sort(Comparator.comparingLong(Place::line));
    return Collections.unmodifiableList(
        new AbstractList<>() {
          @Override
          public Splat get(int index) {
            return read(ordered.get(index));
          }

          @Override
          public int size() {
            return ordered.size();
          }
        });
  }

  private Splat read(Place place) {
    if (place.length < 0) {
      return kept.get((int) place.at);
    }
    ByteBuffer json = ByteBuffer.allocate(place.length);
    try {
      while (json.hasRemaining()) {
        if (file.orElseThrow().read(json, place.at + json.position()) < 0) {
          throw new IOException("it ends before the report does");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading reports from a temporary file", e);
    }
    return Documents.trusted(new String(json.array(), StandardCharsets.UTF_8), Splat.class);
  }

  private FileChannel open() throws IOException {
    Path path = Files.createTempFile("nosplat-splats", ".json");
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Files.delete(path);
    file = Optional.of(channel);
    return channel;
  }
}
