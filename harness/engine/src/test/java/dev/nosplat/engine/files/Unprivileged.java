// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes trees as a user whom permissions bind: in this process where it is such a user's, in one
 * of another user where this one is root's.
 */
final class Unprivileged {
  private static final int NOBODY = 65534;

  private Unprivileged() {}

  /** What the other process does: removes the tree that it is given. */
  public static void main(String[] args) throws IOException {
    Trees.delete(Path.of(args[0]));
  }

  static boolean isRoot(Path scratch) throws IOException {
    return (int) Files.getAttribute(scratch, "unix:uid") == 0;
  }

  /** Removes a tree of its own. */
  static void deletes(Path scratch, Path tree) throws Exception {
    if (!isRoot(scratch)) {
      Trees.delete(tree);
      return;
    }
    give(tree);
    StringBuilder said = new StringBuilder();
    assertThat(run(scratch, tree, said)).as(said.toString()).isZero();
  }

  /** Tries to remove a tree of which a part is root's, and tells what it printed. */
  static String failsToDelete(Path scratch, Path tree, Path roots) throws Exception {
    give(tree);
    Files.setAttribute(roots, "unix:uid", 0);
    StringBuilder said = new StringBuilder();
    assertThat(run(scratch, tree, said)).isNotZero();
    return said.toString();
  }

  private static void give(Path tree) throws Exception {
    Process chown =
        new ProcessBuilder("chown", "-hR", String.valueOf(NOBODY), tree.toString())
            .inheritIO()
            .start();
    assertThat(chown.waitFor()).isZero();
  }

  private static int run(Path scratch, Path tree, StringBuilder said) throws Exception {
    // The classes may lie where only root can read them.
    Path classes = scratch.resolve("classes");
    for (Class<?> type : List.of(Trees.class, Unprivileged.class)) {
      copy(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()), classes);
    }
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid", String.valueOf(NOBODY), "--clear-groups", "--"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes.toString(),
            Unprivileged.class.getName(),
            tree.toString()));
    Process process =
        new ProcessBuilder(command).directory(scratch.toFile()).redirectErrorStream(true).start();
    said.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    return process.waitFor();
  }

  private static void copy(Path from, Path to) throws IOException {
    Path ours = from.resolve(Trees.class.getPackageName().replace('.', '/'));
    Path target = to.resolve(from.relativize(ours).toString());
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(ours)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
  }
}
