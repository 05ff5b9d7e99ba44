// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who reported, and on which kernel: from dump_stack_print_info() and the headlines themselves. */
record Facts(
    Optional<String> kernel,
    Optional<String> build,
    Optional<String> tainted,
    Optional<Integer> cpu,
    Optional<String> task,
    Optional<Integer> pid) {

  private static final String TAINT =
      "(?:Kdump: loaded )?(?:Not tainted|Tainted: ([A-Z][A-Z -]*?))";
  private static final Pattern CPU_LINE =
      Pattern.compile(
          "CPU: (\\d{1,9}) (?:UID: \\d+ )?PID: (\\d{1,9})(?: Comm: (.{0,32}?))? "
              + TAINT
              + "(?: +(\\d\\S*)(?: (#.*))?)?$");
  private static final Pattern CPU_START =
      Pattern.compile("CPU: (\\d{1,9}) (?:UID: \\d+ )?PID: (\\d{1,9})(?: Comm: (\\S{1,32}))?");

  /** Until 3.9: show_regs_common() in arch/x86/kernel/process.c, show_regs() elsewhere. */
  private static final Pattern PID_LINE =
      Pattern.compile(
          "(?:.*\\b)?Pid: (\\d{1,9}), comm: (.{1,32}?) "
              + TAINT
              + "(?: +\\(?(\\d+\\.\\d[^\\s)]*)(?: (#[^\\s)]+))?.*)?$");

  private static final Pattern IDENT =
      Pattern.compile("(\\d+\\.\\d\\S*) (#\\S+) (?:Not tainted|Tainted: ([A-Z][A-Z -]*?))\\s*$");
  private static final Pattern HUNG_IDENT =
      Pattern.compile("(?:Not tainted|Tainted: ([A-Z][A-Z -]*?)) +(\\d+\\.\\d\\S*)(?: (#.*))?$");
  private static final Pattern ON_CPU =
      Pattern.compile("(?:CPU#|\\bCPU: |on (?:cpu|CPU) |cpu:)(\\d{1,9})");
  private static final Pattern PID_COMM =
      Pattern.compile("pid: (\\d{1,9}), (?:name|comm): (\\S{1,32})");
  private static final Pattern TASK_DUMP =
      Pattern.compile("task:(\\S{1,32}) +state:.* pid:(\\d{1,9})");
  private static final Pattern TASK_QUOTED =
      Pattern.compile("comm \"([^\"]{1,32})\", pid (\\d{1,9})");
  private static final Pattern TASK_SLASH =
      Pattern.compile(
          "(?:by task |while atomic: |CPU#\\d+(?:: |, )|^(?!task:))(\\S{1,32})/(\\d{1,9})\\b");
  private static final Pattern TASK_COLON =
      Pattern.compile("(?:INFO: task |\\[)(\\S{1,32}?):(\\d{1,9})(?: blocked|\\])");
  private static final Pattern BOOT = Pattern.compile("Linux version (\\S+) .*?(#\\d.*)?$");

  static Facts of(List<ConsoleLine> lines) {
    Builder facts = new Builder();
    for (ConsoleLine line : lines) {
      facts.take(line.message());
    }
    return facts.build();
  }

  private static final class Builder {
    private Optional<String> kernel = Optional.empty();
    private Optional<String> build = Optional.empty();
    private Optional<String> tainted = Optional.empty();
    private Optional<Integer> cpu = Optional.empty();
    private Optional<String> task = Optional.empty();
    private Optional<Integer> pid = Optional.empty();
    private boolean precise;
    private boolean hung;
    private boolean first = true;

    void take(String message) {
      hung |= message.startsWith("INFO: task ");
      if (message.startsWith("CPU: ")) {
        cpuLine(message);
      } else if (message.contains("Pid: ")) {
        pidLine(message);
      } else if (kernel.isEmpty()) {
        ident(message);
      }
      if (!precise && task.isEmpty()) {
        named(TASK_DUMP.matcher(message), 1, 2);
        named(TASK_QUOTED.matcher(message), 1, 2);
        named(TASK_SLASH.matcher(message), 1, 2);
        named(PID_COMM.matcher(message), 2, 1);
        named(TASK_COLON.matcher(message), 1, 2);
      }
      if (cpu.isEmpty() && first) {
        Matcher on = ON_CPU.matcher(message);
        if (on.find()) {
          cpu = Optional.of(Integer.valueOf(on.group(1)));
        }
      }
      first &= message.startsWith("=") || message.startsWith("-");
    }

    private void named(Matcher matcher, int comm, int id) {
      if (task.isEmpty() && matcher.find()) {
        task = Optional.of(matcher.group(comm));
        pid = Optional.of(Integer.valueOf(matcher.group(id)));
      }
    }

    /** The first one counts: a lockup report has one a CPU. */
    private void cpuLine(String message) {
      if (precise) {
        return;
      }
      Matcher whole = CPU_LINE.matcher(message);
      Matcher start = CPU_START.matcher(message);
      if (whole.matches()) {
        tainted = Optional.ofNullable(whole.group(4)).map(Builder::flags).or(() -> tainted);
        kernel = Optional.ofNullable(whole.group(5)).or(() -> kernel);
        build = Optional.ofNullable(whole.group(6)).map(Builder::bare).or(() -> build);
        who(whole);
      } else if (start.lookingAt()) {
        who(start);
      }
    }

    private void pidLine(String message) {
      Matcher line = PID_LINE.matcher(message);
      if (precise || !line.matches()) {
        return;
      }
      precise = true;
      pid = Optional.of(Integer.valueOf(line.group(1)));
      task = Optional.of(line.group(2));
      tainted = Optional.ofNullable(line.group(3)).map(Builder::flags).or(() -> tainted);
      kernel = Optional.ofNullable(line.group(4)).or(() -> kernel);
      build = Optional.ofNullable(line.group(5)).or(() -> build);
    }

    private void who(Matcher line) {
      precise = true;
      if (hung) {
        return; // khungtaskd speaks of another task than itself
      }
      cpu = Optional.of(Integer.valueOf(line.group(1)));
      pid = Optional.of(Integer.valueOf(line.group(2)));
      task = Optional.ofNullable(line.group(3)).filter(comm -> !comm.isBlank()).or(() -> task);
    }

    private void ident(String message) {
      Matcher ident = IDENT.matcher(message);
      Matcher hung = HUNG_IDENT.matcher(message);
      Matcher boot = BOOT.matcher(message);
      if (ident.matches()) {
        kernel = Optional.of(ident.group(1));
        build = Optional.of(ident.group(2));
        tainted = Optional.ofNullable(ident.group(3)).map(Builder::flags);
      } else if (hung.matches()) {
        kernel = Optional.of(hung.group(2));
        build = Optional.ofNullable(hung.group(3));
        tainted = Optional.ofNullable(hung.group(1)).map(Builder::flags);
      } else if (boot.matches()) {
        kernel = Optional.of(boot.group(1));
        build = Optional.ofNullable(boot.group(2));
      }
    }

    /** Without what closes an object in which some program keeps the line. */
    private static String bare(String rest) {
      return rest.strip().replaceFirst("[\"}\\]]+,?$", "");
    }

    private static String flags(String printed) {
      return printed.replaceAll("[ -]", "");
    }

    Facts build() {
      return new Facts(kernel, build, tainted, cpu, task, pid);
    }
  }
}
