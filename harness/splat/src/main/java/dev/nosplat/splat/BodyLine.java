// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Pattern;

/** What a line inside a report is, told from the line alone. */
enum BodyLine {
  /** A function of a stack trace, or a bare address in its place. */
  FRAME,
  /** {@code RIP:}, {@code pc :} and relatives. */
  POINTER,
  /** {@code Call Trace:} and relatives. */
  TRACE_START,
  /** {@code <TASK>}, {@code <IRQ>}. */
  STACK_BEGIN,
  /** {@code </TASK>}: the end of a whole dump on x86 since 5.16. */
  TASK_END,
  /** {@code </IRQ>}, {@code <EOI>}. */
  STACK_END,
  /** {@code CPU: 0 PID: 1 Comm: ...}. */
  CPU,
  /** {@code ---[ end trace}. */
  END_TRACE,
  /** The end of a panic. */
  END_PANIC,
  /** {@code Modules linked in:}. */
  MODULES,
  /** {@code NMI backtrace for cpu} and {@code task:}: the head of another stack dump. */
  DUMP_HEAD,
  /** Registers, code bytes and page table entries. */
  MACHINE_STATE,
  /** A rule of dashes. */
  RULE,
  /** Any other line that only reports print. */
  TEXT,
  /** Nothing that a report prints. */
  OTHER;

  private static final Pattern STATE =
      Pattern.compile(
          "(?:[RE][ABCD]X|RSI|RDI|RBP|RSP|R\\d\\d|ESI|EDI|EBP|ESP|EFLAGS|DS|FS|GS|CS|CR\\d|DR\\d|PKRU|"
              + "ORIG_RAX|Stack|PSR)\\s{0,4}:|(?:sp|fp|lr|ra|pmr|pstate|irqmask)\\s{0,4}: ?"
              + "|[xX]\\d{1,2}\\s{0,3}: ?[0-9a-f]{8}|(?:PGD|P4D|PUD|PMD|PTE|BAD)\\b|\\*p[dgtm][deprt]+ ="
              + "|RSP <[0-9a-f]|\\[[0-9a-f]{8,16}\\] (?:\\*?pgd=|address between|user address)|#PF: |Code: "
              + "|(?:Mem|Data) abort info:|(?:ESR|EC|SET|EA|FSC|ISV|CM|GCS|SSE|SF|Xs|Access size) = "
              + "|FnV = |(?:swapper|user) pgtable: |(?:LR|PC|PR|ra) is at |Exception stack"
              + "|Flags: [nN][zZ]|(?:RIP|EIP):? .*ESP: |FAR: 0x|ESR: 0x|(?:Task|IRQ|Overflow) stack: "
              + "|(?:t0|s\\d+|a\\d+|gp|tp) : [0-9a-f]{8}|status: [0-9a-f]{8}"
              // 32-bit ARM
              + "|(?:r\\d{1,2}|sp|ip|fp|pc)\\s{0,2}: ?[0-9a-f]{8}|Control: [0-9a-f]+ +Table"
              + "|Register r\\d+ information|pgd = [0-9a-fp(]"
              // MIPS and LoongArch
              + "|\\$ ?\\d+ +:|(?:Hi|Lo|Acx) +:|(?:Status|Cause|PrId|BadVA|BadV?)\\s*: [0-9a-f]"
              + "|(?:CRMD|PRMD|EUEN|ECFG|ESTAT|BADV|PRID): [0-9a-f]|a0 [0-9a-f]{8}|[ast]\\d [0-9a-f]{8}"
              // s390
              + "|R:\\d T:\\d IO:|Krnl (?:GPRS|Code|ACRS)|Failing address: |Fault in \\w+ space mode"
              + "|AS:[0-9a-f]{8}|Last Breaking-Event-Address:"
              // powerpc
              + "|GPR\\d\\d: |MSR: |REGS: |NIP: |LR: |CFAR: |XER: |DAR: |IRQMASK: |DEAR: |Faulting "
              + "instruction address|--- (?:interrupt|Exception): |LR \\[[0-9a-f]{8}|Instruction dump:"
              + "|[BL]E PAGE_SIZE=|LE |BE ");
  private static final Pattern HEX_ROWS =
      Pattern.compile(
          "(?:[0-9a-f]{16}(?: |$)){1,8}|[0-9a-f]{8,16}: [0-9a-f]{8,16}(?: \\(.*\\))?|unwind stack type:.*|(?:[0-9a-f]{8}(?: |$)){2,9}|[0-9a-f]{3,4}: [0-9a-f]{8}.*"
              + "|>?(?:0x)?[0-9a-f]{8,16}: ?(?:[0-9a-f]{2}[ \\[\\]]{0,3}){4,64}.*|\\^|\\|");
  private static final Pattern TRACE =
      Pattern.compile(
          "(?:Call [Tt]race:|Backtrace:|stack backtrace:|Call Trace:\\s*<\\w+>|[Bb]acktrace"
              + " (?:for|\\(crc))");
  private static final Pattern MARK = Pattern.compile("</?[A-Za-z#][\\w#]{0,15}>");
  private static final Pattern DUMP =
      Pattern.compile(
          "NMI backtrace for cpu \\d|task:\\S.*state:|Sending NMI from CPU|Task dump for CPU"
              + "|\\S.{0,15} +[DRSTtXZPIW] +(?:running task +)?[0-9a-f(]\\S* +\\d+ +\\d+ +0x"
              + "|\\S.{0,15} +[DRSTtXZPIW] +\\d+ +\\d+ +\\d+ 0x");

  private static final int MAIL_RULE = 3;

  static BodyLine of(String message) {
    if (message.isEmpty()) {
      return OTHER;
    }
    if (FrameParser.isPointer(message)) {
      return POINTER;
    }
    if (FrameParser.parse(message).isPresent() || FrameParser.isBareAddress(message)) {
      return FRAME;
    }
    char c = message.charAt(0);
    if (c == '<' && MARK.matcher(message).matches()) {
      return mark(message);
    }
    if (c == '-' && message.startsWith("---")) {
      return dashes(message);
    }
    if (TRACE.matcher(message).lookingAt()) {
      return TRACE_START;
    }
    if (message.startsWith("CPU: ") || message.startsWith("Pid: ")) {
      return CPU;
    }
    if (message.startsWith("Modules linked in:")) {
      return MODULES;
    }
    if (message.startsWith("Rebooting in ")) {
      return END_PANIC;
    }
    if (DUMP.matcher(message).lookingAt()) {
      return DUMP_HEAD;
    }
    if (STATE.matcher(message).lookingAt() || HEX_ROWS.matcher(message).matches()) {
      return MACHINE_STATE;
    }
    return BodyText.isBody(message) ? TEXT : OTHER;
  }

  private static BodyLine mark(String message) {
    if (message.startsWith("</TASK")) {
      return TASK_END;
    }
    return message.startsWith("</") || message.startsWith("<EO") ? STACK_END : STACK_BEGIN;
  }

  private static BodyLine dashes(String message) {
    if (message.startsWith("---[ end trace")) {
      return END_TRACE;
    }
    if (message.startsWith("---[ end Kernel panic")) {
      return END_PANIC;
    }
    for (int i = 0; i < message.length(); i++) {
      if (message.charAt(i) != '-') {
        return OTHER;
      }
    }
    // Three alone part a mail's text from its patch.
    return message.length() > MAIL_RULE ? RULE : OTHER;
  }
}
