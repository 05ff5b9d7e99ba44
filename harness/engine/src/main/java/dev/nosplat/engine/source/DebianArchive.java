// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.progress.Progress;
import java.nio.file.Path;
import java.util.List;

/**
 * The Debian package archive, through an apt that is configured for it.
 *
 * <p>Old versions vanish from it: what is wanted is resolved when it is wanted.
 */
public interface DebianArchive {

  /**
   * One version of one package.
   *
   * @param name for example {@code linux-source-7.2}
   * @param version for example {@code 7.2.12-1~bpo13+1}; begins with a number
   */
  record SourcePackage(String name, String version) {}

  /**
   * Every version of every {@code linux-source-X.Y} package that can be downloaded now, in apt's
   * order of preference.
   */
  List<SourcePackage> available(Progress progress) throws InterruptedException;

  /** Downloads one to a file, replacing it; the file is complete when this returns. */
  void download(SourcePackage wanted, Path file, Progress progress) throws InterruptedException;
}
