// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioCommandTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/scenarios.md");
  private static final Path PACKED = ROOT.resolve("scenarios");

  private final ScreenText screen = new ScreenText();

  @TempDir private Path scratch;

  @Test
  void everyScenarioOfOursIsListedWithItsPurposeAndIsWellFormed() throws IOException {
    assertThat(run("list")).isZero();
    List<String> names;
    try (var directories = Files.list(PACKED)) {
      names = directories.map(d -> d.getFileName().toString()).sorted().toList();
    }
    assertThat(names).isNotEmpty();
    assertThat(screen.out().lines().map(line -> line.split(" ")[0])).isEqualTo(names);
    for (String name : names) {
      assertThat(run("check", name)).as(screen.err()).isZero();
    }
  }

  @Test
  void whatNewWritesIsACopyThatRunsAsItIsAndIsWellFormed() throws IOException {
    Path mine = scratch.resolve("mine");
    assertThat(run("new", mine.toString())).isZero();
    for (String file : List.of("scenario.yaml", "lru_exits.bpf.c", "files/work.sh")) {
      assertThat(mine.resolve(file)).hasSameBinaryContentAs(PACKED.resolve("lru_exits/" + file));
    }
    assertThat(mine.resolve("files/work.sh")).isExecutable();
    assertThat(run("check", mine.toString())).isZero();
    assertThat(screen.out()).contains("mine: well-formed; Tasks end under a scheduler");
  }

  @Test
  void newOverwritesNothing() throws IOException {
    Path mine = Files.createDirectory(scratch.resolve("mine"));
    assertThat(run("new", mine.toString())).isEqualTo(2);
    assertThat(mine).isEmptyDirectory();
  }

  @Test
  void theFilesOnThePageAreThoseThatNewWrites() throws IOException {
    for (String language : List.of("c", "yaml", "sh")) {
      String file =
          switch (language) {
            case "c" -> "lru_exits.bpf.c";
            case "yaml" -> "scenario.yaml";
            default -> "files/work.sh";
          };
      String written = Files.readString(PACKED.resolve("lru_exits").resolve(file));
      assertThat(snippets(language)).as(file).anyMatch(written::contains);
    }
  }

  @Test
  void theMistakeOnThePageIsToldAsItSays() throws IOException {
    Path mine = scratch.resolve("mine");
    assertThat(run("new", mine.toString())).isZero();
    Path description = mine.resolve("scenario.yaml");
    List<String> lines =
        Files.readAllLines(description).stream()
            .filter(line -> !line.startsWith("#"))
            .map(
                line ->
                    line.replace(
                        "{name: updates, map: exit_counts, field: updates, least:",
                        "{name: updates, map: exit_counts, leest:"))
            .toList();
    Files.write(description, lines);
    assertThat(run("check", mine.toString())).isEqualTo(2);
    assertThat(Files.readString(PAGE)).contains("```\n" + screen.err() + "```\n");
  }

  @Test
  void showPrintsTheDescriptionAndNamesTheFiles() throws IOException {
    assertThat(run("show", "lru_exits")).isZero();
    assertThat(screen.out())
        .startsWith(Files.readString(PACKED.resolve("lru_exits/scenario.yaml")))
        .contains("\nfiles/work.sh  ");
  }

  @Test
  void aScenarioThatIsNotThereIsAnsweredWithThoseThatAre() {
    assertThat(run("check", "no-such")).isEqualTo(2);
    assertThat(screen.err()).contains("there is no scenario no-such", "exit_task_delete");
  }

  private static List<String> snippets(String language) throws IOException {
    return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "scenario";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(all, screen.terminal(), List.of(ScenarioCommand.line(screen.terminal())));
  }
}
