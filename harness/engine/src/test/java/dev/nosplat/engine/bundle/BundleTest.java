// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.ReadyRun;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private static final List<String> KERNEL =
      List.of("vmlinux", "vmlinux.boot", "kernel.config", "release", "compiler");

  @TempDir private Path scratch;
  private Home home = new Home(Path.of("cache"), Path.of("runs"));
  private Path run = Path.of("");
  private Path user = Path.of("");
  private Path bundle = Path.of("");

  /** A run of which store and run directory have everything. */
  @BeforeEach
  void leaveARun() throws Exception {
    home = new Home(scratch.resolve("cache"), scratch.resolve("runs"));
    user = Files.createDirectories(scratch.resolve("home/meredith"));
    bundle = scratch.resolve("run.tar.zst");
    run = Files.createDirectories(scratch.resolve("runs/one"));
    Store store = new Store(home.cache().resolve("store"), Clock.systemUTC());
    Key kernel = stored(store, Key.of("kernel", Map.of("tree", "t")), KERNEL);
    Key program = stored(store, Key.of("bpf", Map.of("name", "p")), List.of("p.bpf.o"));
    Key guest =
        stored(
            store,
            Key.of("initramfs", Map.of("kernel", kernel.name(), "program.p", program.name())),
            List.of("initramfs.cpio"));
    RunRecord record = Recorded.run("fail").inDirectory(run);
    String json = RunRecordJson.write(record).replace(record.subject().kernelKey(), kernel.name());
    Files.writeString(run.resolve("run.json"), json);
    Files.writeString(
        run.resolve("plan.json"),
        """
        {"tree": "%s/linux@v7.2", "fragments": ["base", "fragment-2.config"], "compiler": "CLANG",
         "scenario": "exit_task_delete", "canary": true, "guest": "%s",
         "shape": {"cpus": 4, "memoryMiB": 2048, "kernelParameters": ["rcutree.x=1"],
                   "freshBoot": false, "root": "VIRTME"}}
        """
            .formatted(user, guest.name()));
    Files.writeString(run.resolve("fragment-2.config"), "CONFIG_OWN=y\n");
    Files.writeString(run.resolve("known-issues.yaml"), "known: []\n");
    Files.writeString(run.resolve("qemu.sh"), "exec qemu -kernel " + user + "/k\n");
    Files.writeString(run.resolve("series.patch"), "the series\n");
  }

  @Test
  void aBundleBringsTheRunItsPlanAndItsMachineToAnotherCache() throws IOException {
    writer().write(run, bundle);
    Trees.delete(home.cache());
    Trees.delete(run);
    Home elsewhere = new Home(scratch.resolve("elsewhere"), scratch.resolve("runs"));
    try (Bundle opened = Bundle.open(bundle, elsewhere)) {
      assertThat(opened.hasMachine()).isTrue();
      assertThat(opened.run().verdict()).isEqualTo(Recorded.run("fail").verdict());
      ReadyRun ready = opened.ready();
      assertThat(ready.kernel().bootImage()).hasContent("vmlinux.boot");
      assertThat(ready.kernel().vmlinux()).doesNotExist();
      assertThat(ready.initramfs()).hasContent("initramfs.cpio");
      assertThat(ready.program().apply("p").object()).hasContent("p.bpf.o");
      assertThat(ready.subject().claimedBy()).contains("the bundle");
      CheckPlan plan = ready.plan();
      assertThat(plan.shape())
          .isEqualTo(new CheckPlan.Shape(4, 2048, List.of("rcutree.x=1"), false, Root.VIRTME));
      assertThat(plan.compiler()).isEqualTo(Compiler.CLANG);
      assertThat(plan.fragments()).first().isEqualTo("base");
      assertThat(Path.of(plan.fragments().get(1))).hasContent("CONFIG_OWN=y");
      assertThat(plan.patches().get(0)).hasContent("the series");
      assertThat(plan.knownIssues().orElseThrow()).hasContent("known: []");
      assertThat(opened.claimedTree()).isEqualTo("~/linux@v7.2");
      assertThat(opened.on("debian:newest").tree()).isEqualTo("debian:newest");
    }
    assertThat(elsewhere.cache().resolve("bundles")).isEmptyDirectory();
  }

  @Test
  void equalRunsGiveEqualBytes() throws IOException {
    writer().write(run, bundle);
    Path again = scratch.resolve("again.tar.zst");
    writer().write(run, again);
    assertThat(again).hasSameBinaryContentAs(bundle);
  }

  @Test
  void aRunWhoseKernelWasPrunedCannotBeBundledAndItIsSaidHowToGetItBack() throws IOException {
    Trees.delete(home.cache());
    assertThatThrownBy(() -> writer().write(run, bundle))
        .isInstanceOf(BadInput.class)
        .hasMessage("the run's kernel is no longer in the store");
    assertThat(bundle).doesNotExist();
  }

  @Test
  void noFileOfABundleNamesTheUsersHomeDirectory() throws IOException {
    Files.writeString(
        run.resolve("run.json"),
        Files.readString(run.resolve("run.json"))
            .replaceFirst(
                "\"directory\" : \"[^\"]*\"", "\"directory\" : \"" + user + "/runs/one\""));
    Files.writeString(run.resolve("build.log"), "in " + user + "x and " + user + "/y\n");
    writer().write(run, bundle);
    int files = 0;
    try (InputStream in = Files.newInputStream(bundle);
        TarArchiveInputStream tar = new TarArchiveInputStream(new ZstdInputStream(in))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String text = new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(text.replace(user + "x", "")).as(e.getName()).doesNotContain("meredith");
        files++;
      }
    }
    assertThat(files).isGreaterThan(8);
    try (Bundle opened = Bundle.open(bundle, home)) {
      assertThat(opened.run().verdict()).isEqualTo(Recorded.run("fail").verdict());
    }
  }

  @Test
  void aLinkInARunDirectoryIsNotPacked() throws IOException {
    Path secret = Files.writeString(scratch.resolve("secret"), "the secret");
    Files.createSymbolicLink(run.resolve("notes.txt"), secret);
    writer().write(run, bundle);
    try (Bundle opened = Bundle.open(bundle, home)) {
      assertThat(opened.ready().series().resolve("notes.txt")).doesNotExist();
    }
  }

  @Test
  void aDamagedBundleIsRefusedAndLeavesNothing() throws IOException {
    writer().write(run, bundle);
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[bytes.length / 2] ^= 4;
    Files.write(bundle, bytes);
    assertRefused("");
  }

  @Test
  void aFileThatTheManifestDoesNotNameIsRefused() throws IOException {
    pack(manifest(Map.of()), Map.of("run/run.json", "{}"));
    assertRefused("run/run.json is not in its manifest");
  }

  @Test
  void aFileThatIsNotWhatTheManifestSaysIsRefused() throws IOException {
    pack(manifest(Map.of("run/run.json", content("{}"))), Map.of("run/run.json", "[]"));
    assertRefused("run/run.json is not what its manifest says");
  }

  @Test
  void aFileOutsideIsRefused() throws IOException {
    pack(manifest(Map.of("../../out", content("x"))), Map.of("../../out", "x"));
    assertRefused("../../out would be outside of the bundle");
    try (Stream<Path> all = Files.walk(scratch)) {
      assertThat(all.map(p -> String.valueOf(p.getFileName()))).doesNotContain("out");
    }
  }

  @Test
  void anotherArchiveIsNoBundle() throws IOException {
    pack("{}".getBytes(StandardCharsets.UTF_8), Map.of());
    assertRefused("");
    Files.writeString(bundle, "no archive at all");
    assertRefused("");
  }

  private BundleWriter writer() {
    return new BundleWriter(home, user, Clock.systemUTC());
  }

  private void assertRefused(String evidence) {
    assertThatThrownBy(() -> Bundle.open(bundle, home))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.what()).endsWith("run.tar.zst is no replay bundle, or a damaged one");
              assertThat(e.evidence()).singleElement().asString().contains(evidence);
            });
    assertThat(home.cache().resolve("bundles")).isEmptyDirectory();
  }

  private static byte[] manifest(Map<String, BundleManifest.Content> files) {
    StringBuilder json = new StringBuilder();
    files.forEach(
        (name, content) ->
            json.append(json.isEmpty() ? "" : ",")
                .append(
                    "\"%s\": {\"bytes\": %d, \"sha256\": \"%s\"}"
                        .formatted(name, content.bytes(), content.sha256())));
    return """
    {"format": 1, "run": "one", "verdict": "PASS", "kernel": "", "guest": "", "versions": {},
     "files": {%s}}
    """
        .formatted(json)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static BundleManifest.Content content(String text) {
    return new BundleManifest.Content(
        text.length(), dev.nosplat.engine.artifact.Digest.of(text).hex());
  }

  private void pack(byte[] manifest, Map<String, String> files) throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(bundle)))) {
      add(tar, BundleManifest.FILE, manifest);
      for (Map.Entry<String, String> file : files.entrySet()) {
        add(tar, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static Key stored(Store store, Key key, List<String> files) throws Exception {
    store.obtain(
        key,
        () -> {},
        draft -> {
          for (String file : files) {
            Files.writeString(draft.resolve(file), file);
          }
        });
    return key;
  }
}
