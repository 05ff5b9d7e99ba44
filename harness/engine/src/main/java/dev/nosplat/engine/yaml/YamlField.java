// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.yaml;

import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
public final class YamlField {
  /** What a file of ours needs is three; what parses deeper recurses as deep. */
  private static final int MOST_LEVELS = 20;

  private static final int MOST_TEXT = 1 << 20;

  private static final String COUNT = "\\d{1,13}";

  /** What a field of the user's own may be called. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,60}";

  private final Source source;
  private final String name;
  private final Node node;

  private YamlField(Source source, String name, Node node) {
    this.source = source;
    this.name = name;
    this.node = node;
  }

  /**
   * Where a value comes from.
   *
   * @param file what messages call the file
   * @param page the page that explains what may stand in it
   */
  private record Source(String file, String page) {
    BadInput wrong(Optional<Mark> mark, String what, String advice) {
      int line = mark.map(Mark::getLine).orElse(0) + 1;
      int column = mark.map(Mark::getColumn).orElse(0) + 1;
      return new BadInput(file + ":" + line + ":" + column + ": " + what, List.of(), advice);
    }
  }

  /**
   * The whole of a file.
   *
   * @param file what messages call it
   * @param page the page that explains what may stand in it, such as docs/scenarios.md
   * @throws BadInput if it is no YAML, holds aliases, or is nested too deep
   */
  public static YamlField parse(String file, String page, String text) {
    if (text.length() > MOST_TEXT) {
      throw new BadInput(
          file + " is too long", List.of(text.length() + " characters"), "shorten it");
    }
    Source source = new Source(file, page);
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      requireSimple(source, new Parse(settings).parseString(text));
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(
                  () -> source.wrong(Optional.empty(), "the file is empty", "see " + page));
      return new YamlField(source, "the file", root);
    } catch (MarkedYamlEngineException e) {
      throw source.wrong(
          e.getProblemMark(), "this is no YAML: " + e.getProblem(), "correct the syntax there");
    } catch (YamlEngineException e) {
      throw source.wrong(
          Optional.empty(),
          "this is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "correct the syntax");
    }
  }

  /** Events come one by one, from a parser that keeps its own stack. */
  private static void requireSimple(Source source, Iterable<Event> events) {
    int level = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent) {
        level++;
      } else if (event instanceof CollectionEndEvent) {
        level--;
      }
      if (level > MOST_LEVELS || event instanceof AliasEvent) {
        throw source.wrong(
            event.getStartMark(),
            level > MOST_LEVELS ? "this is nested too deep" : "aliases are not taken",
            "write the value itself, as " + source.page() + " shows");
      }
    }
  }

  /** A problem at this place. */
  public BadInput wrong(String what, String advice) {
    return source.wrong(node.getStartMark(), what, advice);
  }

  /**
   * Holds a mapping to its fields.
   *
   * @throws BadInput at the first field that is none of these, or comes twice
   */
  public void allow(String... fields) {
    List<String> seen = new ArrayList<>();
    for (NodeTuple each : tuples()) {
      YamlField key = new YamlField(source, "a field's name", each.getKeyNode());
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

  /** The fields of a mapping whose names are the user's own, in their order. */
  public Map<String, YamlField> named() {
    Map<String, YamlField> all = new LinkedHashMap<>();
    for (NodeTuple each : tuples()) {
      YamlField key = new YamlField(source, "a name", each.getKeyNode());
      String own = key.text(NAME, "letters, digits, dots and dashes");
      if (all.put(own, new YamlField(source, own, each.getValueNode())) != null) {
        throw key.wrong(own + " is there twice", "leave one of them out");
      }
    }
    return all;
  }

  /** A field of a mapping. */
  public Optional<YamlField> optional(String field) {
    return tuples().stream()
        .filter(t -> t.getKeyNode() instanceof ScalarNode key && key.getValue().equals(field))
        .findFirst()
        .map(t -> new YamlField(source, field, t.getValueNode()));
  }

  /** A field of a mapping that must be there. */
  public YamlField required(String field) {
    return optional(field)
        .orElseThrow(() -> wrong(name + " lacks " + field, "add " + field + " to it"));
  }

  /** A text that is not empty. */
  public String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue().strip();
    }
    throw wrong(name + " should be a text", "write one after \"" + name + ":\"");
  }

  /** A text of this form. */
  public String text(String form, String example) {
    String text = text();
    if (!text.matches(form)) {
      throw wrong(name + " is \"" + text + "\"", "give " + example);
    }
    return text;
  }

  /** A whole number within bounds. */
  public long count(long least, long most) {
    String text = text();
    long count = text.matches(COUNT) ? Long.parseLong(text) : -1;
    if (count < least || count > most) {
      throw wrong(
          name + " is \"" + text + "\"", "give a whole number from " + least + " to " + most);
    }
    return count;
  }

  /** A list of words that is not empty. */
  public List<String> words(String form, String example) {
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
  public List<YamlField> items() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream()
          .map(each -> new YamlField(source, "an entry of " + name, each))
          .toList();
    }
    throw wrong(
        name + " should be a list", "write it as [A, B], or as lines that begin with \"- \"");
  }
}
