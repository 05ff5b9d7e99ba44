// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the pages say of each other and of the commands is so. */
class DocsTest {
  private static final Path TOP = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^ *(?:\\./)?nosplat ((?!setup)[a-z].*)$");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```");

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(TOP);
        Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      return Stream.concat(top, docs).filter(f -> f.toString().endsWith(".md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToAFile(Path page) throws IOException {
    List<String> links =
        LINK.matcher(Files.readString(page))
            .results()
            .map(match -> match.group(1))
            .filter(link -> !link.contains("://"))
            .toList();
    assertThat(links)
        .as(String.valueOf(page))
        .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
  }

  @Test
  void theIndexHasEveryPage() throws IOException {
    String index = Files.readString(TOP.resolve("docs/README.md"));
    try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
      assertThat(docs.map(f -> String.valueOf(f.getFileName())))
          .filteredOn(name -> name.endsWith(".md") && !name.equals("README.md"))
          .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandLineOfAPageIsOneThatIsUnderstood(Path page) throws IOException {
    ScreenText screen = new ScreenText();
    List<String> lines =
        BLOCK
            .matcher(Files.readString(page))
            .results()
            .map(block -> block.group(1).replace("\\\n", " "))
            .flatMap(block -> COMMAND.matcher(block).results())
            .map((MatchResult match) -> match.group(1))
            .toList();
    for (String line : lines) {
      CommandLine command = Main.line(screen.terminal(), Main.commands(screen.terminal()));
      try {
        command.parseArgs(words(line));
      } catch (CommandLine.ParameterException e) {
        throw new AssertionError(page + ": nosplat " + line + ": " + e.getMessage(), e);
      }
    }
  }

  /** The words up to a comment, a pipe or another command. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split("\\s+")) {
      if (word.matches("#.*|\\||&&|>.*|2>.*|\\.\\.\\.")) {
        break;
      }
      words.add(word.replaceAll("['\"]", ""));
    }
    return words.toArray(String[]::new);
  }

  @Test
  void theGlossaryIsInOrder() throws IOException {
    List<String> words =
        Files.readAllLines(TOP.resolve("docs/glossary.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| word"))
            .map(line -> line.substring(2, line.indexOf(" |", 2)))
            .toList();
    assertThat(words).hasSizeGreaterThan(20).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
  }
}
