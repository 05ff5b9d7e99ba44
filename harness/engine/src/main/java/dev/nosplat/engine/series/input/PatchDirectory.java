// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.PatchSeries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a directory of patches: of git format-patch, of quilt, of a distribution, or a maildir. */
final class PatchDirectory {
  private static final Pattern PATCH_FILE =
      Pattern.compile("(?i)[^.#].*\\.(patch|diff|eml|mbox|mbx|txt)(\\.(gz|xz|bz2|zst))?");
  private static final Pattern VERSIONED = Pattern.compile("(?:v(\\d+(?:\\.\\d+)?)-)?\\d{4}-.*");
  private static final Pattern SERIES_LINE =
      Pattern.compile("(\\S+)(?:\\s+-p\\s*([0-9]))?\\s*(?:#.*)?");

  /** A line of series.conf that counts only for some builds: +name or -name before the file. */
  private static final Pattern GUARDED = Pattern.compile("[-+!]\\S+\\s+.*");

  private final Path directory;
  private final PatchFile file;

  PatchDirectory(Path directory, PatchFile file) {
    this.directory = directory;
    this.file = file;
  }

  /** Whether a file lists patches: quilt's {@code series}, or {@code series.conf} of SUSE. */
  static boolean isList(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.equals("series") || name.equals("series.conf");
  }

  PatchSeries read() throws IOException {
    for (String list : List.of("series", "series.conf", "patches/series")) {
      Path path = directory.resolve(list);
      if (Files.isRegularFile(path)) {
        return new PatchDirectory(path.toAbsolutePath().resolveSibling(""), file).list(path);
      }
    }
    if (Files.isDirectory(directory.resolve("cur"))
        || Files.isDirectory(directory.resolve("new"))) {
      return maildir();
    }
    List<String> notes = new ArrayList<>();
    PatchSeries series = PatchSeries.none();
    for (Path path : newest(patchFiles(), notes)) {
      byte[] bytes = PatchFile.bytes(inside(path));
      if (PatchFile.holdsPatch(bytes, path.toString())) {
        series = series.then(file.text(bytes, path.toString(), 1, false));
      } else {
        notes.add(path + " holds no patch; left out");
      }
    }
    if (series.patches().isEmpty()) {
      throw new BadInput(
          "The directory " + directory + " holds no patches.",
          List.of("it has no file named series, and no .patch, .diff, .eml or .mbox with a diff"),
          "Give the directory that git format-patch or quilt wrote.");
    }
    return new PatchSeries(List.of(), notes).then(series);
  }

  private List<Path> patchFiles() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(f -> PATCH_FILE.matcher(String.valueOf(f.getFileName())).matches())
          .filter(Files::isRegularFile)
          .sorted((a, b) -> NaturalOrder.compare(a.toString(), b.toString()))
          .toList();
    }
  }

  /** git format-patch -v2 writes beside the files of version 1: only one version is meant. */
  private List<Path> newest(List<Path> files, List<String> notes) {
    TreeSet<SeriesVersion> versions = new TreeSet<>();
    for (Path path : files) {
      version(path).ifPresent(versions::add);
    }
    if (versions.size() < 2) {
      return files;
    }
    SeriesVersion wanted = file.choice().version().orElse(versions.last());
    if (!versions.contains(wanted)) {
      throw new BadInput(
          directory + " holds no version " + wanted + ".",
          versions.stream().map(v -> "it holds version " + v).toList(),
          "Choose one of these with --version.");
    }
    List<Path> taken =
        files.stream().filter(f -> version(f).map(wanted::equals).orElse(true)).toList();
    int left = files.size() - taken.size();
    notes.add(
        directory
            + ": version "
            + wanted
            + " taken, "
            + left
            + (left == 1 ? " patch of another version" : " patches of other versions")
            + " left out");
    return taken;
  }

  private static Optional<SeriesVersion> version(Path path) {
    Matcher name = VERSIONED.matcher(String.valueOf(path.getFileName()));
    return name.matches()
        ? Optional.of(
            name.group(1) == null ? SeriesVersion.FIRST : SeriesVersion.parse(name.group(1)))
        : Optional.empty();
  }

  /** A link that leads out of the directory is none of its patches. */
  private Path inside(Path path) throws IOException {
    if (!path.toRealPath().startsWith(directory.toRealPath())) {
      throw new BadInput(
          path + " leads out of its directory.",
          List.of(Files.isSymbolicLink(path) ? "it is a symbolic link" : "a part of it is a link"),
          "Put the patch itself there.");
    }
    return path;
  }

  /** Reads the patches that a list names. */
  PatchSeries list(Path list) throws IOException {
    PatchSeries series = PatchSeries.none();
    List<String> notes = new ArrayList<>();
    int number = 0;
    String all = new String(PatchFile.bytes(list), StandardCharsets.UTF_8);
    for (String line : all.lines().toList()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (GUARDED.matcher(text).matches()) {
        notes.add("line " + number + " of " + list + " is guarded; left out: " + text);
        continue;
      }
      Matcher entry = SERIES_LINE.matcher(text);
      if (!entry.matches() || text.indexOf('\0') >= 0 || !isHere(entry.group(1))) {
        throw new BadInput(
            "Line " + number + " of " + list + " names no patch here.",
            List.of(text.substring(0, Math.min(text.length(), 200))),
            "Each line is a patch file below that directory, then -pN if need be.");
      }
      int strip = entry.group(2) == null ? 1 : Integer.parseInt(entry.group(2));
      Path path = inside(directory.resolve(entry.group(1)).normalize());
      series = series.then(file.text(PatchFile.bytes(path), path.toString(), strip, false));
    }
    if (series.patches().isEmpty()) {
      throw new BadInput(
          list + " names no patch.",
          List.of(number == 0 ? "it is empty" : "none of its " + number + " lines is a patch"),
          "Push the patches first, or give them as files.");
    }
    return new PatchSeries(List.of(), notes).then(series);
  }

  private boolean isHere(String name) {
    Path path = directory.resolve(name).normalize();
    return path.startsWith(directory.normalize()) && Files.isRegularFile(path);
  }

  private PatchSeries maildir() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : List.of("cur", "new")) {
      if (Files.isDirectory(directory.resolve(part))) {
        try (Stream<Path> entries = Files.list(directory.resolve(part))) {
          entries
              .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .forEach(files::add);
        }
      }
    }
    List<Mail> mails = new ArrayList<>();
    for (Path path : files) {
      mails.add(MailReader.read(PatchFile.bytes(path)));
    }
    PatchSeries series = MailThread.series(mails, directory.toString(), file.choice());
    if (series.patches().isEmpty()) {
      throw new BadInput(
          "The mail directory " + directory + " holds no patch.",
          List.of(files.size() + " mails, none with a diff"),
          "Give the directory of the thread.");
    }
    return series;
  }
}
