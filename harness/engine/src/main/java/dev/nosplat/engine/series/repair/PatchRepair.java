// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.repair.HunkAlignment.Reading;
import dev.nosplat.engine.series.repair.MangledDiff.Change;
import dev.nosplat.engine.series.repair.MangledDiff.Hunk;
import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rebuilds a patch whose white space, line ends or counts were lost on the way: hunks are found by
 * their text with white space ignored, context is taken from the tree, added lines are indented as
 * their neighbours and their braces ask. It never guesses: what can be read in two ways is refused.
 */
public final class PatchRepair {
  /** As many lines of evidence are shown. */
  static final int SHOWN = 12;

  /** Hunks times lines of one file: each hunk is looked for at every line. About a minute. */
  private static final long MOST_WORK = 20_000_000L;

  static final String ADVICE =
      "Mend this hunk by hand, or get the patch as it was sent: a mail archive has a raw or mbox"
          + " link.";

  private final TreeFiles tree;
  private final String diff;
  private final String origin;
  private final String which;
  private final List<String> notes = new ArrayList<>();

  /**
   * A repair.
   *
   * @param tree what the patch is for
   * @param diff the patch's diff as it came
   * @param origin where it came from
   * @param which what to call the patch in messages
   */
  public PatchRepair(TreeFiles tree, String diff, String origin, String which) {
    this.tree = tree;
    this.diff = diff;
    this.origin = origin;
    this.which = which;
  }

  /**
   * What the patch makes of the tree.
   *
   * @param puts new contents by path, as bytes (see the package)
   * @param modes modes of those that get a new one
   * @param removes paths that are removed
   * @param renames whether a file is renamed, which the diff should then say
   * @param notes what was done
   */
  public record Outcome(
      Map<String, String> puts,
      Map<String, String> modes,
      List<String> removes,
      boolean renames,
      List<String> notes) {}

  /**
   * Rebuilds.
   *
   * @throws BadInput if it cannot be done without guessing: names file and hunk
   */
  public Outcome rebuild() throws InterruptedException {
    String plain = PastedText.plain(diff);
    try {
      return rebuild(plain);
    } catch (BadInput first) {
      String ascii = PastedText.untypographic(PastedText.unescaped(plain));
      if (ascii.equals(plain)) {
        throw first;
      }
      notes.clear();
      return rebuild(ascii);
    }
  }

  private record Pending(
      Change change,
      String oldPath,
      String newPath,
      String ending,
      Rebuilt file,
      List<Reading> readings) {}

  private Outcome rebuild(String text) throws InterruptedException {
    List<Change> changes = MangledDiff.parse(text);
    if (changes.isEmpty()
        || changes.stream().allMatch(c -> c.hunks.isEmpty() && !c.renames && !c.copies)) {
      throw new BadInput(
          which + ", cannot be repaired: no file and hunk is recognisable in it.",
          List.of("in " + origin),
          ADVICE);
    }
    List<Pending> files = new ArrayList<>();
    List<String> removes = new ArrayList<>();
    boolean renames = false;
    for (Change change : changes) {
      if (change.binary) {
        throw new BadInput(
            which + ", cannot be repaired: it changes a binary file.",
            List.of(change.newPath),
            ADVICE);
      }
      Pending file = read(change);
      if (change.deletes) {
        removes.add(file.oldPath());
      } else {
        files.add(file);
      }
      if (change.copies && !file.oldPath().equals(file.newPath())) {
        refuseCopy(file);
      }
      if (change.renames && !file.oldPath().equals(file.newPath())) {
        renames = true;
        removes.add(file.oldPath());
      }
    }
    return render(files, removes, renames);
  }

  private void refuseCopy(Pending file) throws InterruptedException {
    if (tree.mode(file.newPath()).isPresent()) {
      throw new BadInput(
          which + ", copies to a file that is there already: " + file.newPath() + ".",
          List.of("in " + origin),
          "Leave the patch out if the tree holds it already.");
    }
  }

  private Outcome render(List<Pending> files, List<String> removes, boolean renames) {
    DamageEvidence evidence = new DamageEvidence();
    files.forEach(file -> file.file().tell(file.readings(), evidence));
    Damage start = evidence.atLineStart();
    Damage inside = evidence.insideLine(start);
    if (start != Damage.INTACT) {
      notes.add("white space rebuilt; " + start.words());
    }
    Map<String, String> puts = new LinkedHashMap<>();
    Map<String, String> modes = new LinkedHashMap<>();
    List<Guess> guesses = new ArrayList<>();
    for (Pending file : files) {
      List<Guess> here = new ArrayList<>();
      List<String> lines =
          file.file().render(start, evidence.rivals(start), inside, evidence.isSilent(), here);
      List<Guess> leads = here.stream().filter(Guess::indentation).toList();
      if (file.file().indentationHasMeaning() && !leads.isEmpty()) {
        throw meaning(file.newPath(), leads);
      }
      if (start == Damage.TABS_DELETED || inside == Damage.TABS_DELETED) {
        refuseJoined(file.newPath(), here.stream().filter(Guess::joined).toList());
      }
      guesses.addAll(here);
      puts.put(file.newPath(), String.join("\n", lines) + (lines.isEmpty() ? "" : file.ending()));
      if (!file.change().mode.isEmpty()) {
        modes.put(file.newPath(), file.change().mode);
      }
    }
    if (!guesses.isEmpty()) {
      notes.add(
          (guesses.size() == 1
                  ? "the white space of 1 line is"
                  : "the white space of " + guesses.size() + " lines is")
              + " a guess, by the coding style and the lines around:");
      guesses.forEach(g -> notes.add("  " + shown(g)));
    }
    return new Outcome(puts, modes, removes, renames, notes);
  }

  private static String shown(Guess guess) {
    return guess.path() + ":" + guess.line() + ": " + RawText.shownLine(guess.text());
  }

  private BadInput meaning(String path, List<Guess> guesses) {
    return new BadInput(
        which
            + ", cannot be repaired without guessing: indentation has a meaning in "
            + path
            + ", and was lost.",
        guesses.stream().limit(SHOWN).map(PatchRepair::shown).toList(),
        ADVICE);
  }

  /** A deleted tab between two words has made one word of them: other code, and nobody sees it. */
  private void refuseJoined(String path, List<Guess> joined) {
    if (!joined.isEmpty()) {
      throw new BadInput(
          which
              + ", cannot be repaired: its tabs were deleted, which may have joined two words in "
              + path
              + ".",
          joined.stream().limit(SHOWN).map(PatchRepair::shown).toList(),
          ADVICE);
    }
  }

  private Pending read(Change change) throws InterruptedException {
    if (change.creates) {
      return created(change);
    }
    String oldPath = existing(change.oldPath);
    String newPath = change.renames || change.copies ? stripped(change.newPath) : oldPath;
    String content = tree.file(oldPath).orElse("");
    List<String> lines = RawText.lines(content);
    String ending = ending(change, content.endsWith("\n") || content.isEmpty());
    if ((long) change.hunks.size() * lines.size() > MOST_WORK) {
      throw new BadInput(
          which + ", has too many hunks to repair.",
          List.of(
              "%,d hunks for %s, which has %,d lines"
                  .formatted(change.hunks.size(), oldPath, lines.size())),
          ADVICE);
    }
    Rebuilt file = new Rebuilt(newPath, lines);
    List<Reading> readings = new HunkPlacement(which, oldPath, lines, change.hunks, notes).place();
    if (change.deletes) {
      long removed = readings.stream().mapToLong(Reading::oldCount).sum();
      if (removed < lines.stream().filter(line -> !line.isBlank()).count()) {
        throw new BadInput(
            which + ", deletes " + oldPath + ", but does not hold all of its lines.",
            List.of(removed + " of " + lines.size() + " lines are in the patch"),
            ADVICE);
      }
    }
    file.lay(readings);
    return new Pending(change, oldPath, newPath, ending, file, readings);
  }

  /** The end of the new file, as the marks for a missing line end say. */
  private static String ending(Change change, boolean ended) {
    boolean now = ended;
    for (Hunk hunk : change.hunks) {
      for (int i = 1; i < hunk.lines().size(); i++) {
        if (hunk.lines().get(i).startsWith("\\ No newline")) {
          // Behind a removed line it is about the old file alone.
          now = hunk.lines().get(i - 1).startsWith("-");
        }
      }
    }
    return now ? "\n" : "";
  }

  private Pending created(Change change) throws InterruptedException {
    String path = stripped(change.newPath);
    if (tree.file(path).isPresent()) {
      throw new BadInput(
          which + ", creates a file that is there already: " + path + ".",
          List.of("in " + origin),
          "Leave the patch out if the tree holds it already, or name the tree that it was made"
              + " for.");
    }
    List<String> added = new ArrayList<>();
    String ending = "\n";
    for (Hunk hunk : change.hunks) {
      for (int i = 0; i < hunk.lines().size(); i++) {
        String line = hunk.lines().get(i);
        if (line.startsWith("+")) {
          added.add(line.substring(1));
        } else if (line.startsWith("\\ No newline")) {
          ending = "";
        } else if (line.isBlank() || added.isEmpty()) {
          continue;
        } else if (hunk.last() && (line.startsWith("-- ") || line.strip().equals("--"))
            || followsBlank(hunk, i)) {
          break;
        } else {
          int last = added.size() - 1;
          added.set(last, added.get(last).stripTrailing() + " " + line.strip());
        }
      }
    }
    if (change.mode.isEmpty()) {
      change.mode = "100644";
    }
    Rebuilt file = Rebuilt.created(path, added);
    return new Pending(change, path, path, added.isEmpty() ? "" : ending, file, List.of());
  }

  private static boolean followsBlank(Hunk hunk, int at) {
    boolean rest =
        hunk.lines().subList(at, hunk.lines().size()).stream().noneMatch(l -> l.startsWith("+"));
    return hunk.last() && rest && at > 0 && hunk.lines().get(at - 1).isBlank();
  }

  private static String stripped(String path) {
    return path.matches("[ab]/.*") ? path.substring(2) : path;
  }

  /** The tree's file that a path means, whatever was put before it. */
  private String existing(String path) throws InterruptedException {
    String rest = stripped(path);
    for (String candidate = rest; ; candidate = candidate.substring(candidate.indexOf('/') + 1)) {
      if (tree.mode(candidate).isPresent()) {
        return candidate;
      }
      if (candidate.indexOf('/') < 0) {
        break;
      }
    }
    String plain = rest.replaceFirst("\\.(orig|old|bak)$|~$", "");
    if (!plain.equals(rest)) {
      return existing(plain);
    }
    String name = plain.substring(plain.lastIndexOf('/') + 1);
    List<String> there =
        tree.names().stream()
            .filter(p -> p.equals(name) || p.endsWith("/" + name))
            .limit(5)
            .map(p -> "there is " + p)
            .toList();
    throw new BadInput(
        which + ", changes a file that the tree does not have: " + rest + ".",
        there.isEmpty() ? List.of("in " + origin) : there,
        "Check that the patch was made for this tree, or apply the patches before it first.");
  }
}
