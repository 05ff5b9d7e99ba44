// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a console is delivered, where it is cut and what stands between changes nothing. */
class VariantsTest {
  private static final Pattern PLAIN = Pattern.compile("^\\[ *\\d+\\.\\d{6}\\] .*", Pattern.DOTALL);

  private static final Pattern CALLER =
      Pattern.compile("(?m)^(\\[ *\\d+\\.\\d{6}\\])\\[ *[TC]\\d+\\]");

  /** An everyday run delivers each log in every third way, and in each way every third log. */
  private static final int DAILY = 3;

  private static final boolean ALL = "all".equals(System.getProperty("nosplat.pairs"));
  private static final List<GoldenLog> PLAIN_LOGS = withStamps();

  static List<GoldenLog> plainLogs() {
    return PLAIN_LOGS;
  }

  /** Logs of which every line bears the kernel's timestamp, without callers. */
  private static List<GoldenLog> withStamps() {
    return GoldenLog.all().stream()
        .map(VariantsTest::withoutCallers)
        // Without a stamp nothing tells an unfinished line from a sentence that quotes a headline.
        .filter(log -> !log.toString().startsWith("unfinished-line"))
        .filter(log -> lines(log.log()).stream().allMatch(l -> PLAIN.matcher(l).matches()))
        .toList();
  }

  private static GoldenLog withoutCallers(GoldenLog log) {
    String text = new String(log.log(), StandardCharsets.ISO_8859_1);
    byte[] plain = CALLER.matcher(text).replaceAll("$1").getBytes(StandardCharsets.ISO_8859_1);
    return log.with(plain);
  }

  static List<GoldenLog> logs() {
    return GoldenLog.all();
  }

  static Stream<Arguments> splats() {
    return GoldenLog.all().stream()
        .flatMap(log -> log.read().stream().map(splat -> Arguments.of(log, splat)));
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void theTransportChangesNothing(Variant variant) {
    assertThat(plainLogs()).hasSizeGreaterThan(30 * DAILY);
    for (int i = ALL ? 0 : variant.ordinal() % DAILY;
        i < plainLogs().size();
        i += ALL ? 1 : DAILY) {
      GoldenLog log = plainLogs().get(i);
      assertThat(essence(GoldenLog.read(variant.of(log.log()))))
          .as("%s as %s", log, variant)
          .isEqualTo(essence(log.read()));
    }
  }

  @ParameterizedTest
  @MethodSource("splats")
  void fromTheReportsOwnStartTheSameIsFound(GoldenLog log, Splat splat) {
    // A second boot is one only because of the first.
    if (splat.family() != Family.UNEXPECTED_BOOT) {
      List<Splat> found = GoldenLog.read(from(log.log(), splat.line()));
      // One that begins within it may be complete before it.
      assertThat(found)
          .filteredOn(other -> other.line() == 1)
          .extracting(Splat::signature)
          .containsExactly(splat.signature());
    }
  }

  @ParameterizedTest
  @MethodSource("splats")
  void afterTheReportsEndNothingOfItIsFound(GoldenLog log, Splat splat) {
    List<Splat> others =
        log.read().stream().filter(other -> other.line() > splat.endLine()).toList();
    if (others.stream().anyMatch(other -> other.family() == Family.UNEXPECTED_BOOT)
        || log.toString().startsWith("interleaved")
        || log.toString().startsWith("replayed")
        || log.toString().startsWith("netdevice-waiting")) { // said again as long as it lasts
      return;
    }
    assertThat(GoldenLog.read(from(log.log(), splat.endLine() + 1)))
        .extracting(Splat::signature)
        .isEqualTo(others.stream().map(Splat::signature).toList());
  }

  @ParameterizedTest
  @MethodSource("plainLogs")
  void whatProgramsPrintBetweenTheLinesChangesNothing(GoldenLog log) {
    List<String> lines = new ArrayList<>();
    for (String line : lines(log.log())) {
      lines.add(line);
      lines.add("ok 3 - some program's output: BUG: WARNING: Oops");
    }
    assertThat(names(GoldenLog.read(bytes(lines)))).isEqualTo(names(log.read()));
  }

  @ParameterizedTest
  @MethodSource("plainLogs")
  void whatAnotherCpuPrintsBetweenTheLinesChangesNothingWhereCallersAreNamed(GoldenLog log) {
    List<String> lines = new ArrayList<>();
    for (String line : lines(Variant.CALLER.of(log.log()))) {
      lines.add(line);
      lines.add("[    9.000000][    C3] CPU: 3 PID: 99 Comm: other Not tainted 1.2.3 #9");
      lines.add("[    9.000000][    C3]  other_function+0x12/0x34");
    }
    assertThat(names(GoldenLog.read(bytes(lines)))).isEqualTo(names(log.read()));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void aReportThatWasCutOffIsStillOfItsFamily(GoldenLog log) {
    if (log.toString().startsWith("interleaved")) {
      return;
    }
    // A root device that cannot be opened is no report before the panic comes.
    List<Splat> whole =
        log.read().stream().filter(s -> s.family() != Family.ROOT_MOUNT_FAILURE).toList();
    Set<Long> begins = log.read().stream().map(Splat::line).collect(Collectors.toSet());
    Console console = new Console();
    long number = 0;
    for (String line : lines(log.log())) {
      long last = ++number;
      console.print(line);
      List<Splat> cut =
          whole.stream()
              .filter(s -> s.line() <= last && last <= s.endLine())
              .filter(s -> (last - s.line()) % step(last - s.line()) == 0)
              .toList();
      if (!cut.isEmpty()) {
        List<Splat> found = console.cutHere();
        cut.forEach(splat -> checkCut(log, last, splat, found, begins));
      }
    }
  }

  /** A console that grows line by line, and what is known of it if nothing more comes. */
  private static final class Console {
    private final List<Splat> complete = new ArrayList<>();
    private final SplatReader reader = new SplatReader(complete::add);
    private final List<String> printed = new ArrayList<>();

    void print(String line) {
      printed.add(line);
      byte[] bytes = bytes(List.of(line));
      reader.accept(bytes, 0, bytes.length);
    }

    List<Splat> cutHere() {
      if (ALL) {
        return GoldenLog.read(bytes(printed));
      }
      List<Splat> found = new ArrayList<>(complete);
      found.addAll(reader.unfinished());
      return found;
    }
  }

  private static void checkCut(
      GoldenLog log, long last, Splat splat, List<Splat> found, Set<Long> begins) {
    boolean begun = found.stream().anyMatch(s -> s.line() == splat.line());
    // Only a banner, a "cut here" or a prelude can stand before the line that says what it is.
    assertThat(begun || last < splat.line() + 4).as("%s cut after line %d", log, last).isTrue();
    List<Splat> own = found.stream().filter(s -> isOf(splat, s, begins)).toList();
    assertThat(own).as("%s cut after line %d", log, last).hasSizeLessThanOrEqualTo(1);
    assertThat(own)
        .as("%s cut after line %d", log, last)
        .allMatch(s -> s.family() == splat.family() || isOpen(s.family()));
  }

  /** Whether one report is what was left of another, and not one that began within it. */
  private static boolean isOf(Splat whole, Splat part, Set<Long> begins) {
    return part.line() >= whole.line()
        && (part.line() == whole.line() || !begins.contains(part.line()));
  }

  /** Every line where it matters most, every line at all with {@code -Dnosplat.pairs=all}. */
  private static int step(long after) {
    return after < 10 || ALL ? 1 : 4;
  }

  /** Whether the lines that follow may say more of what happened. */
  private static boolean isOpen(Family family) {
    return family.is(FamilyRow.Trait.GENERAL)
        || family.is(FamilyRow.Trait.FAULT)
        || family.is(FamilyRow.Trait.SHADOWED);
  }

  private static List<List<Object>> essence(List<Splat> splats) {
    return splats.stream()
        .map(
            s ->
                List.<Object>of(
                    s.family(), s.title(), s.signature(), s.line(), s.endLine(), s.culprit()))
        .toList();
  }

  private static List<List<Object>> names(List<Splat> splats) {
    return splats.stream()
        .map(s -> List.<Object>of(s.family(), s.title(), s.signature(), s.culprit()))
        .toList();
  }

  private static List<String> lines(byte[] log) {
    String text = new String(log, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private static byte[] from(byte[] log, long line) {
    List<String> lines = lines(log);
    return bytes(lines.subList((int) Math.min(line - 1, lines.size()), lines.size()));
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
