// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelReportsTest {
  private static final int KERNEL = 4;
  private static final int USER = 12;
  private static final List<String> WARNING =
      List.of(
          "------------[ cut here ]------------",
          "WARNING: CPU: 0 PID: 80 at kernel/fork.c:10 do_thing+0x1/0x2",
          "CPU: 0 UID: 0 PID: 80 Comm: churn Not tainted 7.3.4 #1",
          "---[ end trace 0000000000000000 ]---");

  @TempDir Path directory;

  private final List<String> records = new ArrayList<>();
  private final StringBuilder console = new StringBuilder();
  private long now = 5_000_000;

  @Test
  void whatTheKernelPrintsIsGenuine() {
    both(KERNEL, WARNING);
    KernelReports reports = reports();
    assertThat(reports.genuine()).extracting(Splat::family).containsExactly(Family.WARNING);
    assertThat(reports.printed()).isEmpty();
    assertThat(reports.agrees()).isTrue();
    assertThat(reports.told()).isEqualTo("4 lines, the same on the console");
  }

  @Test
  void whatUserSpacePrintsThroughKmsgIsToldAndNoReport() {
    both(KERNEL, List.of("Linux version 7.3.4"));
    both(USER, WARNING);
    KernelReports reports = reports();
    assertThat(reports.genuine()).isEmpty();
    assertThat(reports.printed()).extracting(Splat::line).containsExactly(2L);
    assertThat(reports.agrees()).isTrue();
    assertThat(reports.told())
        .startsWith("5 lines, the same on the console; printed by user space on line 2: ");
  }

  @Test
  void aGenuineReportInTheMiddleOfAFakeOneIsStillSeen() {
    both(USER, WARNING.subList(0, 3));
    both(KERNEL, WARNING);
    both(USER, WARNING.subList(3, 4));
    assertThat(reports().genuine())
        .extracting(Splat::line, Splat::family)
        .containsExactly(org.assertj.core.api.Assertions.tuple(4L, Family.WARNING));
  }

  @Test
  void whatIsWrittenToTheSerialPortItselfIsNoReportAndNoAgreement() {
    both(KERNEL, List.of("before"));
    WARNING.forEach(text -> console.append(line(text)));
    both(KERNEL, List.of("after"));
    KernelReports reports = reports();
    assertThat(reports.genuine()).isEmpty();
    assertThat(reports.printed()).hasSize(1);
    assertThat(reports.agrees()).isFalse();
    assertThat(reports.told()).startsWith("console line 2 is in no record: ");
  }

  @Test
  void whatTheKernelPrintsAfterTheLogWasReadIsGenuine() {
    both(KERNEL, List.of("before"));
    WARNING.forEach(text -> console.append(line(text)));
    assertThat(reports().genuine()).hasSize(1);
    assertThat(reports().agrees()).isTrue();
  }

  @Test
  void aLogThatCouldNotBeHadLeavesTheConsoleAsTheTruth() {
    WARNING.forEach(text -> console.append(line(text)));
    KernelReports reports = KernelReports.of(captured(), KernelLog.none());
    assertThat(reports.genuine()).hasSize(1);
    assertThat(reports.agrees()).isFalse();
    assertThat(reports.told()).isEqualTo("not collected: the guest no longer answered");
  }

  @Test
  void aRecordThatTheConsoleLacksIsNoAgreement() {
    both(KERNEL, List.of("one", "two", "three"));
    int second = console.indexOf("two");
    int start = console.lastIndexOf("\n", second) + 1;
    console.delete(start, console.indexOf("\n", second) + 1);
    KernelReports reports = reports();
    assertThat(reports.agrees()).isFalse();
    assertThat(reports.told()).startsWith("not on the console: ").contains("two");
  }

  @Test
  void numbersThatNoKernelCanHaveAreNoRecordAndNoAgreement() {
    for (String record :
        List.of(
            "6," + "9".repeat(30) + ",5140900,-;x",
            "6,0," + "9".repeat(30) + ",-;x",
            "123456789012,0,5140900,-;x",
            "-1,0,5140900,-;x",
            "x".repeat(1 << 20))) {
      KernelLog log = KernelLog.of(List.of(record));
      assertThat(log.lines()).as(record).isEmpty();
      assertThat(log.gap()).hasValueSatisfying(g -> assertThat(g).hasSizeLessThan(300));
    }
  }

  @Test
  void recordsThatTheLogHasLostAreNamed() {
    both(KERNEL, List.of("one", "two", "three", "four"));
    records.subList(1, 3).clear();
    KernelReports reports = reports();
    assertThat(reports.agrees()).isFalse();
    assertThat(reports.told()).isEqualTo("records 1 to 2 are gone");
  }

  @Test
  void aRecordOfSeveralLinesAndOfStrangeBytesIsTheSameOnBothSides() {
    records.add("6,0,5000000,-,caller=T1;tab\\x09back\\x5cslash \\xc3\\xa9\\x0asecond");
    console.append("[    5.000000][    T1] tab\tback\\slash \u00e9\r\n");
    console.append("[    5.000000][    T1] second\r\n");
    assertThat(reports().told()).isEqualTo("2 lines, the same on the console");
  }

  private void both(int priority, List<String> texts) {
    for (String text : texts) {
      long micros = now;
      console.append(line(text));
      records.add(priority + "," + records.size() + "," + micros + ",-,caller=T80;" + text);
    }
  }

  private String line(String text) {
    String line =
        String.format(
            Locale.ROOT, "[%5d.%06d][   T80] %s\r\n", now / 1_000_000, now % 1_000_000, text);
    now++;
    return line;
  }

  private KernelReports reports() {
    return KernelReports.of(captured(), KernelLog.of(records));
  }

  private Console captured() {
    Console captured = new Console(directory.resolve("console.log"), Clock.systemUTC());
    captured.drain(new ByteArrayInputStream(console.toString().getBytes(StandardCharsets.UTF_8)));
    captured.close();
    return captured;
  }
}
