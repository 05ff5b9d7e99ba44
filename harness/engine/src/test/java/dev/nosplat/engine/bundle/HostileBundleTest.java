// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpServer;
import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Replay;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecordJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that were made to be opened by us. Every one of them is bad input and nothing else. */
class HostileBundleTest {
  private static final String PLAN =
      """
      {"tree": "debian:newest", "fragments": ["base"], "compiler": "GCC",
       "scenario": "exit_task_delete", "canary": true, "guest": "",
       "shape": {"cpus": 2, "memoryMiB": 1024, "kernelParameters": [], "freshBoot": false,
                 "root": "INITRAMFS"}}
      """;

  @TempDir private Path scratch;
  private Home home = new Home(Path.of("cache"), Path.of("runs"));
  private Path bundle = Path.of("");
  private Path secret = Path.of("");

  /** What the manifest says of a file, in place of the truth. */
  private final Map<String, String> said = new LinkedHashMap<>();

  private final Map<String, String> files = new LinkedHashMap<>();

  /** An extended header before what is called odd, as it stands in the archive. */
  private String extended = "";

  /** Extended headers of what is called odd. */
  private final Map<String, String> pax = new LinkedHashMap<>();

  private String head =
      "\"format\": 1, \"run\": \"one\", \"verdict\": \"PASS\", \"kernel\": \"\", \"guest\": \"\","
          + " \"versions\": {}";

  @BeforeEach
  void fill() throws IOException {
    home = new Home(scratch.resolve("cache"), scratch.resolve("runs"));
    bundle = scratch.resolve("run.tar.zst");
    secret = Files.writeString(scratch.resolve("secret.txt"), "CONFIG_SECRET=y\n");
    files.put("run/run.json", RunRecordJson.write(Recorded.run("build-failed")));
    files.put("run/plan.json", PLAN);
  }

  @Test
  void theBundleThatTheOthersAreMadeFromIsRead() throws IOException {
    pack();
    try (Bundle opened = Bundle.open(bundle, home)) {
      assertThat(opened.claimedTree()).isEqualTo("debian:newest");
      assertThat(opened.hasMachine()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run/../../../etc/x",
        "/etc/x",
        "run/a/../b",
        "run//a",
        "run/",
        "run",
        "../x",
        "other/x",
        "run/.",
        "run/a\\\\..\\\\b",
        "run/a\\nb",
        "run/\\u001b[2J"
      })
  void aNameThatIsNoPathBelowTheBundleIsRefused(String name) throws IOException {
    said.put(name, content("x"));
    pack();
    assertRefused("would be outside of the bundle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | BundleManifest",
        "{\"bytes\": null, \"sha256\": \"00\"} | into type `long`",
        "{\"bytes\": -1, \"sha256\": \"00\"} | -1 is no size",
        "{\"bytes\": 9223372036854775807, \"sha256\": \"00\"} | is no size",
        "{\"bytes\": 92233720368547758070, \"sha256\": \"00\"} | out of range",
        "{\"bytes\": 1, \"sha256\": null} | sha256",
        "{\"bytes\": 1, \"sha256\": \"../../x\"} | is no digest",
        "{} | bytes",
        "[] | Content",
        "\"x\" | Content"
      })
  void aFileThatIsNotDescribedByItsSizeAndDigestIsRefused(String described, String why)
      throws IOException {
    said.put("run/a", described);
    pack();
    assertThat(refusal().evidence())
        .singleElement()
        .asString()
        .startsWith("bundle.json: ")
        .contains(why);
  }

  @Test
  void sizesThatCancelEachOtherOutAreNotSummed() throws IOException {
    String digest = "0".repeat(64);
    said.put("run/a", "{\"bytes\": 107374182400, \"sha256\": \"" + digest + "\"}");
    said.put("run/b", "{\"bytes\": -107374182400, \"sha256\": \"" + digest + "\"}");
    pack();
    assertRefused("is no size of a file in a bundle");
  }

  @Test
  void sizesThatAreTooMuchTogetherAreRefusedBeforeAnythingIsWritten() throws IOException {
    for (int i = 0; i < 5; i++) {
      said.put("run/a" + i, "{\"bytes\": 1073741824, \"sha256\": \"" + "0".repeat(64) + "\"}");
    }
    pack();
    assertRefused("it would unpack to more than 4 GiB");
  }

  @Test
  void moreFilesThanAnyRunHasAreRefused() throws IOException {
    for (int i = 0; i <= 10_000; i++) {
      said.put("run/f" + i, "{\"bytes\": 0, \"sha256\": \"" + "0".repeat(64) + "\"}");
    }
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
  }

  @Test
  void anEntryThatIsLongerThanItsManifestSaysIsNotWritten() throws IOException {
    files.put("run/console.log", "x".repeat(1 << 20));
    said.put("run/console.log", content("x"));
    pack();
    assertRefused("run/console.log is not what its manifest says");
  }

  @ParameterizedTest
  @ValueSource(bytes = {'1', '2', '3', '4', '6', '5'})
  void whatIsNoRegularFileIsRefused(byte flag) throws IOException {
    files.put("run/odd", "");
    pack(Map.of("run/odd", flag));
    assertThat(refusal().evidence())
        .singleElement()
        .asString()
        .matches("run/odd/? is no regular file");
  }

  @Test
  void aFileOfHolesIsRefused() throws IOException {
    files.put("run/odd", "1\n0\n");
    extended =
        "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n27 GNU.sparse.name=run/odd\n"
            + "40 GNU.sparse.realsize=1125899906842624\n";
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
    assertThat(scratch.resolve("cache")).isDirectoryNotContaining("glob:**odd*");
  }

  @Test
  void extendedAttributesAndOwnersOfAnEntryAreNotTaken() throws IOException {
    files.put("run/odd", "text");
    pax.put("SCHILY.xattr.user.nosplat", "x");
    pax.put("SCHILY.xattr.security.capability", "x");
    pax.put("SCHILY.fflags", "schg");
    pax.put("uid", "0");
    pack();
    try (Bundle opened = Bundle.open(bundle, home);
        Stream<Path> taken = Files.walk(scratch.resolve("cache"))) {
      Path odd = taken.filter(file -> file.endsWith("run/odd")).findFirst().orElseThrow();
      assertThat(Files.getFileAttributeView(odd, UserDefinedFileAttributeView.class).list())
          .isEmpty();
      assertThat(Files.getOwner(odd)).isEqualTo(Files.getOwner(scratch));
      assertThat(opened.hasMachine()).isFalse();
    }
  }

  @Test
  void namesThatAreOneWhereCaseDoesNotCountAreRefused() throws IOException {
    files.put("run/PLAN.json", PLAN);
    pack();
    assertRefused("is the name of two files where the case of letters does not count");
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 5000, 100_000})
  void aNameLongerThanAnyFilesIsRefused(int length) throws IOException {
    files.put("run/" + "n".repeat(length), "x");
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
  }

  @Test
  void anEntryThatComesTwiceIsRefused() throws IOException {
    pack(Map.of(), List.of("run/plan.json"));
    assertRefused("run/plan.json is not in its manifest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"memoryMiB\": 1024 -> \"memoryMiB\": -1024",
        "\"memoryMiB\": 1024 -> \"memoryMiB\": 0",
        "\"memoryMiB\": 1024 -> \"memoryMiB\": 2147483647",
        "\"cpus\": 2 -> \"cpus\": 0",
        "\"cpus\": 2 -> \"cpus\": 100000",
        "\"cpus\": 2 -> \"cpus\": null",
        "\"kernelParameters\": [] -> \"kernelParameters\": [null]",
        "\"kernelParameters\": [] -> \"kernelParameters\": [\"a\\nb\"]",
        "\"root\": \"INITRAMFS\" -> \"root\": \"/etc\"",
        "\"compiler\": \"GCC\" -> \"compiler\": null",
        "\"fragments\": [\"base\"] -> \"fragments\": null",
        "\"fragments\": [\"base\"] -> \"fragments\": [null]",
        "\"fragments\": [\"base\"] -> \"fragments\": [\"../secret.txt\"]",
        "\"fragments\": [\"base\"] -> \"fragments\": [\"missing.config\"]",
        "\"scenario\": \"exit_task_delete\" -> \"scenario\": \"/etc/x.bpf.c\"",
        "\"scenario\": \"exit_task_delete\" -> \"scenario\": \"../x.bpf.c\"",
        "\"tree\": \"debian:newest\" -> \"tree\": \"\"",
        "\"tree\": \"debian:newest\" -> \"tree\": null"
      })
  void aPlanThatNoRunHasIsRefused(String change) throws IOException {
    String[] parts = change.split(" -> ");
    assertThat(PLAN).contains(parts[0]);
    files.put("run/plan.json", PLAN.replace(parts[0], parts[1]));
    pack();
    assertThat(refusal().evidence()).singleElement().asString().startsWith("plan.json");
  }

  @Test
  void aFragmentCannotBeAFileOfTheHost() throws IOException {
    files.put("run/plan.json", PLAN.replace("\"base\"", "\"" + secret + "\""));
    pack();
    assertRefused("plan.json names " + secret + ", which does not lie beside it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/latest/meta-data/iam",
        "git+http://127.0.0.1:%d/x",
        "kernel:%s",
        "%s"
      })
  void aTreeThatABundleNamesIsOnlyAText(String tree) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.close();
        });
    server.start();
    try {
      Object place = tree.contains("%d") ? server.getAddress().getPort() : scratch;
      String spec = tree.formatted(place);
      files.put("run/plan.json", PLAN.replace("debian:newest", spec));
      pack();
      try (Bundle opened = Bundle.open(bundle, home)) {
        assertThat(opened.claimedTree()).isEqualTo(spec);
        assertThat(Replay.unasked(opened.claimedTree()).evidence())
            .containsExactly("it says: " + spec);
      }
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aRunDirectoryFromElsewhereBuildsNothingThatTheUserDoesNotName() throws IOException {
    Path elsewhere = Files.createDirectories(scratch.resolve("downloads/one"));
    Path ours = Files.createDirectories(home.runs().resolve("one"));
    for (Path run : List.of(elsewhere, ours)) {
      Files.writeString(run.resolve("run.json"), files.get("run/run.json"));
      Files.writeString(run.resolve("plan.json"), PLAN);
    }
    assertThat(Replay.of(elsewhere, home).treeAsked()).isFalse();
    assertThat(Replay.of(elsewhere, home).onTree("debian:7.2").treeAsked()).isTrue();
    assertThat(Replay.of(ours, home).treeAsked()).isTrue();
    Path link = Files.createSymbolicLink(home.runs().resolve("link"), elsewhere);
    assertThat(Replay.of(link, home).treeAsked()).isFalse();

    Files.writeString(
        elsewhere.resolve("plan.json"), PLAN.replace("\"base\"", "\"" + secret + "\""));
    assertThatThrownBy(() -> Replay.of(elsewhere, home)).isInstanceOf(BadInput.class);
    Files.writeString(elsewhere.resolve("plan.json"), PLAN.replace("base", "own.config"));
    Files.createSymbolicLink(elsewhere.resolve("own.config"), secret);
    assertThatThrownBy(() -> Replay.of(elsewhere, home)).isInstanceOf(BadInput.class);
    Files.delete(elsewhere.resolve("plan.json"));
    Files.createSymbolicLink(elsewhere.resolve("plan.json"), ours.resolve("plan.json"));
    assertThatThrownBy(() -> Replay.of(elsewhere, home)).isInstanceOf(BadInput.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "0123/..", "ABC", "x y"})
  void aKeyThatIsNoKeyIsRefused(String key) throws IOException {
    head = head.replace("\"kernel\": \"\"", "\"kernel\": \"" + key + "\"");
    pack();
    assertRefused(key + " is no key");
  }

  @Test
  void aBundleThatSaysItHasAMachineAndHasNoneIsBadInput() throws IOException {
    head = head.replace("\"guest\": \"\"", "\"guest\": \"abc\"");
    pack();
    try (Bundle opened = Bundle.open(bundle, home)) {
      assertThatThrownBy(opened::ready)
          .isInstanceOf(BadInput.class)
          .hasMessage("the bundle holds no machine");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void jsonThatIsNestedWithoutEndIsRefused(String opening) throws IOException {
    files.put("run/run.json", opening.repeat(200_000));
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
    files.put("run/run.json", RunRecordJson.write(Recorded.run("build-failed")));
    files.put("run/plan.json", opening.repeat(100_000));
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
    head = "\"x\": " + opening.repeat(20_000);
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
  }

  @Test
  void aRecordWhoseArtifactLiesElsewhereIsRefused() throws IOException {
    files.put(
        "run/run.json",
        RunRecordJson.write(Recorded.run("fail")).replace("\"console.log\"", "\"/etc/passwd\""));
    pack();
    assertThat(refusal().evidence())
        .singleElement()
        .asString()
        .contains("/etc/passwd is no name of a file");
  }

  @Test
  void anotherManifestThanTheFirstEntryIsNone() throws IOException {
    try (TarArchiveOutputStream tar = tar()) {
      add(tar, "run/run.json", "{}", TarConstants.LF_NORMAL);
      add(tar, "bundle.json", manifest(), TarConstants.LF_NORMAL);
    }
    assertRefused("it does not begin with bundle.json");
  }

  @ParameterizedTest
  @ValueSource(bytes = {'x', 'L'})
  void aHeaderWithoutEndCostsLittleMemory(byte kind) throws IOException {
    try (OutputStream packed = new ZstdOutputStream(Files.newOutputStream(bundle))) {
      TarArchiveEntry entry = new TarArchiveEntry("header", kind);
      entry.setSize(200 << 20);
      byte[] header = new byte[512];
      entry.writeEntryHeader(header);
      packed.write(header);
      byte[] text = "1".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 200; i++) {
        packed.write(text);
      }
    }
    assertThat(refusal().evidence()).isNotEmpty();
  }

  @Test
  void aFileAndADirectoryOfOneNameAreRefused() throws IOException {
    files.put("run/a", "x");
    files.put("run/a/b", "y");
    pack();
    assertThat(refusal().evidence()).isNotEmpty();
  }

  private BadInput refusal() {
    BadInput refusal =
        catchThrowableOfType(BadInput.class, () -> Bundle.open(bundle, home).close());
    assertThat(refusal).isNotNull();
    assertThat(refusal.what()).endsWith("run.tar.zst is no replay bundle, or a damaged one");
    try (Stream<Path> left = Files.list(home.cache().resolve("bundles"))) {
      assertThat(left).isEmpty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return refusal;
  }

  private void assertRefused(String evidence) {
    assertThat(refusal().evidence()).singleElement().asString().contains(evidence);
  }

  private static String content(String text) {
    return "{\"bytes\": %d, \"sha256\": \"%s\"}"
        .formatted(text.getBytes(StandardCharsets.UTF_8).length, Digest.of(text).hex());
  }

  private String manifest() {
    Map<String, String> all = new LinkedHashMap<>();
    files.forEach((name, text) -> all.put(name, content(text)));
    all.putAll(said);
    List<String> lines = new ArrayList<>();
    all.forEach((name, described) -> lines.add("\"" + name + "\": " + described));
    return "{" + head + ", \"files\": {" + String.join(",", lines) + "}}";
  }

  private void pack() throws IOException {
    pack(Map.of(), List.of());
  }

  private void pack(Map<String, Byte> flags) throws IOException {
    pack(flags, List.of());
  }

  private void pack(Map<String, Byte> flags, List<String> again) throws IOException {
    try (TarArchiveOutputStream tar = tar()) {
      add(tar, "bundle.json", manifest(), TarConstants.LF_NORMAL);
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte flag = flags.getOrDefault(file.getKey(), TarConstants.LF_NORMAL);
        add(tar, file.getKey(), file.getValue(), flag);
      }
      for (String name : again) {
        add(tar, name, String.valueOf(files.get(name)), TarConstants.LF_NORMAL);
      }
    }
  }

  private TarArchiveOutputStream tar() throws IOException {
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(bundle)));
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    return tar;
  }

  private void add(TarArchiveOutputStream tar, String name, String text, byte flag)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, flag);
    if (flag == TarConstants.LF_LINK || flag == TarConstants.LF_SYMLINK) {
      entry.setLinkName("/etc/passwd");
    }
    if (name.equals("run/odd") && !extended.isEmpty()) {
      add(tar, "PaxHeaders/odd", extended, TarConstants.LF_PAX_EXTENDED_HEADER_LC);
    }
    entry.setSize(bytes.length);
    if (name.equals("run/odd")) {
      pax.forEach(entry::addPaxHeader);
    }
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
