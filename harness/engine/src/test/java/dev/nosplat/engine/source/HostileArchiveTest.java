// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that were made to be read by us. Every one of them is bad input and nothing else. */
class HostileArchiveTest {
  @TempDir Path temp;
  private Path user = Path.of("");
  private ObjectStore store;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.open(Files.createDirectories(temp.resolve("cache")), SmallKernel.host());
    user = Files.createDirectories(temp.resolve("user"));
  }

  private ResolvedTree resolve(String spec) throws InterruptedException {
    return new Sources(store, user, SmallKernel.noDebian()).resolve(spec, false, Progress.silent());
  }

  private BadInput refusal(String spec) {
    return catchThrowableOfType(BadInput.class, () -> resolve(spec));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git/config",
        ".GIT/config",
        ".Git",
        "git~1/hooks",
        "GIT~1",
        "../x",
        "a//b",
        "a/."
      })
  void aPathThatGitKeepsForItselfIsRefused(String path) throws IOException {
    tar("evil.tar", "linux/" + path, TarConstants.LF_NORMAL);
    assertThat(refusal("evil.tar").evidence()).singleElement().asString().contains("the path");
  }

  @Test
  void aTreeWithANameThatGitDoesNotCheckOutIsBadInputAndNoTroubleOfTheCache() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("linux"));
    String blob = SmallKernel.git(repository, "rev-parse", "HEAD:Kconfig");
    String top = SmallKernel.git(repository, "rev-parse", "HEAD^{tree}");
    Path listed = temp.resolve("listed");
    Files.writeString(
        listed,
        SmallKernel.git(repository, "ls-tree", top) + "\n100644 blob " + blob + "\tGIT~1\n");
    Process made =
        new ProcessBuilder("git", "mktree")
            .directory(repository.toFile())
            .redirectInput(listed.toFile())
            .start();
    String evil = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    String commit = SmallKernel.git(repository, "commit-tree", "-m", "Evil", evil);
    ResolvedTree tree = resolve("linux@" + commit);
    assertThatThrownBy(
            () -> new WorkTrees(store).checkout(tree, tree.treeId(), Progress.silent()).close())
        .isInstanceOf(BadInput.class)
        .hasMessage("The tree holds a path that git does not check out.");
  }

  @ParameterizedTest
  @CsvSource({"3, a character device", "4, a block device", "6, a pipe"})
  void aDeviceOrAPipeIsRefused(char flag, String what) throws IOException {
    tar("evil.tar", "linux/dev", (byte) flag);
    assertThat(refusal("evil.tar").evidence())
        .as(what)
        .containsExactly("linux/dev is no file, directory or link");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VERSION = abc",
        "VERSION = ../../x",
        "VERSION = 7x",
        "VERSION = 999999",
        "VERSION = -7",
        "SUBLEVEL = 4/../../..",
        "EXTRAVERSION = /../../../tmp/x",
        "EXTRAVERSION = $(shell,touch)"
      })
  void aVersionThatIsNoNumberIsRefusedByNameAndValue(String line) throws Exception {
    Path tree = SmallKernel.write(user.resolve("linux"));
    String name = line.substring(0, line.indexOf(' '));
    String makefile = Files.readString(tree.resolve("Makefile"));
    Files.writeString(
        tree.resolve("Makefile"),
        makefile.replaceFirst(
            "(?m)^" + name + " =.*$", java.util.regex.Matcher.quoteReplacement(line)));
    BadInput refusal = refusal("linux");
    assertThat(refusal.what()).endsWith(" has no kernel version.");
    assertThat(refusal.evidence()).containsExactly("its Makefile says " + line);
  }

  @Test
  void aSmallArchiveMayNotUnpackToGigabytes() throws IOException {
    try (OutputStream out = Files.newOutputStream(user.resolve("bomb.tar.gz"));
        GZIPOutputStream packed = fastest(out)) {
      byte[] header = header("linux/zeros", 2L << 30);
      packed.write(header);
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        packed.write(zeros);
      }
    }
    assertThat(refusal("bomb.tar.gz").evidence())
        .containsExactly("it unpacks to more than 256 MiB");
  }

  @ParameterizedTest
  @ValueSource(chars = {'L', 'K', 'x', 'g'})
  void aHeaderWithoutEndCostsLittleMemory(char kind) throws IOException {
    try (OutputStream out = Files.newOutputStream(user.resolve("header.tar.gz"));
        GZIPOutputStream packed = fastest(out)) {
      byte[] header = header("././@LongLink", 200 << 20);
      header[156] = (byte) kind;
      checksum(header);
      packed.write(header);
      byte[] text = "1".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 200; i++) {
        packed.write(text);
      }
    }
    assertThat(refusal("header.tar.gz").evidence()).isNotEmpty();
  }

  /** What takes no room in the archive would be written out in full. */
  @ParameterizedTest
  @CsvSource({
    "GNU.sparse.major, 3221225472",
    "GNU.sparse.major, 1125899906842624",
    "GNU.sparse.size, 1125899906842624",
    "old, 1125899906842624",
    "size, 9223372036854775807"
  })
  void aFileOfHolesIsRefusedAndNothingGrows(String format, long size) throws IOException {
    try (OutputStream out = Files.newOutputStream(user.resolve("holes.tar"))) {
      if (format.equals("old")) {
        out.write(oldGnuSparse("linux/holes", size));
      } else {
        String records = pax("GNU.sparse.major", "1") + pax("GNU.sparse.minor", "0");
        String extended =
            switch (format) {
              case "GNU.sparse.major" ->
                  records
                      + pax("GNU.sparse.name", "linux/holes")
                      + pax("GNU.sparse.realsize", Long.toString(size));
              case "GNU.sparse.size" ->
                  pax("GNU.sparse.size", Long.toString(size)) + pax("GNU.sparse.map", "0,1");
              default -> pax("size", Long.toString(size));
            };
        byte[] header = header("PaxHeaders/holes", extended.length());
        header[156] = 'x';
        checksum(header);
        out.write(header);
        out.write(Arrays.copyOf(extended.getBytes(StandardCharsets.US_ASCII), 512));
        out.write(header("linux/holes", 512));
        // The map of format 1.0: one piece of one byte at the beginning.
        out.write(Arrays.copyOf("1\n0\n1\n".getBytes(StandardCharsets.US_ASCII), 512));
      }
      out.write(new byte[1024]);
    }
    assertThat(refusal("holes.tar").evidence()).isNotEmpty();
    try (Stream<Path> files = Files.walk(temp.resolve("cache"))) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(16 << 20);
    }
  }

  @Test
  void bytesThatWereTurnedAroundAreBadInputOrAnotherTree() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SmallKernel.tar(out, "linux");
    byte[] whole = out.toByteArray();
    Random random = new Random(1);
    for (int round = 0; round < 25; round++) {
      byte[] turned = whole.clone();
      for (int i = 0; i <= round % 5; i++) {
        // Headers are where a reader decides something.
        int at = random.nextInt(whole.length / 512) * 512 + random.nextInt(512);
        turned[at] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(user.resolve("turned.tar"), turned);
      try {
        assertThat(resolve("turned.tar").treeId()).hasSize(40);
      } catch (BadInput e) {
        assertThat(e.evidence()).isNotEmpty();
      }
    }
  }

  @Test
  void theLimitFollowsTheSizeOfTheArchive() {
    assertThat(TarBudget.most(1000)).isEqualTo(256L << 20);
    assertThat(TarBudget.most(10_000_000)).isEqualTo(1_000_000_000L);
    assertThat(TarBudget.most(155_000_000)).isEqualTo(4L << 30);
    assertThat(TarBudget.most(Long.MAX_VALUE)).isEqualTo(4L << 30);
  }

  private void tar(String file, String path, byte flag) throws IOException {
    try (OutputStream out = Files.newOutputStream(user.resolve(file))) {
      byte[] header = header(path, 0);
      header[156] = flag;
      checksum(header);
      out.write(header);
      out.write(new byte[1024]);
    }
  }

  private static byte[] header(String name, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(size);
    byte[] header = new byte[512];
    entry.writeEntryHeader(header);
    return header;
  }

  private static String pax(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    return length + " " + key + "=" + value + "\n";
  }

  /** A header of GNU's first format: one piece at 386, the whole size at 483. */
  private static byte[] oldGnuSparse(String name, long size) {
    byte[] header = header(name, 0);
    header[156] = 'S';
    byte[] octal = "%011o".formatted(0).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, header, 386, 11);
    System.arraycopy(octal, 0, header, 398, 11);
    header[483] = (byte) 0x80;
    for (int i = 0; i < 8; i++) {
      header[494 - i] = (byte) (size >>> (8 * i));
    }
    checksum(header);
    return header;
  }

  /** As POSIX has it: the sum of all bytes, the field itself taken as blanks. */
  private static void checksum(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, 148, text.length);
  }

  private static GZIPOutputStream fastest(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, 1 << 16) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }
}
