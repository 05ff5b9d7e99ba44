// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {
  private static final int BUFFER = 1 << 16;

  /** The digest of these bytes. */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
  }

  /** The digest of this text in UTF-8. */
  public static Digest of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The digest of a file's content.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public static Digest ofFile(Path file) {
    return ofFile(file, bytes -> {});
  }

  /**
   * The digest of a file's content.
   *
   * @param progress told how many bytes have been read so far
   * @throws UncheckedIOException if it cannot be read
   */
  public static Digest ofFile(Path file, LongConsumer progress) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        done += n;
        progress.accept(done);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
    return new Digest(HexFormat.of().formatHex(digest.digest()));
  }

  /** The first 16 digits: enough to name a directory or an image. */
  public String brief() {
    return hex.substring(0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
