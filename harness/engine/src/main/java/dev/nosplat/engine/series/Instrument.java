// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a kernel tree that a verdict rests on, whatever is judged: lockdep, printk, the
 * console, what builds it all. A series that changes one changes what it is measured with. The list
 * is {@code instrument.txt} beside this class.
 *
 * @param parts in the order in which they are asked
 */
public record Instrument(List<Part> parts) {
  private static final String LIST = "instrument.txt";

  public Instrument {
    parts = List.copyOf(parts);
  }

  /**
   * One line of the list.
   *
   * @param pattern as it is written there
   * @param part whether what fits is part of the instrument; otherwise it is not, whatever follows
   * @param reason why
   * @param paths the pattern
   */
  public record Part(String pattern, boolean part, String reason, Pattern paths) {}

  /**
   * A file of the instrument that a series changes.
   *
   * @param file its path in the tree
   * @param reason what it is for
   */
  public record Touched(String file, String reason) {
    @Override
    public String toString() {
      return file + " (" + reason + ")";
    }
  }

  /** The text of a file of the tree before or after the series; empty where there is none. */
  @FunctionalInterface
  public interface Text {
    /** The bytes of one. */
    Optional<byte[]> of(String path) throws InterruptedException;
  }

  /** The one that comes with nosplat. */
  public static Instrument ofNosplat() {
    try (InputStream in = Instrument.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException(LIST + " is packed with this class");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + LIST, e);
    }
  }

  /**
   * Reads a list: a pattern, blanks and a reason on each line; {@code #} begins a comment.
   *
   * @throws IllegalArgumentException if a line has no reason
   */
  static Instrument parse(String list) {
    List<Part> parts = new ArrayList<>();
    for (String line : list.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
      String[] words = line.split("\\s+", 2);
      if (words.length < 2 || words[1].isBlank()) {
        throw new IllegalArgumentException("no reason: " + line);
      }
      boolean part = !words[0].startsWith("!");
      String pattern = part ? words[0] : words[0].substring(1);
      parts.add(new Part(pattern, part, words[1].strip(), paths(pattern)));
    }
    return new Instrument(parts);
  }

  /** A {@code *} stands for anything but a slash, {@code **} for anything. */
  private static Pattern paths(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String rest = pattern; !rest.isEmpty(); ) {
      if (rest.startsWith("**")) {
        regex.append(".*");
        rest = rest.substring(2);
      } else if (rest.startsWith("*")) {
        regex.append("[^/]*");
        rest = rest.substring(1);
      } else {
        int star = rest.indexOf('*');
        String plain = star < 0 ? rest : rest.substring(0, star);
        regex.append(Pattern.quote(plain));
        rest = rest.substring(plain.length());
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /**
   * The files of these that belong to it, in their order.
   *
   * @param changed every path at which the tree with the series differs from the one without
   */
  public List<Touched> touched(List<String> changed, Text before, Text after)
      throws InterruptedException {
    List<Touched> touched = new ArrayList<>();
    for (String file : changed) {
      Optional<Part> part = part(file);
      // A directory that is listed itself is listed with its Makefile.
      boolean linksMore =
          part.map(p -> p.pattern().startsWith("**")).orElse(false)
              && Makefiles.linksMoreOnly(file, before, after);
      if (part.isPresent() && !linksMore) {
        touched.add(new Touched(file, part.get().reason()));
      }
    }
    return touched;
  }

  /** The line that makes a file part of it; empty where none does. */
  Optional<Part> part(String file) {
    return parts.stream()
        .filter(p -> p.paths().matcher(file).matches())
        .findFirst()
        .filter(Part::part);
  }
}
