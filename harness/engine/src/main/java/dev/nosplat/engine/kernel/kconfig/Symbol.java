// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel.kconfig;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A config symbol as one tree and one configuration have it.
 *
 * @param name without {@code CONFIG_}
 * @param type {@code bool}, {@code tristate}, {@code integer}, {@code hex} or {@code string}
 * @param value its value, {@code n} or empty when it is off
 * @param visible how far a user may set it: {@code n} when no prompt's conditions hold
 * @param defined where
 * @param depends everything that all its definitions depend on
 * @param prompts what asks users for it, with the condition to be asked
 * @param defaults its values where nobody sets it, the first that holds winning
 * @param selects what it turns on
 * @param implies what it turns on unless told otherwise
 * @param ranges its bounds if it is a number
 * @param selectedBy a term for each select of it: who, and on what condition
 * @param impliedBy a term for each imply of it
 * @param choice the choice that it is one answer of
 */
public record Symbol(
    String name,
    String type,
    String value,
    Tristate visible,
    List<Place> defined,
    Expression depends,
    List<Prompt> prompts,
    List<Property> defaults,
    List<Property> selects,
    List<Property> implies,
    List<Property> ranges,
    List<Expression> selectedBy,
    List<Expression> impliedBy,
    Optional<Choice> choice) {

  /** A line of a Kconfig file, relative to the tree. */
  public record Place(String file, int line) {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /** What asks for the symbol. */
  public record Prompt(Place place, String text, Expression when) {}

  /** What the symbol gives or takes, the condition for it, and where it says so. */
  public record Property(Place place, Expression what, Expression when) {}

  /** A choice's title and the symbols that exclude each other in it. */
  public record Choice(String text, List<String> members) {
    public Choice {
      members = List.copyOf(members);
    }
  }

  /** Whether it is on, or has a value. */
  public boolean on() {
    return !value.equals("n") && !value.isEmpty();
  }

  /** Whether it is a bool or a tristate. */
  public boolean logical() {
    return type.equals("bool") || type.equals("tristate");
  }

  /** Reads one line of what {@code kconfig-facts.c} writes. */
  static Symbol of(JsonNode json) {
    List<Place> defined = new ArrayList<>();
    json.path("defined").forEach(each -> defined.add(place(each)));
    List<Prompt> prompts = new ArrayList<>();
    json.path("prompts")
        .forEach(
            p ->
                prompts.add(
                    new Prompt(place(p), p.path("text").asText(), Expression.of(p.path("when")))));
    return new Symbol(
        json.path("name").asText(),
        json.path("type").asText(),
        json.path("value").asText(),
        Tristate.of(json.path("visible").asText()),
        List.copyOf(defined),
        Expression.of(json.path("depends")),
        List.copyOf(prompts),
        properties(json.path("defaults")),
        properties(json.path("selects")),
        properties(json.path("implies")),
        properties(json.path("ranges")),
        Expression.all(json.path("selectedBy")),
        Expression.all(json.path("impliedBy")),
        choice(json.path("choice")));
  }

  private static Optional<Choice> choice(JsonNode json) {
    List<String> members = new ArrayList<>();
    json.path("members").forEach(each -> members.add(each.asText()));
    return json.isObject()
        ? Optional.of(new Choice(json.path("text").asText(), members))
        : Optional.empty();
  }

  private static List<Property> properties(JsonNode array) {
    List<Property> all = new ArrayList<>();
    array.forEach(
        p ->
            all.add(
                new Property(
                    place(p), Expression.of(p.path("what")), Expression.of(p.path("when")))));
    return List.copyOf(all);
  }

  private static Place place(JsonNode json) {
    return new Place(json.path("file").asText(), json.path("line").asInt());
  }
}
