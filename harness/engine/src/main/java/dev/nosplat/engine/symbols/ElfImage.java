// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code vmlinux} as far as its symbols and the bytes behind them go. It may come from a hostile
 * build: whatever in it does not add up is an {@link IOException}.
 */
public final class ElfImage {
  private static final int HEADER = 64;
  private static final int SECTION = 64;
  private static final int SYMBOL = 24;
  private static final int MOST_SECTIONS = 4096;
  private static final long LARGEST_TABLE = 64L << 20;
  private static final int PROGBITS = 1;
  private static final int SYMTAB = 2;

  private final FileChannel file;
  private final List<Section> sections;
  private final Map<String, Symbol> symbols;

  private ElfImage(FileChannel file, List<Section> sections, Map<String, Symbol> symbols) {
    this.file = file;
    this.sections = List.copyOf(sections);
    this.symbols = Map.copyOf(symbols);
  }

  private record Section(int type, long address, long offset, long size, int link) {
    boolean holds(long from, long length) {
      return type == PROGBITS
          && length <= size
          && Long.compareUnsigned(from - address, size - length) <= 0;
    }
  }

  /**
   * A symbol.
   *
   * @param address as linked
   * @param size in bytes
   */
  public record Symbol(long address, long size) {}

  /**
   * Reads those of these symbols that there are; of several with one name, none.
   *
   * @throws IOException if it is no 64-bit little-endian ELF file, or damaged
   */
  public static ElfImage read(Path path, Set<String> names) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ByteBuffer header = bytes(file, 0, HEADER);
      if (header.getInt(0) != 0x464c457f || header.get(4) != 2 || header.get(5) != 1) {
        throw new IOException(path.getFileName() + " is no 64-bit little-endian ELF file");
      }
      int count = header.getShort(60) & 0xffff;
      if (header.getShort(58) != SECTION || count > MOST_SECTIONS) {
        throw new IOException(path.getFileName() + " has strange section headers");
      }
      List<Section> sections = sections(file, header.getLong(40), count);
      return new ElfImage(file, sections, symbols(file, sections, names));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e instanceof IOException io ? io : new IOException("damaged ELF file", e);
    }
  }

  private static List<Section> sections(FileChannel file, long at, int count) throws IOException {
    ByteBuffer table = bytes(file, at, count * SECTION);
    List<Section> bare = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int s = i * SECTION;
      bare.add(
          new Section(
              table.getInt(s + 4),
              table.getLong(s + 16),
              table.getLong(s + 24),
              table.getLong(s + 32),
              table.getInt(s + 40)));
    }
    return bare;
  }

  private static Map<String, Symbol> symbols(
      FileChannel file, List<Section> sections, Set<String> names) throws IOException {
    Map<String, Symbol> found = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    for (Section section : sections) {
      if (section.type() != SYMTAB) {
        continue;
      }
      ByteBuffer table = bytes(file, section.offset(), section.size());
      Section linked = sections.get(section.link());
      ByteBuffer strings = bytes(file, linked.offset(), linked.size());
      for (int s = 0; s + SYMBOL <= table.limit(); s += SYMBOL) {
        String name = text(strings, table.getInt(s));
        if (names.contains(name)) {
          found.put(name, new Symbol(table.getLong(s + 8), table.getLong(s + 16)));
          times.merge(name, 1, Integer::sum);
        }
      }
    }
    found.keySet().removeIf(name -> times.getOrDefault(name, 0) != 1);
    return found;
  }

  private static String text(ByteBuffer strings, int at) {
    int end = at;
    while (strings.get(end) != 0) {
      end++;
    }
    return new String(strings.array(), at, end - at, StandardCharsets.US_ASCII);
  }

  private static ByteBuffer bytes(FileChannel file, long at, long length) throws IOException {
    if (at < 0 || length < 0 || length > LARGEST_TABLE || at > file.size() - length) {
      throw new IOException("a table of the ELF file lies outside it");
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) >= 0) {
      // A read may give less than was asked for.
    }
    return buffer.flip();
  }

  /** One of the symbols that were asked for; empty where there is none, or several. */
  public Optional<Symbol> symbol(String name) {
    return Optional.ofNullable(symbols.get(name));
  }

  /**
   * The bytes that were linked for an address; empty where none were.
   *
   * @throws IOException if the file is damaged
   */
  public Optional<byte[]> linked(long address, int length) throws IOException {
    for (Section section : sections) {
      if (section.holds(address, length)) {
        return Optional.of(
            bytes(file, section.offset() + address - section.address(), length).array());
      }
    }
    return Optional.empty();
  }
}
