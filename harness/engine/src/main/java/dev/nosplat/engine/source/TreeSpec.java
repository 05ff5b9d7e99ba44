// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A tree specification, as the user wrote it and as it was understood. */
public sealed interface TreeSpec {

  /** The specification as the user wrote it. */
  String text();

  /** A directory: a plain kernel tree, or a git repository whose current commit is meant. */
  record Directory(String text, Path path) implements TreeSpec {}

  /** One revision of a git repository on this machine, bare or not. */
  record Revision(String text, Path repository, String revision) implements TreeSpec {}

  /** One revision of a git repository elsewhere; {@code HEAD} where none was given. */
  record Remote(String text, String url, String revision) implements TreeSpec {}

  /** An archive on this machine: a compressed tar, or a Debian package that holds one. */
  record ArchiveFile(String text, Path file) implements TreeSpec {}

  /**
   * An archive to be downloaded.
   *
   * @param sha256 the digest that it must have, if the user asks for one
   */
  record ArchiveUrl(String text, URI url, Optional<Sha256> sha256) implements TreeSpec {}

  /** A {@code linux-source-X.Y} package. */
  record Debian(String text, DebianVersion wanted) implements TreeSpec {}

  /** The forms, for error messages. */
  String FORMS =
      "A tree is /path, /path@REV, git+URL@REV, an archive (file or https URL),"
          + " debian:X.Y, debian:newest or debian:oldest-X.";

  /** The characters that git forbids in a ref, and those that mean a walk from one. */
  Pattern NOT_A_REF = Pattern.compile("[\\x00-\\x20~^:?*\\[\\\\\\x7f]|\\.\\.|@\\{|^-");

  /**
   * Reads a specification.
   *
   * @param directory what relative paths are relative to
   * @throws BadInput if it has no known form, or names a path that does not exist
   */
  static TreeSpec parse(String text, Path directory) {
    if (text.isBlank()) {
      throw new BadInput("The tree specification is empty.", List.of(), FORMS);
    }
    if (text.startsWith("debian:")) {
      return new Debian(text, DebianVersion.parse(text));
    }
    if (text.startsWith("git+")) {
      return remote(text);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("https://") || lower.startsWith("http://")) {
      return archiveUrl(text);
    }
    return local(text, directory);
  }

  private static TreeSpec remote(String text) {
    String url = text.substring("git+".length());
    // An @ before the path belongs to user@host.
    int authority = url.indexOf("://");
    int path = authority >= 0 ? url.indexOf('/', authority + 3) : url.indexOf(':');
    int at = url.lastIndexOf('@');
    String revision = "HEAD";
    if (at > path) {
      revision = url.substring(at + 1);
      url = url.substring(0, at);
    }
    if (url.isEmpty() || revision.isEmpty()) {
      throw new BadInput(
          "The tree specification " + text + " lacks its " + (url.isEmpty() ? "URL." : "revision."),
          List.of(),
          "Write git+URL@REV, with a branch, a tag or a full commit id as REV.");
    }
    if (NOT_A_REF.matcher(revision).find()) {
      throw new BadInput(
          "The revision \"" + revision + "\" cannot be asked of a remote repository.",
          List.of("in " + text),
          "Name a branch, a tag or a full commit id; a walk such as v7.2~3 needs a local clone.");
    }
    return new Remote(text, url, revision);
  }

  private static TreeSpec archiveUrl(String text) {
    int hash = text.indexOf('#');
    String place = hash < 0 ? text : text.substring(0, hash);
    Optional<Sha256> digest = hash < 0 ? Optional.empty() : Optional.of(sha256(text, hash + 1));
    if (digest.isEmpty() && place.toLowerCase(Locale.ROOT).startsWith("http://")) {
      throw new BadInput(
          "The archive " + text + " would come over http, where anyone on the way can change it.",
          List.of(),
          "Use https, or add the archive's digest: " + text + "#sha256=...");
    }
    try {
      return new ArchiveUrl(text, URI.create(place), digest);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "The URL " + text + " is malformed.",
          List.of(String.valueOf(e.getMessage())),
          "Check the URL; a git repository is written git+URL@REV.",
          e);
    }
  }

  private static Sha256 sha256(String text, int at) {
    String fragment = text.substring(at).toLowerCase(Locale.ROOT);
    if (!fragment.startsWith(Sha256.FRAGMENT)) {
      throw new BadInput(
          "The end of " + text + " says nothing about an archive.",
          List.of("after the # stands " + text.substring(at)),
          "Write URL#sha256= and the archive's digest, or the URL alone.");
    }
    String hex = fragment.substring(Sha256.FRAGMENT.length());
    try {
      return new Sha256(hex);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "The digest in " + text + " is no SHA-256.",
          List.of("it has " + hex.length() + " characters"),
          "Give all 64 hexadecimal digits.",
          e);
    }
  }

  private static TreeSpec local(String text, Path directory) {
    Path whole = path(text, directory);
    if (Files.isDirectory(whole)) {
      return new Directory(text, whole);
    }
    if (Files.exists(whole)) {
      return new ArchiveFile(text, whole);
    }
    for (int at = text.lastIndexOf('@'); at > 0; at = text.lastIndexOf('@', at - 1)) {
      Path repository = path(text.substring(0, at), directory);
      if (Files.isDirectory(repository)) {
        String revision = text.substring(at + 1);
        if (revision.isEmpty()) {
          throw new BadInput(
              "The tree specification " + text + " lacks its revision.",
              List.of(),
              "Write /path@REV, or /path alone for the current commit.");
        }
        return new Revision(text, repository, revision);
      }
    }
    Path missing = whole;
    while (missing.getParent() != null && !Files.exists(missing.getParent())) {
      missing = missing.getParent();
    }
    throw new BadInput(
        "There is no tree at " + text + ".", List.of(missing + " does not exist"), FORMS);
  }

  private static Path path(String text, Path directory) {
    try {
      return directory.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new BadInput(
          "The tree specification is no path: " + e.getReason() + ".", List.of(text), FORMS, e);
    }
  }
}
