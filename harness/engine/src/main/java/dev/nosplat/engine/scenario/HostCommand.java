// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A command as it is typed on the host, made a scenario of its own.
 *
 * <p>A first word with a slash is a file of the host's, which comes along, unless it is an absolute
 * path that only the guest may have; a word without one is a program of the guest. Files keep their
 * path where they lie below the directory that the command was typed in, and have their name alone
 * where they do not.
 */
public final class HostCommand {
  /** What a run of a command is recorded as. */
  public static final String NAME = "command";

  /** Where the loaders, libraries and real programs of dynamically linked ones lie. */
  private static final String LINKED = ".nosplat";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final SortedMap<String, ScenarioFiles.Content> files = new TreeMap<>();

  private HostCommand(Path directory) {
    this.directory = directory;
  }

  /**
   * The scenario.
   *
   * @param words the command and its arguments
   * @param with files and directories that come along
   * @param limit how long it may take, in whole seconds
   * @param directory what relative paths are relative to
   * @throws BadInput if a file is not there or cannot run in a guest
   */
  public static ScenarioFiles scenario(
      List<String> words, List<Path> with, Duration limit, Path directory)
      throws InterruptedException {
    HostCommand command = new HostCommand(directory.toAbsolutePath().normalize());
    for (Path each : with) {
      command.bring(each);
    }
    List<String> all = new ArrayList<>(words);
    all.set(0, command.first(words.get(0)));
    SortedMap<String, ScenarioFiles.Content> packed = new TreeMap<>();
    command.files.forEach(
        (path, content) -> packed.put(ScenarioReader.GUEST_FILES + "/" + path, content));
    packed.put(
        ScenarioFiles.DESCRIPTION, new ScenarioFiles.Content(description(all, limit), false));
    return new ScenarioFiles(NAME, packed);
  }

  /** JSON is YAML. */
  private static byte[] description(List<String> words, Duration limit) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(
              new TreeMap<>(
                  Map.of(
                      "purpose",
                      "runs one command",
                      "workload",
                      new TreeMap<>(Map.of("command", words, "seconds", limit.toSeconds())))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("words have a JSON form", e);
    }
  }

  private String first(String word) throws InterruptedException {
    if (word.indexOf('/') < 0) {
      return word;
    }
    Path file = directory.resolve(word).normalize();
    if (Files.isRegularFile(file)) {
      add(place(file), file, true);
      return "./" + place(file);
    }
    if (word.startsWith("/")) {
      return word;
    }
    throw new BadInput(
        "There is no program " + word,
        List.of("looked for: " + file),
        "Give the path of a file here, or the bare name of a program that the guest has");
  }

  private void bring(Path asked) throws InterruptedException {
    Path top = directory.resolve(asked).normalize();
    if (!Files.exists(top)) {
      throw new BadInput(
          "There is no file " + asked + " to bring along",
          List.of("looked for: " + top),
          "Correct --with");
    }
    List<Path> all;
    try (Stream<Path> walked = Files.walk(top)) {
      all = walked.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw unreadable(top, e);
    }
    for (Path file : all) {
      String below = top.relativize(file).toString();
      add(place(top) + (below.isEmpty() ? "" : "/" + below), file, false);
    }
  }

  /** Where a file of the host lies in the guest's working directory. */
  private String place(Path file) {
    return file.startsWith(directory) && !file.equals(directory)
        ? directory.relativize(file).toString()
        : String.valueOf(file.getFileName());
  }

  private void add(String path, Path file, boolean program) throws InterruptedException {
    boolean executable = program || Files.isExecutable(file);
    if (executable) {
      Optional<HostProgram> linked = HostProgram.of(file);
      if (linked.isPresent()) {
        addLinked(path, file, linked.get());
        return;
      }
    }
    put(path, bytes(file), executable);
  }

  /**
   * With its own loader and libraries: those of the guest may be older, and overwriting them would
   * break what else runs there.
   */
  private void addLinked(String path, Path file, HostProgram program) {
    String real = LINKED + "/bin/" + path;
    String libraries = CommandWorkload.DIRECTORY + "/" + LINKED + "/lib";
    put(real, bytes(file), true);
    put(library(program.loader()), bytes(program.loader()), true);
    program.libraries().forEach(each -> put(library(each), bytes(each), true));
    String loader = libraries + "/" + program.loader().getFileName();
    String script =
        "#!/bin/sh\nexec "
            + ShellWord.join(
                List.of(
                    loader, "--library-path", libraries, CommandWorkload.DIRECTORY + "/" + real))
            + " \"$@\"\n";
    put(path, script.getBytes(StandardCharsets.UTF_8), true);
  }

  private static String library(Path file) {
    return LINKED + "/lib/" + file.getFileName();
  }

  private void put(String path, byte[] content, boolean executable) {
    files.put(path, new ScenarioFiles.Content(content, executable));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static BadInput unreadable(Path file, IOException e) {
    return new BadInput(
        file + " cannot be read",
        List.of(String.valueOf(e.getMessage())),
        "Give files that you can read",
        e);
  }
}
