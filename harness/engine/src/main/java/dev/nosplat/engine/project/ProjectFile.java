// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the {@code nosplat.yaml} that holds for a directory. What another user could have put there
 * is refused, as git refuses another user's repository: it would say what is tested and what is
 * forgiven.
 */
public final class ProjectFile {
  /** Its name. */
  public static final String NAME = "nosplat.yaml";

  private static final String SCHEMA = "nosplat-1.schema.json";
  private static final int MOST_BYTES = 1 << 20;
  private static final String WITHOUT = "or leave it out of account with --no-config.";

  private ProjectFile() {}

  /**
   * The file of this directory or of the nearest one above that has one.
   *
   * @throws BadInput if it cannot be trusted or read, or says where it is wrong
   */
  public static Optional<Project> find(Path directory) {
    for (Path at = directory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path file = at.resolve(NAME);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(read(file));
      }
    }
    return Optional.empty();
  }

  /** The JSON schema (draft 2020-12) that every such file holds to, for editors. */
  public static String schema() {
    try (InputStream in = ProjectFile.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException(SCHEMA + " is packed with this class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + SCHEMA, e);
    }
  }

  /**
   * What a file says.
   *
   * @throws BadInput as {@link #find}
   */
  static Project read(Path file) {
    try {
      requireOwn(file);
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw refused(file, "it is longer than 1 MiB", "Shorten it");
        }
        return new ProjectReader(file).read(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new BadInput(
          file + " cannot be read.", List.of(String.valueOf(e)), "Let it be read, " + WITHOUT, e);
    }
  }

  private static void requireOwn(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw refused(file, "it is no regular file", "Put the file itself there");
    }
    int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (owner != self && owner != 0) {
      throw refused(
          file,
          "it belongs to user " + owner + ", and you are user " + self,
          "Copy it to your own");
    }
    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (modes.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw refused(file, "every user may write it", "Run chmod o-w on it");
    }
  }

  private static BadInput refused(Path file, String why, String advice) {
    return new BadInput(file + " is not taken.", List.of(why), advice + ", " + WITHOUT);
  }
}
