// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Family;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads known issues, and says which entry and which field is wrong. */
final class KnownIssuesYaml {
  private static final Set<String> FIELDS =
      Set.of("signature", "family", "reason", "link", "expires");

  /** A list of mappings of words needs two; what parses deeper recurses as deep. */
  private static final int MOST_LEVELS = 20;

  private static final int MOST_YEARS = 10;

  private final String name;
  private final LocalDate today;

  KnownIssuesYaml(String name, LocalDate today) {
    this.name = name;
    this.today = today;
  }

  List<KnownIssue> parse(String yaml) {
    Object document;
    LoadSettings settings = LoadSettings.builder().setLabel(name).build();
    try {
      requireShallow(new Parse(settings).parseString(yaml));
      document = new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage());
      throw new UnreadableRecord(
          name + " is no YAML: " + message.lines().findFirst().orElse(""), e);
    }
    if (document == null) {
      return List.of();
    }
    if (!(document instanceof List<?> list)) {
      throw new UnreadableRecord(name + " is no list of known issues: it should begin with \"- \"");
    }
    List<KnownIssue> issues = new ArrayList<>();
    for (Object entry : list) {
      issues.add(issue(entry, issues.size() + 1));
    }
    return issues;
  }

  /** Events come one by one, from a parser that keeps its own stack. */
  private void requireShallow(Iterable<Event> events) {
    int level = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent) {
        level++;
      } else if (event instanceof CollectionEndEvent) {
        level--;
      }
      if (level > MOST_LEVELS) {
        throw new UnreadableRecord(
            name + " is no list of known issues: it is nested more than " + MOST_LEVELS + " deep");
      }
    }
  }

  private KnownIssue issue(@Nullable Object entry, int number) {
    if (!(entry instanceof Map<?, ?> fields)) {
      throw wrong(
          number, "is no mapping of " + String.join(", ", FIELDS.stream().sorted().toList()));
    }
    for (Object field : fields.keySet()) {
      if (!(field instanceof String text) || !FIELDS.contains(text)) {
        throw wrong(number, "has the unknown field \"" + field + "\"");
      }
    }
    String family = required(fields, "family", number);
    String signature = required(fields, "signature", number);
    if (signature.contains(":?:")) {
      throw wrong(
          number,
          "has the signature "
              + signature
              + ", whose \"?\" says that too little was printed to tell the bug from others");
    }
    return new KnownIssue(
        signature,
        Family.byId(family)
            .orElseThrow(() -> wrong(number, "names the unknown family \"" + family + "\"")),
        required(fields, "reason", number),
        Optional.ofNullable(fields.get("link")).map(String::valueOf),
        date(required(fields, "expires", number), number));
  }

  private String required(Map<?, ?> fields, String field, int number) {
    Object value = fields.get(field);
    if (value == null || String.valueOf(value).isBlank()) {
      throw wrong(number, "has no \"" + field + "\"");
    }
    return String.valueOf(value);
  }

  private LocalDate date(String text, int number) {
    try {
      LocalDate expires = LocalDate.parse(text);
      if (expires.isAfter(today.plusYears(MOST_YEARS))) {
        throw wrong(
            number,
            "expires on \"" + text + "\", which is more than " + MOST_YEARS + " years from today");
      }
      return expires;
    } catch (DateTimeParseException e) {
      throw wrong(number, "expires on \"" + text + "\", which is no date like 2026-12-31");
    }
  }

  private UnreadableRecord wrong(int number, String what) {
    return new UnreadableRecord("entry " + number + " of " + name + " " + what);
  }
}
