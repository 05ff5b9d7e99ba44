// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.ForeignRepository;
import dev.nosplat.engine.source.Git;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Reads patch series from wherever a user has them. */
public final class PatchReader {
  private static final Pattern PATCH_FILE =
      Pattern.compile("(?i).*\\.(patch|diff|eml|mbox|mbx|txt)(\\.gz)?");
  private static final Pattern SERIES_LINE =
      Pattern.compile("(\\S+)(?:\\s+-p\\s*([0-9]))?\\s*(?:#.*)?");

  private final InputStream stdin;
  private final Git git;
  private final Optional<Path> repository;

  /**
   * A reader.
   *
   * @param stdin what {@code -} stands for
   * @param git for ranges
   * @param repository the repository that ranges such as {@code v7.2..topic} are in; empty where
   *     the tree is no git repository
   */
  public PatchReader(InputStream stdin, Git git, Optional<Path> repository) {
    this.stdin = stdin;
    this.git = git;
    this.repository = repository;
  }

  /**
   * A reader whose ranges are in the repository that a tree specification names, if it names one.
   *
   * @param directory what relative paths are relative to
   */
  public static PatchReader beside(String tree, Path directory, InputStream stdin, Git git) {
    Path whole = directory.resolve(tree.replace('\0', '?'));
    Path before = directory.resolve(tree.replace('\0', '?').replaceFirst("@[^@]*$", ""));
    boolean revision = !Files.exists(whole) && Files.isDirectory(before);
    Optional<ForeignRepository> found =
        revision ? Optional.of(ForeignRepository.named(before)) : ForeignRepository.at(whole);
    return new PatchReader(stdin, git, found.map(ForeignRepository::path));
  }

  /**
   * Reads inputs one after the other.
   *
   * @throws BadInput if one is not there or holds no patch
   */
  public PatchSeries read(List<Path> inputs) throws InterruptedException {
    PatchSeries series = PatchSeries.none();
    for (Path input : inputs) {
      series = series.then(read(input));
    }
    return series;
  }

  private PatchSeries read(Path input) throws InterruptedException {
    try {
      if (input.toString().equals("-")) {
        return text(stdin.readAllBytes(), "standard input", 1);
      }
      if (Files.isDirectory(input)) {
        return directory(input);
      }
      if (!Files.exists(input) && input.toString().contains("..")) {
        return range(input.toString());
      }
      return file(input, 1);
    } catch (IOException e) {
      throw new BadInput(
          "The patch " + input + " cannot be read.",
          List.of(String.valueOf(e)),
          "Give a patch file, a mailbox, a directory of patches, a git range A..B, or - for"
              + " standard input.",
          e);
    }
  }

  private PatchSeries file(Path file, int strip) throws IOException {
    return text(Files.readAllBytes(file), file.toString(), strip);
  }

  private static PatchSeries text(byte[] bytes, String source, int strip) throws IOException {
    String raw = RawText.unixLines(RawText.of(unpacked(bytes)));
    if (raw.startsWith("\u00ef\u00bb\u00bf")) {
      raw = raw.substring(3); // A byte order mark, which editors put there.
    }
    if (Mailbox.recognises(raw)) {
      PatchSeries series = MailThread.series(Mailbox.read(raw), source);
      if (!series.patches().isEmpty()) {
        return series;
      }
    }
    if (!PatchText.holdsDiff(raw)) {
      List<String> begins =
          RawText.shown(raw).lines().limit(3).map(l -> "it begins: " + l).toList();
      throw new BadInput(
          source + " holds no patch.",
          raw.isBlank() ? List.of("it is empty") : begins,
          "Give a file that holds a unified diff; a cover letter alone is none.");
    }
    PatchText.Parts parts = PatchText.split(raw);
    String name = source.substring(source.lastIndexOf('/') + 1);
    String log = RawText.shown(parts.log());
    return new PatchSeries(
        List.of(new Patch(name, "", log, parts.diff(), source, strip)), List.of());
  }

  private static byte[] unpacked(byte[] bytes) throws IOException {
    boolean gzip = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    if (!gzip) {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private PatchSeries directory(Path directory) throws IOException {
    if (Files.isRegularFile(directory.resolve("series"))) {
      return quilt(directory);
    }
    if (Files.isDirectory(directory.resolve("cur"))
        || Files.isDirectory(directory.resolve("new"))) {
      return maildir(directory);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(f -> Files.isRegularFile(f) && PATCH_FILE.matcher(f.toString()).matches())
          .sorted()
          .forEach(files::add);
    }
    PatchSeries series = PatchSeries.none();
    for (Path file : files) {
      String raw = RawText.of(unpacked(Files.readAllBytes(file)));
      if (PatchText.holdsDiff(raw) || Mailbox.recognises(raw) && encoded(raw)) {
        series = series.then(file(file, 1));
      } else {
        String note = file + " holds no patch; left out";
        series = series.then(new PatchSeries(List.of(), List.of(note)));
      }
    }
    if (series.patches().isEmpty()) {
      throw new BadInput(
          "The directory " + directory + " holds no patches.",
          List.of("it has no file named series, and no .patch, .diff, .eml or .mbox with a diff"),
          "Give the directory that git format-patch or quilt wrote.");
    }
    return series;
  }

  private static boolean encoded(String raw) throws IOException {
    return Mailbox.read(raw).stream().anyMatch(mail -> PatchText.holdsDiff(mail.body()));
  }

  private PatchSeries quilt(Path directory) throws IOException {
    PatchSeries series = PatchSeries.none();
    int number = 0;
    for (String line : Files.readAllLines(directory.resolve("series"), StandardCharsets.UTF_8)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      Matcher entry = SERIES_LINE.matcher(text);
      Path file = entry.matches() ? directory.resolve(entry.group(1)).normalize() : directory;
      if (!entry.matches()
          || !file.startsWith(directory.normalize())
          || !Files.isRegularFile(file)) {
        throw new BadInput(
            "Line " + number + " of " + directory.resolve("series") + " names no patch here.",
            List.of(text),
            "Each line is a patch file below that directory, then -pN if need be.");
      }
      int strip = entry.group(2) == null ? 1 : Integer.parseInt(entry.group(2));
      PatchSeries one = file(file, strip);
      series =
          series.then(
              new PatchSeries(
                  one.patches().stream().map(p -> p.withDiff(p.diff(), strip)).toList(),
                  one.notes()));
    }
    return series;
  }

  private static PatchSeries maildir(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : List.of("cur", "new")) {
      if (Files.isDirectory(directory.resolve(part))) {
        try (Stream<Path> entries = Files.list(directory.resolve(part))) {
          entries.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
      }
    }
    List<Mail> mails = new ArrayList<>();
    for (Path file : files) {
      mails.add(Mail.read(Files.readAllBytes(file)));
    }
    return MailThread.series(mails, directory.toString());
  }

  private PatchSeries range(String range) throws InterruptedException, IOException {
    int at = range.indexOf('@');
    boolean elsewhere = at > 0 && Files.isDirectory(Path.of(range.substring(0, at)));
    Path where =
        elsewhere
            ? Path.of(range.substring(0, at))
            : repository.orElseThrow(
                () ->
                    new BadInput(
                        "There is no patch file " + range + ".",
                        List.of("a range A..B would need a tree that is a git repository"),
                        "Check the name, or write /path/to/repository@A..B."));
    String commits = elsewhere ? range.substring(at + 1) : range;
    Git.Result written =
        git.reading(where)
            .run(
                "format-patch",
                "--stdout",
                "--full-index",
                "--binary",
                "--no-signature",
                "--no-ext-diff",
                "--no-textconv",
                "--no-cover-letter",
                "--src-prefix=a/",
                "--dst-prefix=b/",
                "--end-of-options",
                commits);
    if (!written.ok()) {
      throw new BadInput(
          "The range " + commits + " cannot be read from " + where + ".",
          written.complaints(),
          "Write A..B with revisions that are in that repository.");
    }
    if (written.out().length == 0) {
      throw new BadInput(
          "The range " + commits + " of " + where + " holds no patches.",
          List.of("every commit of it is a merge, or B is no younger than A"),
          "Write A..B with A the older one; merges are left out.");
    }
    return text(written.out(), commits, 1);
  }
}
