// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dynamically linked program of the host's.
 *
 * @param loader what the kernel starts to load it (PT_INTERP), for example {@code
 *     /lib64/ld-linux-x86-64.so.2}
 * @param libraries what the loader finds for it on this host
 */
record HostProgram(Path loader, List<Path> libraries) {
  private static final int HEADER = 64;
  private static final int MAGIC = 0x7f454c46;
  private static final int SIXTY_FOUR_BIT = 2;
  private static final int X86_64 = 62;
  private static final int INTERPRETER = 3;
  private static final int MOST_HEADERS = 256;
  private static final int MOST_NAME = 4096;
  private static final long LIMIT_SECONDS = 20;

  /** As glibc's and musl's loaders list a library: {@code libm.so.6 => /lib/libm.so.6 (0x7f)}. */
  private static final Pattern FOUND = Pattern.compile("\\S+ => (/.*) \\(0x[0-9a-f]+\\)");

  private static final Pattern MISSING = Pattern.compile("(\\S+) => not found");

  /**
   * What a file needs to run; empty if it is a script, a static program or no program at all.
   *
   * @throws BadInput if it is a program that this guest cannot run, or lacks a library here
   */
  static Optional<HostProgram> of(Path file) throws InterruptedException {
    try {
      Optional<Path> loader = loader(file);
      return loader.isPresent()
          ? Optional.of(new HostProgram(loader.get(), libraries(loader.get(), file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new BadInput(
          "The libraries of " + file + " cannot be listed",
          List.of(String.valueOf(e.getMessage())),
          "Link it statically, or bring a script",
          e);
    }
  }

  /** Its PT_INTERP: see elf(5). */
  private static Optional<Path> loader(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = read(channel, 0, HEADER);
      if (header.remaining() < HEADER || header.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
        return Optional.empty();
      }
      header.order(ByteOrder.LITTLE_ENDIAN);
      if (header.get(4) != SIXTY_FOUR_BIT || header.getShort(18) != X86_64) {
        throw new BadInput(
            file + " is no program for the guest",
            List.of("it is an ELF file, but not of 64 bits for x86-64"),
            "Build it for x86-64");
      }
      long at = header.getLong(32);
      int size = Short.toUnsignedInt(header.getShort(54));
      int count = Math.min(MOST_HEADERS, Short.toUnsignedInt(header.getShort(56)));
      for (int i = 0; i < count; i++) {
        ByteBuffer each = read(channel, at + (long) i * size, 56).order(ByteOrder.LITTLE_ENDIAN);
        if (each.remaining() >= 56 && each.getInt(0) == INTERPRETER) {
          int length = (int) Math.max(0, Math.min(MOST_NAME, each.getLong(32)));
          ByteBuffer name = read(channel, each.getLong(8), length);
          String loader = StandardCharsets.UTF_8.decode(name).toString().replace("\0", "");
          return Optional.of(Path.of(loader)).filter(Path::isAbsolute); // none where it was cut off
        }
      }
      return Optional.empty();
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    long position = Math.max(0, at);
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, position + buffer.position());
      if (n < 0) {
        break;
      }
    }
    return buffer.flip();
  }

  /** The loader tells without running the program. */
  private static List<Path> libraries(Path loader, Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(loader.toString(), "--list", file.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    List<String> said =
        new String(process.getInputStream().readNBytes(1 << 20), StandardCharsets.UTF_8)
            .lines()
            .toList();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    List<Path> libraries = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String line : said) {
      Matcher found = FOUND.matcher(line.strip());
      Matcher lacking = MISSING.matcher(line.strip());
      if (found.matches()) {
        libraries.add(Path.of(found.group(1)));
      } else if (lacking.matches()) {
        missing.add(lacking.group(1));
      }
    }
    if (!missing.isEmpty() || process.waitFor() != 0) {
      throw new BadInput(
          file + " lacks libraries on this host",
          missing.isEmpty() ? said : missing.stream().map(l -> "not found: " + l).toList(),
          "Install the libraries, or link it statically");
    }
    return libraries;
  }
}
