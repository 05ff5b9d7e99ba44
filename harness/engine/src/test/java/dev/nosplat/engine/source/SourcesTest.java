// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import static dev.nosplat.engine.source.SmallKernel.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
  @TempDir Path temp;
  ObjectStore store;
  Path user;
  final List<String> said = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    Path cache = Files.createDirectories(temp.resolve("cache"));
    store = ObjectStore.open(cache, SmallKernel.host());
    user = Files.createDirectories(temp.resolve("user"));
  }

  private ResolvedTree resolve(String spec) throws InterruptedException {
    return resolve(spec, false, SmallKernel.noDebian());
  }

  private ResolvedTree resolve(String spec, boolean dirty, DebianArchive debian)
      throws InterruptedException {
    Progress progress =
        new Progress() {
          @Override
          public void begin(String phase) {
            said.add(phase);
          }

          @Override
          public void advance(long done, long expected, String unit) {}

          @Override
          public void say(String line) {
            said.add(line);
          }
        };
    return new Sources(store, user, debian).resolve(spec, dirty, progress);
  }

  private BadInput refusal(String spec) {
    return catchThrowableOfType(BadInput.class, () -> resolve(spec));
  }

  @Test
  void aPlainDirectoryAGitCommitAndAnArchiveOfTheSameFilesAreTheSameTree() throws Exception {
    SmallKernel.write(user.resolve("plain"));
    SmallKernel.repository(user.resolve("git"));
    SmallKernel.archive(user.resolve("linux.tar.gz"), "gz", "linux-7.3.4");

    ResolvedTree plain = resolve("plain");

    assertThat(resolve("git").treeId()).isEqualTo(plain.treeId());
    assertThat(resolve("linux.tar.gz").treeId()).isEqualTo(plain.treeId());
    assertThat(plain.identity()).isEqualTo(plain.treeId());
    assertThat(plain.version()).isEqualTo("7.3.4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xz", "gz", "zstd", "bzip2"})
  void archivesAreRecognisedByTheirContent(String compressor) throws Exception {
    SmallKernel.write(user.resolve("plain"));
    SmallKernel.archive(user.resolve("linux.download"), compressor, "linux");

    assertThat(resolve("linux.download").treeId()).isEqualTo(resolve("plain").treeId());
  }

  @Test
  void anArchiveIsImportedOnce() throws Exception {
    SmallKernel.archive(user.resolve("a.tar.xz"), "xz", "linux");
    Files.copy(user.resolve("a.tar.xz"), user.resolve("b.tar.xz"));
    resolve("a.tar.xz");
    said.clear();

    resolve("a.tar.xz");
    assertThat(said).isEmpty();
    resolve("b.tar.xz");
    assertThat(said).containsExactly("digesting " + user.resolve("b.tar.xz"));
  }

  @Test
  void twoArchivesThatClaimOneVersionShareNoDirectory() throws Exception {
    SmallKernel.archive(user.resolve("a.tar.xz"), "xz", "linux");
    Files.copy(user.resolve("a.tar.xz"), user.resolve("b.tar.xz"));
    Path other = SmallKernel.write(user.resolve("other"));
    Files.writeString(other.resolve("kernel.c"), "int forged;\n");

    ResolvedTree archive = resolve("a.tar.xz");

    assertThat(archive.lineage()).isEqualTo("archive-" + archive.treeId().substring(0, 16));
    assertThat(resolve("b.tar.xz").lineage()).isEqualTo(archive.lineage());
    assertThat(resolve("other").version()).isEqualTo(archive.version());
    assertThat(resolve("other").lineage()).isNotEqualTo(archive.lineage());
  }

  @Test
  void aCutArchiveIsDamaged() throws Exception {
    Path whole = SmallKernel.archive(user.resolve("a.tar.xz"), "xz", "linux");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(user.resolve("cut.tar.xz"), java.util.Arrays.copyOf(bytes, bytes.length / 2));

    BadInput refusal = refusal("cut.tar.xz");

    assertThat(refusal.what())
        .isEqualTo(
            "The archive " + user.resolve("cut.tar.xz") + " is damaged or no kernel source.");
    assertThat(refusal.evidence()).isNotEmpty();
  }

  @Test
  void anArchiveThatClimbsOutIsRefused() throws Exception {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(user.resolve("evil.tar")))) {
      TarArchiveEntry entry = new TarArchiveEntry("linux/../../evil", true);
      entry.setSize(0);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }

    assertThat(refusal("evil.tar").evidence())
        .containsExactly("it holds the path linux/../../evil");
  }

  @Test
  void aRevisionIsReadWithoutTouchingTheCheckout() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("git"));
    SmallKernel.put(repository.resolve("kernel/fork.c"), "int fork;\n");
    SmallKernel.commit(repository, "Change fork");
    SmallKernel.put(repository.resolve("kernel/exit.c"), "not committed\n");
    String before = git(repository, "status", "--porcelain");

    ResolvedTree old = resolve("git@v7.3.4");
    ResolvedTree now = resolve("git");

    assertThat(old.commit()).isEqualTo(git(repository, "rev-parse", "v7.3.4"));
    assertThat(now.identity()).isEqualTo(git(repository, "rev-parse", "HEAD"));
    assertThat(git(repository, "status", "--porcelain")).isEqualTo(before);
    assertThat(store.file(now.treeId(), "kernel/fork.c")).hasValue(bytes("int fork;\n"));
    assertThat(said)
        .contains(
            "note: uncommitted changes in "
                + repository
                + " are not part of the tree (--dirty takes them in): kernel/exit.c");
  }

  @Test
  void dirtyTakesEveryChangeInAndChangesNothing() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("git"));
    SmallKernel.put(repository.resolve("kernel/exit.c"), "changed\n");
    git(repository, "add", "--force", "kernel/exit.c");
    SmallKernel.put(repository.resolve("kernel/exit.c"), "changed again\n");
    Files.delete(repository.resolve("kernel/fork.c"));
    Files.writeString(repository.resolve(".gitignore"), "*.o\n");
    SmallKernel.put(repository.resolve("kernel/new.c"), "new\n");
    SmallKernel.put(repository.resolve("kernel/new.o"), "object\n");
    String before = git(repository, "status", "--porcelain");
    long objects = objects(repository);

    ResolvedTree dirty = resolve("git", true, SmallKernel.noDebian());

    assertThat(store.file(dirty.treeId(), "kernel/exit.c")).hasValue(bytes("changed again\n"));
    assertThat(store.file(dirty.treeId(), "kernel/new.c")).hasValue(bytes("new\n"));
    assertThat(store.file(dirty.treeId(), "kernel/fork.c")).isEmpty();
    assertThat(store.file(dirty.treeId(), "kernel/new.o")).isEmpty();
    assertThat(git(repository, "status", "--porcelain")).isEqualTo(before);
    assertThat(objects(repository)).isEqualTo(objects);
  }

  private static long objects(Path repository) throws IOException {
    try (var walk = Files.walk(repository.resolve(".git"))) {
      return walk.count();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void anUnknownRevisionNamesTheNearest() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("git"));
    git(repository, "tag", "v7.3.5");
    git(repository, "branch", "sched/for-next");

    assertThat(refusal("git@v7.3.6").evidence())
        .containsExactly("the nearest names are v7.3.4, v7.3.5, main, sched/for-next");
    assertThat(refusal("git@--help").what())
        .isEqualTo("There is no revision --help in " + repository + ".");
  }

  @Test
  void aCheckoutInTheMiddleOfAMergeIsRefused() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("git"));
    git(repository, "checkout", "--quiet", "-b", "other");
    SmallKernel.put(repository.resolve("kernel/fork.c"), "theirs\n");
    SmallKernel.commit(repository, "Theirs");
    git(repository, "checkout", "--quiet", "main");
    SmallKernel.put(repository.resolve("kernel/fork.c"), "ours\n");
    String ours = SmallKernel.commit(repository, "Ours");
    assertThat(SmallKernel.tryGit(repository, "merge", "other").ok()).isFalse();

    BadInput refusal = refusal("git");

    assertThat(refusal.what())
        .isEqualTo("The checkout at " + repository + " is in the middle of a merge.");
    assertThat(refusal.evidence()).containsExactly("unmerged: kernel/fork.c");
    assertThat(resolve("git@HEAD").commit()).isEqualTo(ours);
  }

  @Test
  void aTreeThatIsNoKernelSaysWhatItHolds() throws Exception {
    SmallKernel.put(user.resolve("recipes/soup.txt"), "water\n");

    BadInput refusal = refusal("recipes");

    assertThat(refusal.what())
        .isEqualTo("There is no kernel tree at " + user.resolve("recipes") + ".");
    assertThat(refusal.evidence())
        .containsExactly("it has no regular file Makefile at its top", "it holds soup.txt");
    assertThat(refusal("nowhere/linux").evidence())
        .containsExactly(user.resolve("nowhere") + " does not exist");
  }

  @Test
  void aTreeWhoseTopFilesAreLinksIsNoKernel() throws Exception {
    for (String name : List.of("Kconfig", "Makefile")) {
      Path tree = SmallKernel.repository(user.resolve("with-a-linked-" + name));
      Files.delete(tree.resolve(name));
      Files.createSymbolicLink(tree.resolve(name), Path.of("/proc/self/environ"));
      SmallKernel.commit(tree, "Link " + name);

      BadInput refusal = refusal("with-a-linked-" + name);

      assertThat(refusal.what()).startsWith("There is no kernel tree at " + tree);
      assertThat(refusal.evidence().get(0)).contains("no regular file " + name);
    }
  }

  @Test
  void aRemoteIsFetchedOnceAndWithoutHistory() throws Exception {
    Path repository = SmallKernel.repository(user.resolve("origin"));
    SmallKernel.put(repository.resolve("kernel/fork.c"), "second\n");
    String head = SmallKernel.commit(repository, "Second");
    String url = "git+" + repository.toUri();

    assertThat(resolve(url + "@main").commit()).isEqualTo(head);
    assertThat(resolve(url).commit()).isEqualTo(head);
    assertThat(resolve(url + "@v7.3.4").version()).isEqualTo("7.3.4");
    git(user, "-c", "safe.directory=*", "-C", "origin", "branch", "gone");
    assertThat(refusal(url + "@mian").evidence().get(0)).startsWith("the nearest names are main");
    Files.move(repository, user.resolve("moved"));
    assertThat(resolve(url + "@" + head).commit()).isEqualTo(head);
  }

  @Test
  void aRemoteHelperThatRunsCommandsIsNotAsked() {
    Path witness = user.resolve("witness");

    assertThat(refusal("git+ext::sh -c touch% " + witness + "@main").evidence().toString())
        .contains("transport 'ext' not allowed");
    assertThat(witness).doesNotExist();
  }

  @Test
  void aDownloadIsReadOnceWhileTheServerKeepsItsCopy() throws Exception {
    byte[] archive =
        Files.readAllBytes(SmallKernel.archive(user.resolve("a.tar.xz"), "xz", "linux"));
    AtomicInteger served = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/linux.tar.xz",
        exchange -> {
          boolean get = exchange.getRequestMethod().equals("GET");
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          exchange.sendResponseHeaders(200, get ? archive.length : -1);
          if (get) {
            served.incrementAndGet();
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(archive);
            }
          }
          exchange.close();
        });
    server.start();
    try {
      String place = "http://localhost:" + server.getAddress().getPort() + "/linux.tar.xz";
      String digest =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
      String url = place + "#sha256=" + digest;
      assertThat(refusal(place + "#sha256=" + "0".repeat(64)).evidence())
          .first()
          .isEqualTo("its SHA-256 is " + digest);
      assertThat(served).hasValue(1);
      ResolvedTree first = resolve(url);
      assertThat(resolve(url)).isEqualTo(first);
      assertThat(served).as("a digest that is in the store asks no server").hasValue(2);
      assertThat(new Download(store, plain(place), Download.client()).commit(Progress.silent()))
          .isEqualTo(first.commit());
      assertThat(new Download(store, plain(place), Download.client()).commit(Progress.silent()))
          .isEqualTo(first.commit());
      assertThat(served).as("so does a copy that the server still has").hasValue(3);
      assertThat(refusal(place.replace("linux", "other") + "#sha256=" + "1".repeat(64)).evidence())
          .containsExactly("the server answers 404");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aDebianPackageIsTakenApart() throws Exception {
    SmallKernel.write(user.resolve("plain"));
    AtomicInteger downloads = new AtomicInteger();
    DebianArchive debian =
        new DebianArchive() {
          @Override
          public List<SourcePackage> available(Progress progress) {
            return List.of(
                new SourcePackage("linux-source-6.12", "6.12.117-1"),
                new SourcePackage("linux-source-7.2", "7.2.12-1~bpo13+1"),
                new SourcePackage("linux-source-7.2", "7.2.9-1~bpo13+1"),
                new SourcePackage("linux-source-7.3", "7.3.4-1~bpo13+1"));
          }

          @Override
          public void download(SourcePackage wanted, Path file, Progress progress) {
            downloads.incrementAndGet();
            deb(file);
          }
        };

    ResolvedTree newest = resolve("debian:newest", false, debian);
    assertThat(newest.lineage()).as("point releases share one").isEqualTo("linux-7.3");

    assertThat(newest.origin()).isEqualTo("linux-source-7.3 7.3.4-1~bpo13+1");
    assertThat(newest.treeId()).isEqualTo(resolve("plain").treeId());
    assertThat(resolve("debian:7.3", false, debian)).isNotNull();
    assertThat(downloads).hasValue(1);
    assertThat(resolve("debian:oldest-7", false, debian).origin())
        .isEqualTo("linux-source-7.2 7.2.9-1~bpo13+1");
    assertThat(resolve("debian:7.2", false, debian).origin())
        .isEqualTo("linux-source-7.2 7.2.12-1~bpo13+1");
    assertThat(
            catchThrowableOfType(BadInput.class, () -> resolve("debian:7.4", false, debian))
                .evidence())
        .contains("there is linux-source-7.2 7.2.9-1~bpo13+1");
  }

  private static TreeSpec.ArchiveUrl plain(String url) {
    return new TreeSpec.ArchiveUrl(url, URI.create(url), Optional.empty());
  }

  private void deb(Path file) {
    Path inner = SmallKernel.archive(temp.resolve("inner.tar.xz"), "xz", "linux-source-7.3");
    Path data = temp.resolve("data.tar.xz");
    try {
      try (TarArchiveOutputStream tar =
          new TarArchiveOutputStream(new XZCompressorOutputStream(Files.newOutputStream(data)))) {
        byte[] bytes = Files.readAllBytes(inner);
        TarArchiveEntry entry = new TarArchiveEntry("./usr/src/linux-source-7.3.tar.xz");
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
      try (ArArchiveOutputStream ar = new ArArchiveOutputStream(Files.newOutputStream(file))) {
        for (String name : List.of("debian-binary", "data.tar.xz")) {
          byte[] bytes = name.startsWith("data") ? Files.readAllBytes(data) : bytes("2.0\n");
          ar.putArchiveEntry(new ArArchiveEntry(name, bytes.length));
          ar.write(bytes);
          ar.closeArchiveEntry();
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aDirectoryThatWasBuiltInLosesItsProducts() throws Exception {
    Path plain = SmallKernel.write(user.resolve("plain"));
    String clean = resolve("plain").treeId();
    SmallKernel.put(plain.resolve("kernel/fork.o"), "object");
    SmallKernel.put(plain.resolve("include/config/auto.conf"), "CONFIG_SMP=y\n");
    SmallKernel.put(plain.resolve("include/config/.gitignore"), "*\n");
    assertThat(resolve("plain").treeId()).isNotEqualTo(clean);
    Files.writeString(plain.resolve("include/.gitignore"), "/config/\n");

    ResolvedTree built = resolve("plain");

    assertThat(store.file(built.treeId(), "kernel/fork.c")).isPresent();
    assertThat(store.file(built.treeId(), "kernel/fork.o")).isEmpty();
    assertThat(store.file(built.treeId(), "include/config/auto.conf")).isEmpty();
  }

  @Test
  void hostileNamesAreOnlyNames() throws Exception {
    Path odd = user.resolve("a $(touch pwned) `b`; -x @tree\nline");
    SmallKernel.write(odd);
    SmallKernel.put(odd.resolve("kernel/-rf \"quoted\"\tname.c"), "x\n");

    ResolvedTree tree = resolve(odd.toString());

    assertThat(store.file(tree.treeId(), "kernel/-rf \"quoted\"\tname.c")).isPresent();
    assertThat(user.resolve("pwned")).doesNotExist();
  }
}
