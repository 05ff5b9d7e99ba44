// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The first file of a replay bundle, {@code bundle.json}: what is in it and what it was made by.
 *
 * @param format version of the bundle's shape
 * @param run the run's id
 * @param verdict the run's outcome
 * @param kernel the kernel's key; empty where none was built
 * @param guest the guest image's key; empty where none was made
 * @param versions version lines of {@code nosplat}, the compiler and QEMU, as far as known
 * @param files every other file of the bundle, by its name
 */
record BundleManifest(
    int format,
    String run,
    String verdict,
    String kernel,
    String guest,
    Map<String, String> versions,
    Map<String, Content> files) {
  static final String FILE = "bundle.json";
  static final int FORMAT = 1;

  /** A run with its kernel and guest has some 100 MB. */
  static final long MOST_BYTES = 4L << 30;

  private static final int MOST_FILES = 10_000;
  private static final int MOST_DEPTH = 40;
  private static final Set<String> TOP = Set.of("run", "kernel", "guest");
  private static final Pattern PART = Pattern.compile("(?!\\.{1,2}$)[^\\p{Cntrl}/\\\\]{1,255}");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * What a file holds.
   *
   * @param bytes its size
   * @param sha256 its digest in hexadecimal
   */
  record Content(long bytes, String sha256) {
    Content {
      if (bytes < 0 || bytes > MOST_BYTES) {
        throw new IllegalArgumentException(bytes + " is no size of a file in a bundle");
      }
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(sha256 + " is no digest");
      }
    }
  }

  BundleManifest {
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    if (files.size() > MOST_FILES) {
      throw new IllegalArgumentException("it names more than " + MOST_FILES + " files");
    }
    for (String key : List.of(kernel, guest)) {
      if (!key.matches("[0-9a-f]{0,128}")) {
        throw new IllegalArgumentException(key + " is no key");
      }
    }
    Set<String> folded = new HashSet<>();
    for (String name : files.keySet()) {
      if (!folded.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            name + " is the name of two files where the case of letters does not count");
      }
    }
    long sum = 0;
    for (Map.Entry<String, Content> file : files.entrySet()) {
      requirePath(file.getKey());
      sum = Math.addExact(sum, Objects.requireNonNull(file.getValue()).bytes());
    }
    if (sum > MOST_BYTES) {
      throw new IllegalArgumentException(
          "it would unpack to more than " + (MOST_BYTES >> 30) + " GiB");
    }
  }

  /** A path below one of our directories, in plain words: no other can mean anything else. */
  private static void requirePath(String name) {
    List<String> parts = List.of(name.split("/", -1));
    boolean plain =
        parts.size() > 1
            && parts.size() <= MOST_DEPTH
            && TOP.contains(parts.get(0))
            && parts.stream().allMatch(part -> PART.matcher(part).matches());
    if (!plain) {
      throw new IllegalArgumentException(name + " would be outside of the bundle");
    }
  }

  byte[] json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest has a JSON form", e);
    }
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is none, or one of another format
   */
  static BundleManifest read(byte[] json) throws IOException {
    BundleManifest manifest;
    try {
      manifest = JSON.readValue(json, BundleManifest.class);
    } catch (JsonProcessingException e) {
      throw new IOException(FILE + ": " + e.getOriginalMessage(), e);
    }
    if (manifest.format() != FORMAT) {
      throw new IOException(
          "it has format " + manifest.format() + ", and this version of nosplat reads " + FORMAT);
    }
    return manifest;
  }
}
