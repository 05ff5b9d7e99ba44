// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of one run. A record may come from anyone, with a directory full of anything: only what
 * lies in that directory is found, and no symbolic link below it is followed.
 */
public final class RunFiles {
  /** What an artifact may be called: it lies in the run directory itself. */
  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,255}");

  private final RunRecord run;

  private RunFiles(RunRecord run) {
    this.run = run;
  }

  /** The files of this run. */
  public static RunFiles of(RunRecord run) {
    return new RunFiles(run);
  }

  /** Whether an artifact may have this name. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * An artifact that is a regular file; empty where the run left none.
   *
   * @param what what it is, for example {@code console}
   */
  public Optional<Path> artifact(String what) {
    return Optional.ofNullable(run.artifacts().get(what)).flatMap(name -> regular(name, ""));
  }

  /**
   * A regular file below an artifact that is a directory; empty where there is none.
   *
   * @param what what the directory is, for example {@code sources}
   * @param file relative to it; anything at all
   */
  public Optional<Path> below(String what, String file) {
    return Optional.ofNullable(run.artifacts().get(what)).flatMap(name -> regular(name, file));
  }

  private Optional<Path> regular(String name, String file) {
    try {
      Path top = run.directory().resolve(name);
      Path found = file.isEmpty() ? top : top.resolve(file).normalize();
      if (!found.startsWith(top)) {
        return Optional.empty();
      }
      Path at = run.directory();
      for (Path part : run.directory().relativize(found)) {
        at = at.resolve(part);
        if (Files.isSymbolicLink(at)) {
          return Optional.empty();
        }
      }
      return Optional.of(found).filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS));
    } catch (InvalidPathException e) {
      return Optional.empty(); // no file can have such a name
    }
  }
}
