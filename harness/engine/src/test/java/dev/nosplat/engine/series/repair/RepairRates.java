// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How often a damaged patch is repaired to what it was. Patches are made from real files: some of a
 * file's lines are taken out or changed, and the patch is what brings them back.
 */
final class RepairRates {
  private final Path scratch;
  private final Random random = new Random(7);
  private final List<Sample> samples = new ArrayList<>();

  RepairRates(Path scratch) {
    this.scratch = scratch;
  }

  private record Sample(String path, String before, String after, String diff) {}

  /**
   * What became of all samples after one kind of damage.
   *
   * @param identical to the byte
   * @param blanks differ in white space alone
   * @param content differ in more
   * @param refused by the repair
   * @param unseen differ in white space, and git applies them as they came: no repair is asked
   * @param wrong lines in all that differ
   * @param silent wrong lines that no note names
   */
  record Row(
      int identical, int blanks, int content, int refused, int unseen, int wrong, int silent) {}

  /** Takes in a file; the patch changes up to three places of it. */
  void add(String path, String after) throws IOException, InterruptedException {
    List<String> lines = RawText.lines(after);
    if (lines.size() < 20 || !after.endsWith("\n")) {
      return;
    }
    List<String> before = new ArrayList<>(lines);
    for (int n = 1 + random.nextInt(3); n > 0 && before.size() > 12; n--) {
      int at = random.nextInt(before.size() - 12);
      int count = 1 + random.nextInt(10);
      if (random.nextInt(3) == 0) {
        String line = before.get(at);
        before.set(at, line.replaceFirst("[a-z]{3,}", "altered"));
      } else {
        before.subList(at, at + count).clear();
      }
    }
    String old = String.join("\n", before) + "\n";
    String diff = diff(path, old, after);
    if (!diff.isEmpty()) {
      samples.add(new Sample(path, old, after, diff));
    }
  }

  int size() {
    return samples.size();
  }

  private String diff(String path, String before, String after)
      throws IOException, InterruptedException {
    Path old = Files.createDirectories(scratch.resolve("a")).resolve("x");
    Path now = Files.createDirectories(scratch.resolve("b")).resolve("x");
    Files.write(old, RawText.bytes(before));
    Files.write(now, RawText.bytes(after));
    Process git =
        new ProcessBuilder("git", "diff", "--no-index", "--no-color", "a/x", "b/x")
            .directory(scratch.toFile())
            .start();
    String diff = RawText.of(git.getInputStream().readAllBytes());
    git.waitFor();
    return diff.replace("a/a/x", "a/" + path)
        .replace("b/b/x", "b/" + path)
        .replaceFirst("index .*\n", "");
  }

  Map<Hurt, Row> rows() throws InterruptedException {
    Map<Hurt, Row> rows = new EnumMap<>(Hurt.class);
    for (Hurt hurt : Hurt.values()) {
      Row row = new Row(0, 0, 0, 0, 0, 0, 0);
      for (Sample sample : samples) {
        row = add(row, judge(sample, hurt));
      }
      rows.put(hurt, row);
    }
    return rows;
  }

  private static Row add(Row a, Row b) {
    return new Row(
        a.identical + b.identical,
        a.blanks + b.blanks,
        a.content + b.content,
        a.refused + b.refused,
        a.unseen + b.unseen,
        a.wrong + b.wrong,
        a.silent + b.silent);
  }

  private static Row judge(Sample sample, Hurt hurt) throws InterruptedException {
    String damaged = hurt.of(sample.diff);
    boolean undone = Entities.in(damaged).map(Entities::everywhere).orElse(false);
    if (!undone
        && !damaged.equals(sample.diff)
        && compared(damaged).equals(compared(sample.diff))) {
      return new Row(0, 0, 0, 0, 1, 0, 0);
    }
    PatchRepair.Outcome outcome;
    try {
      outcome =
          new PatchRepair(new OneFile(sample.path, sample.before), damaged, "here", "It").rebuild();
    } catch (BadInput refused) {
      tell(sample, hurt, "refused: " + refused.what() + refused.evidence());
      return new Row(0, 0, 0, 1, 0, 0, 0);
    }
    String got = outcome.puts().getOrDefault(sample.path, "");
    if (got.equals(sample.after)) {
      return new Row(1, 0, 0, 0, 0, 0, 0);
    }
    boolean content = !squeezed(got).equals(squeezed(sample.after));
    if (content) {
      tell(sample, hurt, "other content");
    }
    int wrong = 0;
    int silent = 0;
    List<String> wanted = RawText.lines(sample.after);
    List<String> lines = RawText.lines(got);
    for (int i = 0; i < lines.size(); i++) {
      boolean right = i < wanted.size() && wanted.get(i).equals(lines.get(i));
      String place = sample.path + ":" + (i + 1) + ": ";
      boolean named =
          outcome.notes().stream()
              .anyMatch(n -> n.strip().startsWith(place) || n.contains("blank line"));
      wrong += right ? 0 : 1;
      silent += right || named ? 0 : 1;
      if (!right) {
        tell(
            sample,
            hurt,
            (named ? "" : "NOT NAMED ")
                + (i + 1)
                + " got  ["
                + lines.get(i)
                + "]\n   want ["
                + (i < wanted.size() ? wanted.get(i) : "")
                + "]");
      }
    }
    return new Row(0, content ? 0 : 1, content ? 1 : 0, 0, 0, wrong, silent);
  }

  /** What git compares with the tree: all but the added lines. */
  private static List<String> compared(String diff) {
    return RawText.lines(diff).stream().filter(line -> !line.startsWith("+")).toList();
  }

  private static void tell(Sample sample, Hurt hurt, String what) {
    if (Boolean.getBoolean("rates.tell")) {
      System.err.println(hurt + " " + sample.path + " " + what);
    }
  }

  /** Without white space, but for that which keeps two words apart. */
  private static String squeezed(String text) {
    return text.replaceAll("(?<=\\w)[ \t\n]+(?=\\w)", "\0").replaceAll("[ \t\n]+", "");
  }

  private record OneFile(String path, String text) implements TreeFiles {
    @Override
    public Optional<String> file(String name) {
      return name.equals(path) ? Optional.of(text) : Optional.empty();
    }

    @Override
    public Optional<String> mode(String name) {
      return name.equals(path) ? Optional.of("100644") : Optional.empty();
    }

    @Override
    public List<String> names() {
      return List.of(path);
    }
  }

  /** The rows as the table of docs/patches.md. */
  static String table(Map<Hurt, Row> rows) {
    StringBuilder text =
        new StringBuilder(
            "| damage | identical | white space differs | content differs | refused | as it came |"
                + " wrong lines | not named |\n|---|---|---|---|---|---|---|---|\n");
    rows.forEach(
        (hurt, r) ->
            text.append(
                "| %s | %d | %d | %d | %d | %d | %d | %d |%n"
                    .formatted(
                        hurt.words(),
                        r.identical,
                        r.blanks,
                        r.content,
                        r.refused,
                        r.unseen,
                        r.wrong,
                        r.silent)));
    return text.toString();
  }

  /** Prints the table for files below a directory. */
  public static void main(String[] arguments) throws Exception {
    Path top = Path.of(arguments[0]);
    RepairRates rates = new RepairRates(Files.createTempDirectory("rates"));
    try (var files = Files.walk(top)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        rates.add(top.relativize(file).toString(), RawText.of(Files.readAllBytes(file)));
      }
    }
    System.out.println(rates.size() + " patches");
    System.out.print(table(rates.rows()));
  }
}
