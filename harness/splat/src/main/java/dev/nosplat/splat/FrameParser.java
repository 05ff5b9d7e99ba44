// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one line of a stack trace: as printk's {@code %pS}, {@code %pB} and {@code %pBb} write it,
 * with or without the addresses of 4.x, and after decode_stacktrace.sh or syz-symbolize.
 *
 * <p>How the architectures print frames and instruction pointers was read in 7.3:
 * dump_backtrace_entry() in arch/arm/kernel/traps.c, show_registers() in
 * arch/s390/kernel/dumpstack.c, print_ip_sym() in include/linux/kallsyms.h for MIPS, LoongArch,
 * RISC-V, C-SKY and MicroBlaze, and the show_regs() of each.
 */
final class FrameParser {
  private static final String SYMBOL = "[A-Za-z_.$][\\w.$]{0,511}";
  private static final String MODULE =
      "(?: ?\\[([\\w-]{1,64})(?:\\([A-Z]+\\))?(?: [0-9a-f]{6,40})?\\])?";
  private static final String ADDRESSES =
      "(?:<{1,2}/?[#\\w]{2,10}>{1,2} +){0,2}(?:\\(?\\[<?(?:0x)?[0-9a-f]{6,16}>?\\] *){0,2}\\(?";

  private static final Pattern OFFSET =
      Pattern.compile(
          ADDRESSES
              + "(\\? ?)?("
              + SYMBOL
              + ")\\+0x([0-9a-f]{1,16})(?:/0x([0-9a-f]{1,16}))?(?: \\(?([\\w./+-]+:\\d+)\\)?)?"
              + MODULE
              + "(?: \\((?:[A-Z]{1,5}|unreliable)\\))?\\)?,?(?: \\(inlined by\\))?");
  private static final Pattern INLINE =
      Pattern.compile("(\\? )?(" + SYMBOL + ") ([\\w./+-]+:\\d+) \\[inline\\]");
  private static final Pattern OLD_INLINE =
      Pattern.compile("\\[< *inline *>\\] (\\? )?(" + SYMBOL + ")(?: ([\\w./+-]+:\\d+))?");
  private static final Pattern DECODED =
      Pattern.compile(
          "(\\? )?("
              + SYMBOL
              + ") \\(((?:[\\w./+-]++:(?:\\d++|\\?)(?: \\(discriminator \\d++\\))?+,?+ ?+){1,16})\\)"
              + "(?: ([\\w-]{1,64}))?( \\(inlined by\\))?");

  /** 32-bit ARM names on each line who was called and who called: until 3.x, 5.17, and later. */
  private static final Pattern CALLED =
      Pattern.compile(
          "(?:\\[<[0-9a-f]{6,16}>\\] )?\\(?" + SYMBOL + "(?:\\+0x\\S+)?" + MODULE + "\\)? from ");

  private static final Pattern NAME = Pattern.compile("(\\? )?(" + SYMBOL + ")" + MODULE);
  private static final Pattern BARE = Pattern.compile(ADDRESSES + "(\\? )?0x[0-9a-f]{6,16}");
  private static final Pattern LOCATION = Pattern.compile("([\\w./+-]+:\\d+)");
  private static final Pattern POINTER =
      Pattern.compile(
          "(?:RIP|EIP|NIP|IP|PC|pc|epc|ERA|TPC|IAOQ\\[0\\]|Krnl PSW)(?: is at| {0,4}:)? +"
              + "(?:[0-9a-f]{4}:|(?:0x)?[0-9a-f]{8,16} )*<?(?=\\S)"
              + "|(?:RIP|EIP): [0-9a-f]{4}:");
  private static final Pattern USER_POINTER =
      Pattern.compile("RIP: 00(?:33|23|2b):|EIP: 00(?:73|1b):");

  private FrameParser() {}

  /** The frame that this message is, if it is one. */
  static Optional<Frame> parse(String message) {
    if (message.indexOf("+0x") > 0) {
      Matcher called = CALLED.matcher(message);
      if (message.indexOf(" from ") > 0 && called.lookingAt()) {
        return parse(message.substring(called.end()));
      }
      Matcher raw = OFFSET.matcher(message);
      if (raw.matches()) {
        return Optional.of(
            frame(
                raw.group(2),
                hex(raw.group(3)),
                raw.group(4) == null ? -1 : hex(raw.group(4)),
                Optional.ofNullable(raw.group(6)),
                raw.group(1) == null && !guessed(message),
                message.endsWith("(inlined by)"),
                Optional.ofNullable(raw.group(5))));
      }
    }
    if (message.endsWith("[inline]")) {
      return inline(INLINE.matcher(message));
    }
    if (message.startsWith("[<") && message.contains("inline")) {
      return inline(OLD_INLINE.matcher(message));
    }
    if (message.endsWith(")") || message.indexOf(") ") > 0) {
      return decoded(message);
    }
    return Optional.empty();
  }

  /** s390 puts a frame that it found by chance in parentheses, powerpc says so behind it. */
  private static boolean guessed(String message) {
    return message.startsWith("([<") || message.endsWith("(unreliable)");
  }

  /** A frame of which only the name is known, as people shorten a trace in a commit message. */
  static Optional<Frame> named(String message) {
    Matcher name = NAME.matcher(message);
    return name.matches()
        ? Optional.of(
            frame(
                name.group(2),
                -1,
                -1,
                Optional.ofNullable(name.group(3)),
                name.group(1) == null,
                false,
                Optional.empty()))
        : Optional.empty();
  }

  /** Whether the line is a frame of which only the address is known. */
  static boolean isBareAddress(String message) {
    return BARE.matcher(message).matches();
  }

  /** The frame of an instruction pointer line; empty for user space and bare addresses. */
  static Optional<Frame> instructionPointer(String message) {
    Matcher pointer = POINTER.matcher(message);
    if (!pointer.lookingAt() || isUserPointer(message)) {
      return Optional.empty();
    }
    String rest = message.substring(pointer.end()).strip();
    return parse(rest.endsWith(">") ? rest.substring(0, rest.length() - 1) : rest);
  }

  static boolean isPointer(String message) {
    return POINTER.matcher(message).lookingAt();
  }

  static boolean isUserPointer(String message) {
    return USER_POINTER.matcher(message).lookingAt();
  }

  private static Optional<Frame> inline(Matcher inline) {
    if (!inline.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        frame(
            inline.group(2),
            -1,
            -1,
            Optional.empty(),
            inline.group(1) == null,
            true,
            Optional.ofNullable(inline.group(3))));
  }

  private static Optional<Frame> decoded(String message) {
    Matcher decoded = DECODED.matcher(message);
    if (!decoded.matches()) {
      return Optional.empty();
    }
    Matcher locations = LOCATION.matcher(decoded.group(3));
    Optional<String> location = Optional.empty();
    while (locations.find()) {
      location = Optional.of(locations.group(1));
    }
    return Optional.of(
        frame(
            decoded.group(2),
            -1,
            -1,
            Optional.ofNullable(decoded.group(4)),
            decoded.group(1) == null,
            decoded.group(5) != null,
            location));
  }

  private static Frame frame(
      String symbol,
      long offset,
      long size,
      Optional<String> module,
      boolean reliable,
      boolean inlined,
      Optional<String> location) {
    Optional<String> bpf = Symbols.bpfProgram(symbol);
    return new Frame(
        bpf.orElseGet(() -> Symbols.withoutSuffix(symbol)),
        offset,
        size,
        bpf.isPresent() ? Optional.of("bpf") : module,
        reliable,
        inlined,
        location);
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }
}
