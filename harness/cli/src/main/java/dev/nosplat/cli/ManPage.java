// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command's manual page in the man macros (groff_man(7)). Picocli's own generator writes
 * AsciiDoc, which needs a Ruby program to become a page.
 */
final class ManPage {
  private final CommandLine command;
  private final CommandSpec spec;
  private final StringBuilder text = new StringBuilder();

  ManPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
  }

  /** The page's name: {@code nosplat-cache-prune}. */
  String name() {
    return spec.qualifiedName("-");
  }

  /** The page. */
  String text() {
    text.append(".TH ").append(escaped(name().toUpperCase(java.util.Locale.ROOT))).append(" 1\n");
    section("NAME");
    line(name() + " - " + first());
    section("SYNOPSIS");
    text.append(".B ").append(escaped(spec.qualifiedName())).append('\n');
    line(synopsis());
    section("DESCRIPTION");
    line(String.join(" ", spec.usageMessage().description()));
    arguments();
    options();
    commands();
    footer();
    section("EXIT STATUS");
    line(Overview.exitCodes());
    return text.toString();
  }

  private String first() {
    return String.join(" ", spec.usageMessage().description()).strip().replaceFirst("\\.$", "");
  }

  private String synopsis() {
    List<String> words = new ArrayList<>();
    if (!spec.options().isEmpty()) {
      words.add("[OPTION]...");
    }
    spec.positionalParameters().stream().map(ManPage::shown).forEach(words::add);
    if (!command.getSubcommands().isEmpty()) {
      words.add("COMMAND");
    }
    return String.join(" ", words);
  }

  private static String shown(PositionalParamSpec parameter) {
    String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
    return parameter.arity().min() > 0 ? label : "[" + label + "]";
  }

  private void arguments() {
    if (!spec.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      spec.positionalParameters()
          .forEach(p -> item(p.paramLabel(), described(p.description(), p.defaultValue())));
    }
  }

  private void options() {
    List<OptionSpec> shown = spec.options().stream().filter(o -> !o.hidden()).toList();
    if (!shown.isEmpty()) {
      section("OPTIONS");
      shown.forEach(
          option -> item(names(option), described(option.description(), option.defaultValue())));
    }
  }

  private static String names(OptionSpec option) {
    String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
    return String.join(", ", option.names()) + label;
  }

  private static String described(
      String[] description, @org.jspecify.annotations.Nullable String value) {
    return String.join(" ", description).replace("${DEFAULT-VALUE}", String.valueOf(value));
  }

  private void commands() {
    if (!command.getSubcommands().isEmpty()) {
      section("COMMANDS");
      command
          .getSubcommands()
          .forEach(
              (name, below) ->
                  item(
                      spec.qualifiedName("-") + "-" + name + "(1)",
                      String.join(" ", below.getCommandSpec().usageMessage().description())));
    }
  }

  private void footer() {
    String[] lines = spec.usageMessage().footer();
    String plain = java.util.Arrays.stream(lines).collect(Collectors.joining("\n")).strip();
    if (!plain.isEmpty()) {
      section("NOTES");
      text.append(".nf\n");
      plain.lines().forEach(this::line);
      text.append(".fi\n");
    }
  }

  private void section(String title) {
    text.append(".SH ").append(title).append('\n');
  }

  private void item(String head, String body) {
    text.append(".TP\n.B ").append(escaped(head)).append('\n');
    line(body);
  }

  /** A line of text: no dot or quote at its beginning is a request. */
  private void line(String words) {
    String safe = escaped(words.strip());
    text.append(safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe).append('\n');
  }

  private static String escaped(String words) {
    return words
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha");
  }
}
