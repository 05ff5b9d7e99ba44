// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The texts of {@code explanations.txt}, one a family. */
final class Explanations {
  private final Map<String, List<String>> paragraphs = new HashMap<>();

  private Explanations() {}

  /** The paragraphs for each family's id. */
  static Map<String, List<String>> all() {
    return Loaded.ALL;
  }

  private void read(String text) {
    List<String> current = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("[")) {
        current = new ArrayList<>();
        paragraphs.put(line.substring(1, line.length() - 1), current);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        current.add(line);
      }
    }
  }

  /** Loaded when the first explanation is asked for. */
  private static final class Loaded {
    private static final Map<String, List<String>> ALL = load();

    private static Map<String, List<String>> load() {
      try (InputStream in = Explanations.class.getResourceAsStream("explanations.txt")) {
        if (in == null) {
          throw new IllegalStateException("explanations.txt is not in the jar");
        }
        Explanations explanations = new Explanations();
        explanations.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        return Map.copyOf(explanations.paragraphs);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
