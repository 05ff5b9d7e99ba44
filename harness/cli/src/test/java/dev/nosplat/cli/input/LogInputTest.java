// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogInputTest {
  private static final List<String> LINES =
      List.of(
          "------------[ cut here ]------------",
          "WARNING: CPU: 0 PID: 7 at drivers/foo/bar.c:5 foo_bar+0x43a/0x630",
          "CPU: 0 PID: 7 Comm: x Not tainted 6.1.0 #1",
          "RIP: 0010:foo_bar+0x43a/0x630",
          "Call Trace:",
          " foo_baz+0x89/0x160",
          "---[ end trace 0000000000000000 ]---");

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bzip2", "xz", "zstd", "lz4-framed"})
  void aPackedLogIsReadLikeAPlainOne(String compression) throws Exception {
    readsTheWarning(packed(compression, plain().getBytes(StandardCharsets.UTF_8)));
    readsTheWarning(packed("gz", packed(compression, plain().getBytes(StandardCharsets.UTF_8))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void whatWindowsProgramsWriteIsText(String charset) throws IOException {
    readsTheWarning(("\ufeff" + plain()).getBytes(charset));
  }

  @Test
  void theJournalsJsonIsRead() throws IOException {
    readsTheWarning(
        each(
            "{\"_TRANSPORT\":\"kernel\",\"PRIORITY\":\"4\",\"_SOURCE_MONOTONIC_TIMESTAMP\":"
                + "\"12000001\",\"MESSAGE\":\"%s\"}"));
    readsTheWarning(
        each(
            "{\n  \"_TRANSPORT\" : \"kernel\",\n  \"PRIORITY\" : \"4\",\n  \"MESSAGE\" : \"%s\"\n}"));
  }

  @Test
  void anotherProgramsLineInTheJournalIsNotTheKernels() throws IOException {
    byte[] json =
        each("{\"_TRANSPORT\":\"stdout\",\"SYSLOG_IDENTIFIER\":\"t\",\"MESSAGE\":\"%s\"}");
    assertThat(splats(json)).isEmpty();
  }

  @Test
  void aMessageThatTheJournalKeepsAsBytesIsText() throws IOException {
    byte[] json =
        "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[66,85,71,58,32,75,65,83,65,78]}\n"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(text(json)).isEqualTo("<4>BUG: KASAN\n");
  }

  @Test
  void dmesgsJsonIsRead() throws IOException {
    String records =
        String.join(
            ",\n",
            LINES.stream()
                .map(l -> "{\"pri\":4,\"time\":12.000001,\"msg\":\"" + l + "\"}")
                .toList());
    readsTheWarning(
        ("{\n   \"dmesg\": [\n" + records + "\n ]\n}\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void dockersAndKubernetesJsonLinesAreRead() throws IOException {
    readsTheWarning(
        each("{\"log\":\"%s\\n\",\"stream\":\"stdout\",\"time\":\"2024-03-13T10:05:02.123Z\"}"));
    readsTheWarning(each("{\"log\":\"%s\",\"kubernetes\":{\"pod_name\":\"vm\"}}"));
  }

  @Test
  void aLineThatDockerCutInPiecesIsOneLine() throws IOException {
    String piece = "x".repeat(16 * 1024);
    String json = "{\"log\":\"" + piece + "\"}\n{\"log\":\"end\\n\"}\n";
    assertThat(text(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(piece + "end\n");
  }

  @Test
  void lavasYamlIsReadAndWhatLavaSaysItselfIsNoConsole() throws IOException {
    readsTheWarning(
        each("- {\"dt\": \"2024-03-13T10:05:02\", \"lvl\": \"target\", \"msg\": \"%s\"}"));
    assertThat(
            splats(
                each("- {\"dt\": \"2024-03-13T10:05:02\", \"lvl\": \"debug\", \"msg\": \"%s\"}")))
        .isEmpty();
  }

  @Test
  void aLineThatIsNoObjectStaysAsItIs() throws IOException {
    String json = "{\"log\":\"a\\n\"}\nno json\n{broken\n";
    assertThat(text(json.getBytes(StandardCharsets.UTF_8))).isEqualTo("a\nno json\n{broken\n");
  }

  @Test
  void piecesOfPstoreAreReadInTheOrderInWhichTheyWerePrinted() throws IOException {
    String pstore =
        "Panic#1 Part1\n"
            + String.join("\n", LINES.subList(4, 7))
            + "\nPanic#1 Part2\n"
            + String.join("\n", LINES.subList(0, 4))
            + "\n";
    readsTheWarning(pstore.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PK\u0003\u0004", "LZIP\u0001", "\u007fELF\u0002\u0001"})
  void whatNobodyHereOpensIsNamed(String first) {
    byte[] bytes = (first + "rest").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> text(bytes))
        .isInstanceOf(UnreadableLog.class)
        .hasMessageContaining("which scan does not open");
  }

  @Test
  void aDamagedArchiveIsAnErrorAndNoEnd() throws Exception {
    byte[] whole = packed("xz", plain().getBytes(StandardCharsets.UTF_8));
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 20);
    assertThatThrownBy(() -> text(cut)).isInstanceOf(IOException.class);
  }

  @Test
  void whatUnpacksToMoreThanAnyLogIsRefused() {
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            return length;
          }
        };
    BoundedRatio bomb =
        new BoundedRatio(
            new SequenceInputStream(zeros, InputStream.nullInputStream()),
            new BoundedRatio.Packed(InputStream.nullInputStream()));
    byte[] chunk = new byte[1 << 20];
    assertThatThrownBy(
            () -> {
              while (bomb.read(chunk) >= 0) {
                // goes on
              }
            })
        .isInstanceOf(UnreadableLog.class)
        .hasMessageContaining("2,000 times its size");
  }

  private static void readsTheWarning(byte[] input) throws IOException {
    assertThat(splats(input))
        .as(() -> new String(input, StandardCharsets.UTF_8))
        .singleElement()
        .satisfies(
            splat -> {
              assertThat(splat.title()).isEqualTo("WARNING in foo_bar at drivers/foo/bar.c:5");
              assertThat(splat.frames()).hasSize(2);
            });
  }

  private static List<Splat> splats(byte[] input) throws IOException {
    List<Splat> found = new ArrayList<>();
    SplatReader reader = new SplatReader(found::add);
    byte[] text = LogInput.open(new ByteArrayInputStream(input)).readAllBytes();
    reader.accept(text, 0, text.length);
    reader.finish();
    return found;
  }

  private static String text(byte[] input) throws IOException {
    byte[] text = LogInput.open(new ByteArrayInputStream(input)).readAllBytes();
    return new String(text, StandardCharsets.UTF_8);
  }

  private static String plain() {
    return String.join("\n", LINES) + "\n";
  }

  private static byte[] each(String format) {
    StringBuilder text = new StringBuilder();
    LINES.forEach(line -> text.append(String.format(Locale.ROOT, format, line)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(String how, byte[] plain) throws IOException, CompressorException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        how.equals("gz")
            ? new GZIPOutputStream(packed)
            : new CompressorStreamFactory().createCompressorOutputStream(how, packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
