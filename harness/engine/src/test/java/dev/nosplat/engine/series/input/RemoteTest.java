// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.source.Git;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching, from a server of our own that answers as lore and patchwork do. */
class RemoteTest {
  private static final String MAIL =
      "From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: A <a@example.org>\n"
          + "Subject: [PATCH] doc: One\nMessage-ID: <one@example.org>\n\nWhy.\n---\n"
          + "--- /dev/null\n+++ b/Documentation/one.txt\n@@ -0,0 +1 @@\n+x\n"
          + "base-commit: 0123456789abcdef0123456789abcdef01234567\n";

  @TempDir private Path cache = Path.of("");
  private final Map<String, byte[]> pages = new TreeMap<>();
  private HttpServer server;

  RemoteTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/",
        exchange -> {
          byte[] page = pages.get(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(page == null ? 404 : 200, page == null ? -1 : page.length);
          if (page != null) {
            exchange.getResponseBody().write(page);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Git git() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "b4.midmask");
    environment.put("GIT_CONFIG_VALUE_0", url("/all/%s"));
    environment.put("XDG_CACHE_HOME", cache.toString());
    environment.put("XDG_DATA_HOME", cache.toString());
    return new Git("git", environment);
  }

  private List<Patch> read(String input) throws InterruptedException {
    return new PatchReader(InputStream.nullInputStream(), git(), Optional.empty())
        .read(List.of(Path.of(input)))
        .patches();
  }

  private BadInput refusal(String input) {
    return catchThrowableOfType(BadInput.class, () -> read(input));
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aThreadIsFetchedByItsMessageIdFromTheArchiveThatB4IsConfiguredFor() throws Exception {
    pages.put("/all/one@example.org/t.mbox.gz", packed(MAIL));

    List<Patch> patches = read("lore:<one@example.org>");

    assertThat(patches).extracting(Patch::subject).containsExactly("doc: One");
    assertThat(patches.get(0).origin()).isEqualTo("lore:<one@example.org>");
  }

  /** Where b4 is installed: Debian's 0.12 and newer. */
  @Test
  void b4IsAskedForItsSeriesAndItsRefusalIsPassedOn() throws Exception {
    assumeTrue(hasB4(), "b4 is not installed");
    pages.put("/all/one@example.org/t.mbox.gz", packed(MAIL));

    assertThat(read("b4:one@example.org")).extracting(Patch::subject).containsExactly("doc: One");
    assertThat(refusal("b4:two@example.org").what())
        .isEqualTo("b4 finds no series for two@example.org.");
  }

  private static boolean hasB4() {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "b4")));
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedFor() {
    CountDownLatch stopped = new CountDownLatch(1);
    server.createContext(
        "/slow",
        exchange -> {
          try {
            stopped.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Remote remote = new Remote(git(), Duration.ofMillis(50));
    try {
      BadInput refusal =
          catchThrowableOfType(
              BadInput.class, () -> remote.read(url("/slow"), new PatchFile(Choice.NEWEST)));

      assertThat(refusal.what()).isEqualTo(url("/slow") + " cannot be fetched.");
      assertThat(refusal.advice()).contains("save the mails and give the file");
    } finally {
      stopped.countDown();
    }
  }

  @Test
  void aPatchOfPatchworkIsFetchedAsItsMbox() throws Exception {
    pages.put("/project/kernel/patch/one@example.org/mbox/", MAIL.getBytes(StandardCharsets.UTF_8));

    assertThat(read(url("/project/kernel/patch/one@example.org/"))).hasSize(1);
  }

  @Test
  void anyOtherUrlIsFetchedAsItIs() throws Exception {
    pages.put("/x.patch", MAIL.getBytes(StandardCharsets.UTF_8));

    assertThat(read(url("/x.patch"))).hasSize(1);
  }

  @Test
  void whatTheServerDoesNotHaveIsRefusedWithItsAnswer() {
    BadInput refusal = refusal("lore:two@example.org");

    assertThat(refusal.what())
        .isEqualTo(url("/all/two@example.org/t.mbox.gz") + " cannot be fetched.");
    assertThat(refusal.evidence()).containsExactly("the server answers 404");
    assertThat(refusal.advice()).contains("does not have it");
  }

  @Test
  void aServerThatIsNotThereIsRefusedWithoutAClassName() {
    String gone = url("/x.patch");
    server.stop(0);

    assertThat(refusal(gone).evidence()).containsExactly("no connection to 127.0.0.1");
  }

  @Test
  void whatIsNoMessageIdIsNotAskedFor() {
    assertThat(refusal("lore:../../x").what()).isEqualTo("lore:../../x holds no Message-ID.");
  }

  @Test
  void nothingIsReadBeyondTheBound() {
    InputStream endless = new ByteArrayInputStream(new byte[11]);

    BadInput refusal = catchThrowableOfType(BadInput.class, () -> Limits.read(endless, "It", 10));

    assertThat(refusal.what()).isEqualTo("It is larger than a patch can be.");
  }
}
