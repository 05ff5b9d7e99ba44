// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.problem.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files of a scenario: {@code scenario.yaml} and what lies beside it, from a directory or from
 * the archive of one that a run keeps.
 *
 * @param name the directory's name
 * @param files by their path in the directory, {@code /} between its parts
 */
public record ScenarioFiles(String name, SortedMap<String, Content> files) {
  /** How the archive of a scenario's directory is called in the directory of its run. */
  public static final String ARCHIVE = "scenario.tar";

  /** What says what the others are for. */
  public static final String DESCRIPTION = "scenario.yaml";

  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_FILES = 4096;
  private static final int MOST_PATH = 500;
  private static final int PLAIN = 0644;
  private static final int PROGRAM = 0755;

  public ScenarioFiles {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    requireSane(name, files);
  }

  /**
   * A file.
   *
   * @param executable whether it is a program
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Content(byte[] bytes, boolean executable) {}

  /**
   * Reads a directory, or an archive that {@link #archive} made.
   *
   * @throws BadInput if it cannot be read, is far too large, or holds more than files
   */
  public static ScenarioFiles read(Path place) {
    try {
      return Files.isDirectory(place) ? ofDirectory(place) : ofArchive(place);
    } catch (IOException e) {
      throw new BadInput(
          "the scenario " + place + " cannot be read",
          List.of(String.valueOf(e.getMessage())),
          "give the directory that holds its " + DESCRIPTION,
          e);
    }
  }

  private static ScenarioFiles ofDirectory(Path directory) throws IOException {
    SortedMap<String, Content> files = new TreeMap<>();
    long size = 0;
    List<Path> all;
    try (Stream<Path> walked = Files.walk(directory)) {
      all = walked.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path file : all) {
      String path = directory.relativize(file).toString();
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(path + " is no regular file");
      }
      size += Files.size(file);
      requireRoom(size, files.size());
      files.put(path, new Content(Files.readAllBytes(file), Files.isExecutable(file)));
    }
    return new ScenarioFiles(String.valueOf(directory.toRealPath().getFileName()), files);
  }

  private static ScenarioFiles ofArchive(Path archive) throws IOException {
    SortedMap<String, Content> files = new TreeMap<>();
    String name = "";
    long size = 0;
    try (InputStream in = Files.newInputStream(archive, LinkOption.NOFOLLOW_LINKS);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = entry.getName();
        int slash = path.indexOf('/');
        // Neither links nor sparse files, which may be far larger than they say.
        if (slash <= 0 || entry.getLinkFlag() != TarConstants.LF_NORMAL) {
          throw new IOException(path + " is no file of a scenario");
        }
        name = path.substring(0, slash);
        size += Math.max(0, entry.getSize());
        requireRoom(size, files.size());
        files.put(
            path.substring(slash + 1),
            new Content(tar.readAllBytes(), (entry.getMode() & 0100) != 0));
      }
    }
    if (files.isEmpty()) {
      throw new IOException("it is empty");
    }
    return new ScenarioFiles(name, files);
  }

  private static void requireRoom(long bytes, int count) throws IOException {
    if (bytes > MOST_BYTES || count >= MOST_FILES) {
      throw new IOException(
          "it holds more than "
              + (MOST_BYTES >> 20)
              + " MiB or "
              + MOST_FILES
              + " files, the most that a guest is given");
    }
  }

  private static void requireSane(String name, SortedMap<String, Content> files) {
    long size = files.values().stream().mapToLong(content -> content.bytes().length).sum();
    List<String> wrong =
        Stream.concat(Stream.of(name + "/x"), files.keySet().stream())
            .filter(path -> !isSane(path))
            .toList();
    if (!wrong.isEmpty() || size > MOST_BYTES || files.size() > MOST_FILES) {
      throw new BadInput(
          wrong.isEmpty()
              ? "these files are more than a guest is given"
              : "a scenario cannot have files of these names",
          wrong.isEmpty()
              ? List.of(files.size() + " files, " + (size >> 20) + " MiB")
              : wrong.subList(0, Math.min(10, wrong.size())),
          "use names without control characters and \"..\", at most "
              + MOST_FILES
              + " files and "
              + (MOST_BYTES >> 20)
              + " MiB in all");
    }
  }

  private static boolean isSane(String path) {
    return !path.isEmpty()
        && path.length() <= MOST_PATH
        && path.codePoints().noneMatch(Character::isISOControl)
        && Stream.of(path.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** The text of a file; empty if there is none. */
  Optional<String> text(String path) {
    return Optional.ofNullable(files.get(path))
        .map(content -> new String(content.bytes(), StandardCharsets.UTF_8));
  }

  /** The files below a directory of it, by their path below that. */
  SortedMap<String, Content> below(String directory) {
    SortedMap<String, Content> found = new TreeMap<>();
    files.forEach(
        (path, content) -> {
          if (path.startsWith(directory + "/")) {
            found.put(path.substring(directory.length() + 1), content);
          }
        });
    return found;
  }

  /** All of it as a tar archive: the same files give the same bytes. */
  public byte[] archive() {
    SortedMap<String, Content> named = new TreeMap<>();
    files.forEach((path, content) -> named.put(name + "/" + path, content));
    return tar(named);
  }

  /** Files as a tar archive. */
  static byte[] tar(SortedMap<String, Content> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().bytes().length);
        entry.setMode(file.getValue().executable() ? PROGRAM : PLAIN);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue().bytes());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an archive in memory", e);
    }
    return bytes.toByteArray();
  }

  /** Equal digests, equal names and files. */
  Digest digest() {
    return Digest.of(archive());
  }
}
