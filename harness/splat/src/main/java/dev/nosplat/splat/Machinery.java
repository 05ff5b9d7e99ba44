// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the functions of a stack are to a report. {@code machinery.txt} holds what {@code
 * blame.policy} makes of every function in the kernel's sources: one a line, sorted by bytes, each
 * behind the letter of its kind.
 */
final class Machinery {
  private static final Pattern TOP =
      Pattern.compile(
          "(?:^|.*?/)((?:arch|block|crypto|drivers|fs|include|init|io_uring|ipc|kernel|lib|mm|net"
              + "|security|sound|virt)/.*)");

  private Machinery() {}

  /** What a frame's function is. */
  static CodeKind of(Frame frame) {
    BlamePolicy policy = Resources.POLICY;
    if (frame.module().filter("bpf"::equals).isPresent()) {
      return CodeKind.OWN;
    }
    if (frame.module().filter(policy::serves).isPresent()) {
      return CodeKind.SERVICE;
    }
    String function = frame.function();
    Optional<CodeKind> listed = find(function);
    Optional<CodeKind> placed =
        frame.location().map(Machinery::inTree).map(file -> policy.in(file).apply(function));
    if (placed.isPresent() && placed.get() != CodeKind.OWN) {
      return placed.get();
    }
    Optional<CodeKind> byName = listed.or(() -> policy.made(function));
    return placed.isPresent()
        ? byName.filter(kind -> listed.isEmpty()).orElse(CodeKind.OWN)
        : byName.or(() -> policy.old(bare(function))).orElse(CodeKind.OWN);
  }

  /** A file relative to the tree, from {@code file:line} as compilers and decoders print it. */
  private static String inTree(String location) {
    String file = location.replaceFirst(":\\d+$", "");
    Matcher top = TOP.matcher(file);
    return top.matches() ? top.group(1) : file;
  }

  /** Without leading underscores and the suffix that allocation profiling adds. */
  static String bare(String function) {
    int start = 0;
    while (start < function.length() - 1 && function.charAt(start) == '_') {
      start++;
    }
    String name = function.substring(start);
    return name.endsWith("_noprof") ? name.substring(0, name.length() - "_noprof".length()) : name;
  }

  /** A name's line by bisection over the bytes: nothing is parsed that is not asked for. */
  private static Optional<CodeKind> find(String function) {
    byte[] list = Resources.LIST;
    byte[] name = function.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = list.length;
    while (low < high) {
      int line = (low + high) >>> 1;
      while (line > low && list[line - 1] != '\n') {
        line--;
      }
      int end = line;
      while (list[end] != '\n') {
        end++;
      }
      int order = java.util.Arrays.compare(list, line + 2, end, name, 0, name.length);
      if (order == 0) {
        return Optional.of(CodeKind.ofLetter((char) list[line]));
      }
      if (order < 0) {
        low = end + 1;
      } else {
        high = line;
      }
    }
    return Optional.empty();
  }

  /** Loaded when the first report with a stack is met. */
  private static final class Resources {
    private static final byte[] LIST = read("machinery.txt");
    private static final BlamePolicy POLICY =
        BlamePolicy.parse(new String(read("blame.policy"), StandardCharsets.UTF_8));

    private static byte[] read(String name) {
      try (InputStream in = Machinery.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException(name + " is not in the jar");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
