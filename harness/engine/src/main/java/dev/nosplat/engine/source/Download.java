// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.files.Disk;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.UrlCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An archive behind a URL: downloaded and imported once for as long as the server's copy stays. */
final class Download {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final long MEBI = 1 << 20;

  /** A tree without any compression has less. */
  private static final long MOST_BYTES = 4L << 30;

  private final ObjectStore store;
  private final URI url;
  private final Optional<Sha256> wanted;
  private final String name;
  private final HttpClient client;

  Download(ObjectStore store, TreeSpec.ArchiveUrl spec, HttpClient client) {
    this.store = store;
    this.url = spec.url();
    this.wanted = spec.sha256();
    this.name = UrlCredentials.hidden(spec.text());
    this.client = client;
  }

  /** The client that is used outside of tests: follows redirects, never from https to http. */
  static HttpClient client() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(CONNECT)
        .build();
  }

  /** The commit of what the archive holds. */
  String commit(Progress progress) throws InterruptedException {
    if (wanted.isPresent()) {
      Optional<String> imported = ArchiveSource.imported(store, wanted.get());
      if (imported.isPresent()) {
        return imported.get();
      }
    }
    try {
      // A digest says more than a server's word about its copy.
      Optional<String> copy = wanted.isPresent() ? Optional.empty() : headers(progress);
      Optional<String> known = copy.isPresent() ? store.recall(copy.get()) : Optional.empty();
      if (known.isPresent()) {
        return known.get();
      }
      Path file = Files.createTempFile(store.scratch(), "download", ".part");
      try {
        fetch(file, progress);
        ArchiveSource archive = new ArchiveSource(store, file, name);
        String commit =
            wanted.isPresent() ? archive.commit(wanted.get(), progress) : archive.commit(progress);
        if (copy.isPresent()) {
          store.remember(copy.get(), commit);
        }
        return commit;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      Optional<String> trouble = Disk.trouble(store.scratch());
      if (trouble.isPresent()) {
        throw InfraFailed.disk(store.scratch(), List.of(trouble.get(), String.valueOf(e)));
      }
      throw failed(String.valueOf(e), e);
    }
  }

  /** A name for exactly this copy on the server; empty if the server does not tell copies apart. */
  private Optional<String> headers(Progress progress) throws IOException, InterruptedException {
    progress.begin("asking for " + name);
    HttpRequest head = HttpRequest.newBuilder(url).method("HEAD", none()).timeout(CONNECT).build();
    HttpResponse<Void> answer = client.send(head, HttpResponse.BodyHandlers.discarding());
    String validator =
        answer
            .headers()
            .firstValue("ETag")
            .or(() -> answer.headers().firstValue("Last-Modified"))
            .orElse("");
    if (answer.statusCode() != 200 || validator.isEmpty()) {
      return Optional.empty();
    }
    String length = answer.headers().firstValue("Content-Length").orElse("");
    String all = String.join("\n", url.toString(), validator, length);
    return Optional.of("url/" + Digest.of(all).hex());
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private void fetch(Path file, Progress progress) throws IOException, InterruptedException {
    progress.begin("downloading " + name);
    HttpRequest get = HttpRequest.newBuilder(url).GET().build();
    HttpResponse<InputStream> answer = client.send(get, HttpResponse.BodyHandlers.ofInputStream());
    long size = answer.headers().firstValueAsLong("Content-Length").orElse(0);
    try (InputStream in = answer.body();
        OutputStream out = Files.newOutputStream(file)) {
      if (answer.statusCode() != 200) {
        throw failed("the server answers " + answer.statusCode(), null);
      }
      byte[] buffer = new byte[1 << 16];
      long done = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the download was stopped");
        }
        out.write(buffer, 0, n);
        done += n;
        if (done > MOST_BYTES) {
          throw failed("it is longer than " + (MOST_BYTES >> 30) + " GiB", null);
        }
        progress.advance(done / MEBI, size / MEBI, "MiB");
      }
      if (size > 0 && done != size) {
        throw failed("only " + done + " of " + size + " bytes came", null);
      }
    }
  }

  private BadInput failed(String why, @org.jspecify.annotations.Nullable Throwable cause) {
    String what = "The archive " + name + " cannot be downloaded.";
    String advice = "Check the URL and the network, or download it by hand and give the file.";
    return cause == null
        ? new BadInput(what, List.of(why), advice)
        : new BadInput(what, List.of(why), advice, cause);
  }
}
