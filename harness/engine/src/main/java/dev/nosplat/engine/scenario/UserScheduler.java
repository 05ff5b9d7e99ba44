// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A scheduler of the user's that takes the place of a scenario's own: a source with its headers, or
 * a BPF object. It travels among the scenario's files, so a run keeps it and a replay finds it.
 *
 * @param name its file's name without what says its kind
 * @param files the source or object and the headers, by their path below its directory
 */
public record UserScheduler(String name, SortedMap<String, ScenarioFiles.Content> files) {
  /** The per-CPU map whose number fields are read, where the object has it. */
  static final String COUNTERS = "nosplat_counts";

  private static final String PLACE = "user-scheduler";
  private static final String OBJECT = ".bpf.o";
  private static final String INCLUDE = "include";
  private static final int MOST_HEADERS = 500;
  private static final int MOST_DEPTH = 8;
  private static final int MOST_BYTES = 16 << 20;

  /** A 64 bit little-endian ELF file; at {@link #MACHINE_AT} EM_BPF (elf.h). */
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F', 2, 1};

  private static final int MACHINE_AT = 18;
  private static final int EM_BPF = 247;

  /**
   * Reads it: {@code NAME.bpf.c} or {@code NAME.c} with the headers beside it and those below an
   * {@code include} directory beside it, or an object {@code NAME.bpf.o} or {@code NAME.o}.
   *
   * @throws BadInput if it is neither, or cannot be read
   */
  public static UserScheduler read(Path file) {
    String fileName = String.valueOf(file.getFileName());
    boolean object = fileName.endsWith(".o");
    String name = fileName.replaceFirst("(\\.bpf)?\\.[co]$", "");
    if (!fileName.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.[co]")) {
      throw wrong(
          file, "it is called " + fileName, "give a C source, NAME.c, or a BPF object, NAME.o");
    }
    SortedMap<String, ScenarioFiles.Content> files = new TreeMap<>();
    try {
      byte[] bytes = bounded(file);
      if (object && !isBpf(bytes)) {
        throw wrong(
            file,
            "it is no ELF file for BPF of 64 bits, little-endian",
            "compile it with clang -target bpf, or give its source");
      }
      files.put(
          name + (object ? OBJECT : Catalogue.PROGRAM), new ScenarioFiles.Content(bytes, false));
      if (!object) {
        Path beside = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        headers(beside, beside, 1, files);
        headers(beside, beside.resolve(INCLUDE), MOST_DEPTH, files);
      }
    } catch (IOException e) {
      throw wrong(file, String.valueOf(e), "give a file that can be read");
    }
    return new UserScheduler(name, files);
  }

  private static BadInput wrong(Path file, String evidence, String advice) {
    return new BadInput("the scheduler " + file + " cannot be taken", List.of(evidence), advice);
  }

  private static boolean isBpf(byte[] bytes) {
    boolean elf = bytes.length > MACHINE_AT + 1;
    for (int i = 0; elf && i < ELF.length; i++) {
      elf = bytes[i] == ELF[i];
    }
    return elf && (bytes[MACHINE_AT] & 0xff) == EM_BPF && bytes[MACHINE_AT + 1] == 0;
  }

  private static void headers(
      Path top, Path directory, int depth, SortedMap<String, ScenarioFiles.Content> files)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory, depth)) {
      all.filter(f -> String.valueOf(f.getFileName()).endsWith(".h") && Files.isRegularFile(f))
          .limit(MOST_HEADERS + 1L)
          .forEach(found::add);
    }
    if (found.size() > MOST_HEADERS) {
      throw new IOException("there are more than " + MOST_HEADERS + " headers below " + directory);
    }
    for (Path header : found) {
      String path = top.relativize(header).toString();
      if (!path.equals("vmlinux.h")) { // the kernel under test has its own
        files.put(path, new ScenarioFiles.Content(bounded(header), false));
      }
    }
  }

  private static byte[] bounded(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is longer than " + (MOST_BYTES >> 20) + " MiB");
    }
    return Files.readAllBytes(file);
  }

  /** The scenario with this scheduler in the place of its own; called after both. */
  public ScenarioFiles in(ScenarioFiles scenario) {
    SortedMap<String, ScenarioFiles.Content> all = new TreeMap<>(scenario.files());
    files.forEach((path, content) -> all.put(PLACE + "/" + path, content));
    return new ScenarioFiles(scenario.name() + "+" + name, all);
  }

  /** What is to be loaded; empty where the scenario keeps its own scheduler. */
  static Optional<BpfPrograms.Source> of(ScenarioFiles scenario) {
    SortedMap<String, ScenarioFiles.Content> below = scenario.below(PLACE);
    Optional<String> main =
        below.keySet().stream()
            .filter(path -> path.endsWith(Catalogue.PROGRAM) || path.endsWith(OBJECT))
            .findFirst();
    return main.map(
        path -> {
          SortedMap<String, byte[]> files = new TreeMap<>(BpfPrograms.Source.headers());
          below.forEach((each, content) -> files.put(each, content.bytes()));
          return new BpfPrograms.Source(path.replaceFirst("\\.bpf\\.[co]$", ""), files, true);
        });
  }
}
