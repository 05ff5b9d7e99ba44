// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a YAML file that knows where it stands, so that what is wrong is told with line and
 * column.
 */
final class YamlField {
  /** What a file of ours needs is three; what parses deeper recurses as deep. */
  private static final int MOST_LEVELS = 20;

  private static final int MOST_TEXT = 1 << 20;

  private final String file;
  private final String name;
  private final Node node;

  private YamlField(String file, String name, Node node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  /**
   * The whole of a file.
   *
   * @throws BadInput if it is no YAML, holds aliases, or is nested too deep
   */
  static YamlField parse(String file, String text) {
    if (text.length() > MOST_TEXT) {
      throw new BadInput(
          file + " is too long", List.of(text.length() + " characters"), "shorten it");
    }
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      requireSimple(file, new Parse(settings).parseString(text));
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(() -> wrong(file, 1, 1, "the file is empty", "see docs/scenarios.md"));
      return new YamlField(file, "the file", root);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      throw wrong(
          file,
          mark.map(Mark::getLine).orElse(0) + 1,
          mark.map(Mark::getColumn).orElse(0) + 1,
          "this is no YAML: " + e.getProblem(),
          "correct the syntax there");
    } catch (YamlEngineException e) {
      throw wrong(
          file,
          1,
          1,
          "this is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "correct the syntax");
    }
  }

  /** Events come one by one, from a parser that keeps its own stack. */
  private static void requireSimple(String file, Iterable<Event> events) {
    int level = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent) {
        level++;
      } else if (event instanceof CollectionEndEvent) {
        level--;
      }
      if (level > MOST_LEVELS || event instanceof AliasEvent) {
        Optional<Mark> mark = event.getStartMark();
        throw wrong(
            file,
            mark.map(Mark::getLine).orElse(0) + 1,
            mark.map(Mark::getColumn).orElse(0) + 1,
            level > MOST_LEVELS ? "this is nested too deep" : "aliases are not taken",
            "write the value itself, as docs/scenarios.md shows");
      }
    }
  }

  private static BadInput wrong(String file, int line, int column, String what, String advice) {
    return new BadInput(file + ":" + line + ":" + column + ": " + what, List.of(), advice);
  }

  /** A problem at this place. */
  BadInput wrong(String what, String advice) {
    Optional<Mark> mark = node.getStartMark();
    return wrong(
        file,
        mark.map(Mark::getLine).orElse(0) + 1,
        mark.map(Mark::getColumn).orElse(0) + 1,
        what,
        advice);
  }

  /**
   * Holds a mapping to its fields.
   *
   * @throws BadInput at the first field that is none of these, or comes twice
   */
  void allow(String... fields) {
    List<String> seen = new ArrayList<>();
    for (NodeTuple each : tuples()) {
      YamlField key = new YamlField(file, "a field's name", each.getKeyNode());
      String text = key.text();
      if (Stream.of(fields).noneMatch(text::equals)) {
        throw key.wrong(
            "there is no field " + text,
            name + " has " + Stream.of(fields).sorted().collect(Collectors.joining(", ")));
      }
      if (seen.contains(text)) {
        throw key.wrong("the field " + text + " is there twice", "leave one of them out");
      }
      seen.add(text);
    }
  }

  private List<NodeTuple> tuples() {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    throw wrong(name + " should be a mapping", "write it as \"field: value\" lines");
  }

  /** A field of a mapping. */
  Optional<YamlField> optional(String field) {
    return tuples().stream()
        .filter(t -> t.getKeyNode() instanceof ScalarNode key && key.getValue().equals(field))
        .findFirst()
        .map(t -> new YamlField(file, field, t.getValueNode()));
  }

  /** A field of a mapping that must be there. */
  YamlField required(String field) {
    return optional(field)
        .orElseThrow(() -> wrong(name + " lacks " + field, "add " + field + " to it"));
  }

  /** A text that is not empty. */
  String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue().strip();
    }
    throw wrong(name + " should be a text", "write one after \"" + name + ":\"");
  }

  /** A text of this form. */
  String text(String form, String example) {
    String text = text();
    if (!text.matches(form)) {
      throw wrong(name + " is \"" + text + "\"", "give " + example);
    }
    return text;
  }

  /** A whole number within bounds. */
  long count(long least, long most) {
    String text = text();
    OptionalLong count = GuestText.count(text);
    if (count.isEmpty() || count.getAsLong() < least || count.getAsLong() > most) {
      throw wrong(
          name + " is \"" + text + "\"", "give a whole number from " + least + " to " + most);
    }
    return count.getAsLong();
  }

  /** A list of words that is not empty. */
  List<String> words(String form, String example) {
    List<String> words = new ArrayList<>();
    for (YamlField each : items()) {
      if (!(each.node instanceof ScalarNode scalar) || !scalar.getValue().matches("(?s)" + form)) {
        throw each.wrong("this should be " + example, "correct it");
      }
      words.add(scalar.getValue());
    }
    if (words.isEmpty()) {
      throw wrong(name + " is empty", "give at least one word");
    }
    return words;
  }

  /** The entries of a list. */
  List<YamlField> items() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream()
          .map(each -> new YamlField(file, "an entry of " + name, each))
          .toList();
    }
    throw wrong(
        name + " should be a list", "write it as [A, B], or as lines that begin with \"- \"");
  }
}
