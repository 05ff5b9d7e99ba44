// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

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
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * What a file holds.
   *
   * @param bytes its size
   * @param sha256 its digest in hexadecimal
   */
  record Content(long bytes, String sha256) {}

  BundleManifest {
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
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
    BundleManifest manifest = JSON.readValue(json, BundleManifest.class);
    if (manifest.format() != FORMAT) {
      throw new IOException(
          "it has format " + manifest.format() + ", and this version of nosplat reads " + FORMAT);
    }
    return manifest;
  }
}
