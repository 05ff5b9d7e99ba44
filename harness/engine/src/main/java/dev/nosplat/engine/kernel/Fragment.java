// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A config fragment: lines of {@code CONFIG_X=value} and {@code # CONFIG_X is not set}.
 *
 * @param name what reports call it
 * @param text its content
 */
public record Fragment(String name, String text) {
  private static final String PACKED = "kernel-configs/";
  private static final int HEADING = 5;
  private static final Pattern SET = Pattern.compile("(CONFIG_[A-Za-z0-9_]+)=(.*)");
  private static final Pattern UNSET = Pattern.compile("# (CONFIG_[A-Za-z0-9_]+) is not set");

  /**
   * The fragment of that name under {@code kernel-configs}, or in that file.
   *
   * @throws BadInput if there is neither
   */
  public static Fragment of(String nameOrFile) {
    if (isPacked(nameOrFile)) {
      return new Fragment(
          nameOrFile,
          new String(
              PackedResources.read(PACKED + nameOrFile + ".config"),
              java.nio.charset.StandardCharsets.UTF_8));
    }
    Path file = Path.of(nameOrFile);
    try {
      if (Files.isRegularFile(file)) {
        return new Fragment(nameOrFile, Files.readString(file));
      }
    } catch (IOException e) {
      throw new BadInput(
          "the config fragment " + nameOrFile + " cannot be read",
          List.of(String.valueOf(e.getMessage())),
          "give a text file with lines such as CONFIG_SMP=y",
          e);
    }
    throw new BadInput(
        "there is no config fragment " + nameOrFile,
        PackedResources.list("kernel-configs").stream()
            .filter(n -> n.endsWith(".config"))
            .map(n -> n.substring(PACKED.length()).replace(".config", ""))
            .toList(),
        "give one of these names, or the path of a file");
  }

  /** Whether this names a fragment of ours, and no file. */
  public static boolean isPacked(String nameOrFile) {
    return nameOrFile.matches("[A-Za-z0-9_-]+")
        && PackedResources.list("kernel-configs").contains(PACKED + nameOrFile + ".config");
  }

  /**
   * Whether it is a complete {@code .config}: then it opens with the heading that Kconfig writes
   * ({@code conf_write_heading} in scripts/kconfig/confdata.c).
   */
  public boolean complete() {
    return text.lines()
        .limit(HEADING)
        .anyMatch(line -> line.equals("# Automatically generated file; DO NOT EDIT."));
  }

  /** The value that each symbol is to have; {@code n} for one that is to be off. */
  public Map<String, String> requests() {
    Map<String, String> requests = new TreeMap<>();
    for (String line : text.split("\n")) {
      Matcher set = SET.matcher(line.strip());
      Matcher unset = UNSET.matcher(line.strip());
      if (set.matches()) {
        requests.put(set.group(1), set.group(2));
      } else if (unset.matches()) {
        requests.put(unset.group(1), "n");
      }
    }
    return requests;
  }
}
