// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Patches that lie on a server: a thread of a public-inbox archive by its Message-ID, a patch or
 * series of patchwork, or any other URL. Nothing here is asked for unless the user wrote {@code
 * lore:}, {@code b4:} or a URL.
 */
final class Remote {
  /** As b4 has it (b4 0.14, src/b4/__init__.py, {@code midmask}); %s is the Message-ID. */
  private static final String MASK = "https://lore.kernel.org/all/%s";

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration WHOLE = Duration.ofSeconds(120);

  /** public-inbox: /LIST/MESSAGE-ID/ and pages below that. */
  private static final Pattern ARCHIVED =
      Pattern.compile("(https?://[^/]+)/(?:[^/]+/)?([^/@\\s]+@[^/\\s]+)/?(?:raw|[tT]/?)?(?:#.*)?");

  private static final Pattern LORE_HOST =
      Pattern.compile(
          "https?://(?:lore\\.kernel\\.org|lkml\\.kernel\\.org|patch\\.msgid\\.link)/.*");
  private static final Pattern PATCHWORK =
      Pattern.compile("(https?://[^/]+/(?:project/[^/]+/)?(?:patch|series)/[^/]+)/?(?:#.*)?");

  private final Git git;
  private final HttpClient http;
  private final Duration whole;

  Remote(Git git) {
    this(git, WHOLE);
  }

  /** One that waits no longer for an answer. */
  Remote(Git git, Duration whole) {
    this.git = git;
    this.whole = whole;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .build();
  }

  /** Fetches and reads; empty where the input is nothing on a server. */
  Optional<PatchSeries> read(String input, PatchFile file) throws InterruptedException {
    if (input.startsWith("lore:")) {
      return Optional.of(text(thread(input.substring("lore:".length())), input, file));
    }
    if (input.startsWith("b4:")) {
      return Optional.of(text(b4(input.substring("b4:".length())), input, file));
    }
    if (!input.startsWith("http://") && !input.startsWith("https://")) {
      return Optional.empty();
    }
    Matcher archived = ARCHIVED.matcher(input);
    if (LORE_HOST.matcher(input).matches() && archived.matches()) {
      return Optional.of(text(thread(archived.group(2)), input, file));
    }
    Matcher patchwork = PATCHWORK.matcher(input);
    String url = patchwork.matches() ? patchwork.group(1) + "/mbox/" : input;
    return Optional.of(text(fetch(uri(url)), input, file));
  }

  private static PatchSeries text(byte[] bytes, String input, PatchFile file) {
    return file.text(bytes, input, 1, true);
  }

  /** The mbox of a whole thread, from the archive that git's configuration names for b4. */
  private byte[] thread(String messageId) throws InterruptedException {
    String id = messageId.strip().replaceAll("^<|>$", "");
    if (!id.matches("[^\\s<>/?#]+@[^\\s<>/?#]+")) {
      throw new BadInput(
          "lore:" + messageId + " holds no Message-ID.",
          List.of(),
          "Write lore:ID as the mail's Message-ID header has it, such as"
              + " lore:20260101120000.1234-1-author@example.org.");
    }
    Git.Result configured =
        git.fetching(Path.of(".").toAbsolutePath()).run("config", "--get", "b4.midmask");
    String mask = configured.ok() && !configured.text().isBlank() ? configured.text() : MASK;
    String escaped = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("%40", "@");
    return fetch(uri(mask.replace("%s", escaped).replaceFirst("/*$", "/t.mbox.gz")));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new BadInput(
          text + " is no URL.",
          List.of(String.valueOf(e.getReason())),
          "Check how it is written.",
          e);
    }
  }

  private byte[] fetch(URI url) throws InterruptedException {
    HttpRequest get = HttpRequest.newBuilder(url).GET().timeout(whole).build();
    CompletableFuture<byte[]> answer =
        http.sendAsync(get, HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(response -> body(url, response));
    try {
      return answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | CancellationException e) {
      throw failed(url, "it took longer than " + whole.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadInput bad) {
        throw bad;
      }
      String why =
          e.getCause() instanceof java.net.ConnectException
              ? "no connection to " + url.getHost()
              : String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      throw failed(url, why, e);
    } finally {
      answer.cancel(true);
    }
  }

  private static byte[] body(URI url, HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      if (response.statusCode() != 200) {
        throw failed(url, "the server answers " + response.statusCode(), null);
      }
      return Limits.read(in, url.toString());
    } catch (IOException e) {
      throw failed(url, String.valueOf(e.getMessage()), e);
    }
  }

  private static BadInput failed(
      URI url, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    String what = url + " cannot be fetched.";
    String advice =
        why.endsWith("404")
            ? "Check the Message-ID or the URL: the server does not have it."
            : "Check the network, or save the mails and give the file.";
    return cause == null
        ? new BadInput(what, List.of(why), advice)
        : new BadInput(what, List.of(why), advice, cause);
  }

  /** What b4 makes of a thread: its own choice of versions, trailers and order. */
  private byte[] b4(String messageId) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("b4", "--quiet", "am", "--outdir", "-", "--", messageId)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(git.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new BadInput(
          "b4 cannot be run.",
          List.of("b4:" + messageId + " needs it in PATH"),
          "Install b4, or write lore:" + messageId + ", which needs nothing.",
          e);
    }
    try {
      process.getOutputStream().close();
      CompletableFuture<byte[]> out =
          CompletableFuture.supplyAsync(() -> output(process, messageId));
      byte[] bytes = out.get(whole.toMillis(), TimeUnit.MILLISECONDS);
      if (process.waitFor() != 0 || bytes.length == 0) {
        throw new BadInput(
            "b4 finds no series for " + messageId + ".",
            List.of("b4 am ended with exit code " + process.exitValue()),
            "Run b4 am " + messageId + " to see what it says, or write lore:" + messageId + ".");
      }
      return bytes;
    } catch (IOException | ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof BadInput bad) {
        throw bad;
      }
      throw new BadInput(
          "b4 did not deliver the series of " + messageId + ".",
          List.of(
              e instanceof TimeoutException
                  ? "it took longer than " + whole.toSeconds() + " s"
                  : String.valueOf(e.getMessage())),
          "Run b4 am " + messageId + " to see what it says.",
          e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static byte[] output(Process process, String messageId) {
    try {
      return Limits.read(process.getInputStream(), "b4:" + messageId);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
