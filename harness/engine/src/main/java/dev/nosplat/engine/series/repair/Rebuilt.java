// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.series.repair.HunkAlignment.Kind;
import dev.nosplat.engine.series.repair.HunkAlignment.Reading;
import dev.nosplat.engine.series.repair.HunkAlignment.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One file of a patch that is being repaired: what it was, and what it becomes line by line. */
final class Rebuilt {
  private static final Pattern SENTENCE = Pattern.compile("(?<=[a-z]\\.) (?=[A-Z]|\\*/)");
  private static final Pattern WIDE_SENTENCE = Pattern.compile("[a-z]\\.  (?=[A-Z]|\\*/)");
  private static final int MODELS = 5;
  private static final String EIGHT = " ".repeat(TabStops.STOP);

  /** Several blanks between two words. */
  private static final Pattern RUN = Pattern.compile("\\S {2,}\\S");

  /** A blank behind a sign and none before it: what stood before it has gone. */
  private static final Pattern STUCK = Pattern.compile("[\\w\\])](=|[-+*/|&]=|[=!]=) ");

  private static final Pattern WIDE = Pattern.compile("\\S(\t| {2,})\\s*\\S");

  private final String path;
  private final List<String> before;
  private final List<Line> lines = new ArrayList<>();
  private final Language language;

  /** Whether a line of the file has a tab between two words. */
  private final boolean innerTabs;

  /** Whether lines of the file have wide gaps between words. */
  private final boolean wideGaps;

  /** Whether lines of the file are indented by more blanks than a tab leaves. */
  private final boolean blankIndented;

  /** Whether two blanks stand between the file's sentences, as a rule. */
  private final boolean wideSentences;

  /** How the file aligns the values of members that it names. */
  private final MemberValues memberValues;

  /** Whether labels of the file stand behind a blank. */
  private final boolean labelsAreIndented;

  /** A line of the new file: one of the old file's, or an added one as it came. */
  private record Line(Optional<String> known, String came, boolean whole, List<String> removed) {}

  Rebuilt(String path, List<String> before) {
    this.path = path;
    this.before = before;
    this.language = Language.of(path, before);
    this.wideGaps =
        before.stream().filter(l -> WIDE.matcher(l).find()).count() * 20 >= before.size();
    this.innerTabs = before.stream().anyMatch(l -> l.strip().indexOf('\t') >= 0);
    this.wideSentences = count(before, WIDE_SENTENCE) > count(before, SENTENCE);
    this.memberValues = MemberValues.of(before);
    this.labelsAreIndented = before.stream().anyMatch(l -> l.matches(" \\w+:"));
    this.blankIndented = before.stream().anyMatch(l -> l.startsWith(" ".repeat(4)));
  }

  private static long count(List<String> lines, Pattern pattern) {
    return lines.stream().filter(line -> pattern.matcher(line).find()).count();
  }

  /** A new file, whose lines are the added ones of its hunks. */
  static Rebuilt created(String path, List<String> added) {
    Rebuilt file = new Rebuilt(path, List.of());
    added.forEach(line -> file.lines.add(new Line(Optional.empty(), line, true, List.of())));
    return file;
  }

  /** Lays the readings over the file. */
  void lay(List<Reading> readings) {
    int at = 0;
    for (Reading reading : readings) {
      for (; at < reading.start(); at++) {
        known(at);
      }
      List<String> removed = new ArrayList<>();
      for (Step step : reading.steps()) {
        switch (step.kind()) {
          case CONTEXT -> {
            known(step.line());
            at = step.line() + 1;
            removed = new ArrayList<>();
          }
          case REMOVED -> {
            removed.add(before.get(step.line()));
            at = step.line() + 1;
          }
          case ADDED -> lines.add(new Line(Optional.empty(), step.text(), step.whole(), removed));
        }
      }
    }
    for (; at < before.size(); at++) {
      known(at);
    }
  }

  private void known(int at) {
    lines.add(new Line(Optional.of(before.get(at)), "", true, List.of()));
  }

  /** Takes what this file's lines say about the damage. */
  void tell(List<Reading> readings, DamageEvidence evidence) {
    for (Reading reading : readings) {
      for (Step step : reading.steps()) {
        if (step.kind() != Kind.ADDED && step.whole() && !step.text().isBlank()) {
          evidence.shared(before.get(step.line()), step.text(), step.kind() == Kind.CONTEXT);
        }
      }
    }
    Indent indent = indent();
    for (Line line : lines) {
      String text = line.known().orElse(line.came()).strip();
      if (line.known().isPresent() || text.isEmpty()) {
        indent.feed(line.known().orElse(""));
        continue;
      }
      String expected = indent.before(text);
      if (line.whole()) {
        evidence.added(line.came(), expected);
      }
      indent.feed(expected + text);
    }
  }

  /**
   * The new file's lines, the added ones with their white space restored.
   *
   * @param start the damage at the beginning of lines
   * @param rivals it, and each other that explains as much
   * @param inside the damage inside of lines
   * @param silent whether no line that patch and tree share could tell of damage
   * @param guesses where the lines are put that are not certain
   */
  List<String> render(
      Damage start, List<Damage> rivals, Damage inside, boolean silent, List<Guess> guesses) {
    Damage here = ofThisFile(start);
    Damage within = ofThisFile(inside);
    JoinedWords words =
        new JoinedWords(
            before, lines.stream().filter(l -> l.known().isEmpty()).map(Line::came).toList());
    Indent indent = indent();
    List<String> out = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      boolean asItCame = here == Damage.INTACT && within == Damage.INTACT;
      String text =
          line.known().isPresent()
              ? line.known().get()
              : asItCame ? line.came() : restored(line, i, here, within, indent, out);
      boolean stays =
          line.removed().contains(text)
              && (here != start || !contradicts(here, text, TabStops.lead(line.came())));
      if (line.known().isEmpty() && !text.isBlank() && !stays) {
        boolean lead =
            silent && here == Damage.INTACT
                ? mayHaveBeenTabs(TabStops.lead(text))
                : here == start
                    ? lostLead(
                        line,
                        text,
                        here,
                        rivals,
                        indent,
                        out.isEmpty() ? "" : out.get(out.size() - 1))
                    : language != Language.MEANING && !TabStops.lead(line.came()).isEmpty();
        boolean joined =
            (here == Damage.TABS_DELETED || within == Damage.TABS_DELETED) && words.isIn(text);
        boolean gap =
            silent && within == Damage.INTACT
                ? isAligned(text) || innerTabs && RUN.matcher(text).find()
                : within != Damage.INTACT && (mayHaveGap(text, within) || isRefilled(line, text));
        if (lead || gap || joined) {
          guesses.add(new Guess(path, out.size() + 1, text, lead, joined));
        }
      }
      indent.feed(text);
      out.add(line.known().isEmpty() && endsInCr() && !text.endsWith("\r") ? text + "\r" : text);
    }
    return out;
  }

  private boolean endsInCr() {
    return !before.isEmpty() && before.get(0).endsWith("\r");
  }

  /** Whether tabs were put where blanks came, in a line that may hold a picture of them. */
  private static boolean isRefilled(Line line, String text) {
    return text.strip().indexOf('\t') >= 0
        && line.came().strip().indexOf('\t') < 0
        && text.matches(".*[\"#].*");
  }

  /** Whether blanks that begin a line stand where this file's other lines have tabs. */
  private boolean mayHaveBeenTabs(String lead) {
    boolean blanks = !lead.isEmpty() && lead.indexOf('\t') < 0;
    boolean tabs =
        before.stream().anyMatch(line -> line.startsWith("\t"))
            || language.tabs() && before.stream().noneMatch(line -> line.startsWith(EIGHT));
    return lead.equals(" ")
        || blanks && tabs && (lead.length() % TabStops.STOP == 0 || !blankIndented);
  }

  /** Where a file has no tabs, nothing can have happened to them. */
  private Damage ofThisFile(Damage damage) {
    boolean tabs =
        before.isEmpty()
            ? language.tabs()
            : before.stream().anyMatch(line -> line.indexOf('\t') >= 0);
    boolean onlyTabs = damage != Damage.COLLAPSED && damage != Damage.STRIPPED;
    return !tabs && onlyTabs ? Damage.INTACT : damage;
  }

  /** Whether nothing but the coding style, or the lines around, says how a line was indented. */
  private boolean lostLead(
      Line line, String text, Damage here, List<Damage> rivals, Indent indent, String above) {
    boolean lost =
        rivals.stream().map(this::ofThisFile).anyMatch(damage -> lostLead(line, text, damage));
    boolean byRule =
        language == Language.BRACES
            && !indent.continues()
            && !isAligned(text)
            && !above.endsWith("\\")
            && !above.startsWith("#")
            && !(indent.inComment() && !text.strip().startsWith("*"))
            && !(CScanner.isLabel(text.strip()) && labelsAreIndented)
            && !text.strip().matches("[})<\"].*|#.*");
    return lost && !byRule || contradicts(here, text, TabStops.lead(line.came()));
  }

  /** Whether what was rebuilt would not have come as it did. */
  private static boolean contradicts(Damage damage, String text, String came) {
    boolean tells = damage != Damage.COLLAPSED && damage != Damage.STRIPPED;
    return tells && !damage.atLineStart(TabStops.lead(text)).equals(came);
  }

  private boolean lostLead(Line line, String text, Damage damage) {
    String came = TabStops.lead(line.came());
    return switch (damage) {
      case INTACT -> false;
      case STRIPPED, TABS_DELETED -> true;
      case COLLAPSED -> !came.isEmpty() || !line.whole();
      case TABS_EXPANDED, TAB_TO_8, TAB_TO_4, TAB_TO_2, TAB_TO_1 ->
          !came.isEmpty() && (blankIndented || damage.isAmbiguous(came))
              || !damage.atLineStart(TabStops.lead(text)).equals(came);
    };
  }

  /** Whether a line may have had a tab, or more blanks than one, between two words. */
  private boolean mayHaveGap(String text, Damage inside) {
    return isAligned(text)
        || language == Language.ASSEMBLY
        || inside == Damage.TABS_DELETED && STUCK.matcher(text).find()
        || wideGaps && (inside == Damage.TABS_DELETED || text.strip().indexOf(' ') > 0);
  }

  /** Whether lines of this kind are often aligned by tabs inside. */
  private static boolean isAligned(String text) {
    String plain = text.strip();
    return plain.startsWith("#define")
        || plain.endsWith("\\")
        || plain.startsWith(".") && plain.contains("=")
        || plain.contains("/*")
        || plain.startsWith("*")
        || plain.startsWith("//")
        || plain.matches("(case\\b.*|default):\\s*\\S.*")
        || plain.matches("[\\w\\s*]+[\\s*]\\w+(\\[[^]]*])*;.*")
        || plain.matches("\\w+\\s+=.*,.*|[A-Z][A-Z0-9_]+\\(\\w+,.*");
  }

  private String restored(
      Line line, int at, Damage start, Damage inside, Indent indent, List<String> above) {
    String text = line.came().strip();
    if (text.isEmpty()) {
      return "";
    }
    String came = TabStops.lead(line.came());
    String expected = indent.before(text);
    Optional<String> partner =
        partner(text, line.removed(), indent).or(() -> same(text, line, at, indent, above));
    if (partner.isPresent()) {
      expected = TabStops.lead(partner.get());
    }
    boolean label = labelsAreIndented && expected.isEmpty() && CScanner.isLabel(text);
    String lead = start.restoreLineStart(came, label ? " " : expected);
    String whole = inside.restoreInside(came.length() + 1, text);
    if (!inside.narrows()) {
      return lead + whole;
    }
    boolean comment = indent.inComment() || whole.contains("/*");
    String spaced = comment && wideSentences ? SENTENCE.matcher(whole).replaceAll("  ") : whole;
    List<String> models = models(line, at, above);
    memberValues.model(lead, spaced).ifPresent(models::add);
    return lead + InnerBlanks.restore(lead, spaced, models);
  }

  /** The removed line that this one replaces, where white space is a matter of taste. */
  private Optional<String> partner(String text, List<String> removed, Indent indent) {
    if (!indent.continues() && isC()) {
      return Optional.empty();
    }
    String key = HunkAlignment.key(text);
    for (String candidate : removed) {
      String other = HunkAlignment.key(candidate);
      int common = 0;
      while (common < Math.min(key.length(), other.length())
          && key.charAt(common) == other.charAt(common)) {
        common++;
      }
      boolean same = isC() ? key.equals(other) : common * 2 >= Math.max(1, other.length());
      if (same) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** A line nearby with the same words, where nothing but taste says how far it is indented. */
  private Optional<String> same(String text, Line line, int at, Indent indent, List<String> above) {
    return indent.continues()
        ? models(line, at, above).stream().filter(model -> model.strip().equals(text)).findFirst()
        : Optional.empty();
  }

  private List<String> models(Line line, int at, List<String> above) {
    List<String> models = new ArrayList<>(line.removed());
    int over = 0;
    for (int i = above.size() - 1; i >= 0 && over < MODELS; i--) {
      models.add(above.get(i));
      over += above.get(i).isBlank() ? 0 : 1;
    }
    int below = 0;
    for (int i = at + 1; i < lines.size() && below < MODELS; i++) {
      if (lines.get(i).known().isPresent()) {
        models.add(lines.get(i).known().get());
        below++;
      }
    }
    models.removeIf(String::isBlank);
    return models;
  }

  private boolean isC() {
    return language == Language.BRACES || language == Language.ASSEMBLY;
  }

  /** Whether another indentation is another program. */
  boolean indentationHasMeaning() {
    return language == Language.MEANING;
  }

  private Indent indent() {
    return language == Language.BRACES
        ? new CIndent(ContinuationStyle.of(before))
        : new PlainIndent(language == Language.KCONFIG);
  }
}
