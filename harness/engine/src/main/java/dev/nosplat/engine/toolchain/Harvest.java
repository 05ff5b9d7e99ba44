// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes files that a container wrote. It is the only code of ours that opens a path below a
 * directory that a container could write: what it takes are regular files that were named before,
 * reached without following a link, each no longer than it may be.
 *
 * <p>No container that can write the directory may be running: whoever still writes could change a
 * file between the look at it and its use.
 */
public final class Harvest {
  private static final int MEMORY_MIB = 4096;

  /** The arguments are triples: path, new name, most bytes. */
  private static final String COPY =
      """
      refuse() { echo "$1"; exit 3; }
      cd /from
      while [ $# -gt 0 ]; do
        rest=$1
        at=
        while :; do
          at=$at${rest%%/*}
          [ ! -L "$at" ] || refuse "$at is a symbolic link"
          [ "$rest" != "${rest#*/}" ] || break
          rest=${rest#*/}
          at=$at/
        done
        [ -e "$at" ] || refuse "$at is not there"
        [ -f "$at" ] || refuse "$at is no regular file"
        size=$(stat -c %s "$at")
        [ "$size" -le "$3" ] || refuse "$at has $size bytes, and $3 is the most"
        cp --no-dereference --reflink=auto "$at" "/out/$2"
        shift 3
      done
      cd /out
      """;

  private Harvest() {}

  /**
   * A file to be taken.
   *
   * @param path where the container left it, relative to its directory
   * @param name what it is called from then on
   * @param most bytes that it may have
   */
  public record Wanted(String path, String name, long most) {}

  /**
   * Copies files out of a directory that stays as it is, in a fresh container that can only read
   * it.
   *
   * @param from the directory; every container that could write it has ended
   * @param wanted what to copy
   * @param more shell commands that run in that container afterwards, beside the copies
   * @param made what those commands leave there
   * @param to where all of it goes, a directory of ours
   * @return the lines that those commands printed
   */
  public static List<String> copy(
      Toolchain toolchain,
      ContainerDirectory from,
      List<Wanted> wanted,
      String more,
      List<Wanted> made,
      Path to)
      throws IOException, InterruptedException, HarvestRefused {
    ContainerDirectory out = toolchain.scratch(to);
    List<String> command = new ArrayList<>(List.of("sh", "-euc", COPY + more, "harvest"));
    List<Wanted> all = new ArrayList<>();
    for (Wanted file : wanted) {
      command.addAll(List.of(file.path(), file.name(), Long.toString(file.most())));
      all.add(new Wanted(file.name(), file.name(), file.most()));
    }
    all.addAll(made);
    List<String> said = new ArrayList<>();
    try (ToolchainContainer container =
        toolchain.open(
            ContainerSpec.offline(
                "harvest",
                List.of(Mount.readOnly(from, "/from"), Mount.writable(out, "/out")),
                MEMORY_MIB))) {
      if (container.run(command, Map.of(), (line, error) -> said.add(line)) != 0) {
        throw new HarvestRefused(said);
      }
    }
    take(out, all, to);
    out.delete();
    return said;
  }

  /**
   * Moves files out of a directory of which nothing else is wanted.
   *
   * @param from the directory; every container that could write it has ended
   * @param to a directory of ours on the same file system
   */
  public static void take(ContainerDirectory from, List<Wanted> wanted, Path to)
      throws IOException, HarvestRefused {
    try (SecureDirectoryStream<Path> source = secure(from.path());
        SecureDirectoryStream<Path> target = secure(to)) {
      for (Wanted file : wanted) {
        move(source, Path.of(file.path()), "", file, target);
        own(file, to);
      }
    }
  }

  private static void move(
      SecureDirectoryStream<Path> at,
      Path rest,
      String above,
      Wanted file,
      SecureDirectoryStream<Path> target)
      throws IOException, HarvestRefused {
    Path name = rest.getName(0);
    String path = above + name;
    BasicFileAttributes attributes;
    try {
      attributes =
          at.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
    } catch (NoSuchFileException e) {
      throw refused(path, "is not there");
    }
    if (attributes.isSymbolicLink()) {
      throw refused(path, "is a symbolic link");
    }
    if (rest.getNameCount() > 1) {
      if (!attributes.isDirectory()) {
        throw refused(path, "is no directory");
      }
      try (SecureDirectoryStream<Path> below =
          at.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        move(below, rest.subpath(1, rest.getNameCount()), path + "/", file, target);
      }
      return;
    }
    if (!attributes.isRegularFile()) {
      throw refused(path, "is no regular file");
    }
    if (attributes.size() > file.most()) {
      throw refused(
          path, "has " + attributes.size() + " bytes, and " + file.most() + " is the most");
    }
    at.move(name, target, Path.of(file.name()));
  }

  /** Makes what was moved the caller's own: no second name leads to it, and no mode bit is left. */
  private static void own(Wanted file, Path to) throws IOException, HarvestRefused {
    Path taken = to.resolve(file.name());
    if ((int) Files.getAttribute(taken, "unix:nlink", LinkOption.NOFOLLOW_LINKS) != 1) {
      Files.delete(taken);
      throw refused(file.path(), "has a second name");
    }
    for (String id : List.of("unix:uid", "unix:gid")) {
      Object ours = Files.getAttribute(to, id, LinkOption.NOFOLLOW_LINKS);
      if (!ours.equals(Files.getAttribute(taken, id, LinkOption.NOFOLLOW_LINKS))) {
        Files.setAttribute(taken, id, ours, LinkOption.NOFOLLOW_LINKS);
      }
    }
    Files.setPosixFilePermissions(taken, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static HarvestRefused refused(String path, String why) {
    return new HarvestRefused(List.of(path + " " + why));
  }

  private static SecureDirectoryStream<Path> secure(Path directory) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException(
        directory + " cannot be read without following links: this Java runtime has no openat()");
  }
}
