// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Brings an index to what a work tree holds. {@code git add --all} would do it, and would run
 * {@code git status} in every repository inside of the tree, with the programs that its
 * configuration names (match_stat_with_submodule() in diff-lib.c, git 2.39).
 */
final class WorkTreeFiles {
  private WorkTreeFiles() {}

  /**
   * Lists and adds.
   *
   * @param call makes a call on the index and the work tree
   * @param excluded options that say which files are left out
   * @param settings for the call that reads the files
   * @return the first call that failed, or the last
   */
  static Git.Result into(Supplier<Git.Call> call, List<String> excluded, List<String> settings)
      throws InterruptedException {
    List<String> list = new ArrayList<>(List.of("ls-files", "-z", "--cached", "--others"));
    list.addAll(excluded);
    Git.Result listed = call.get().run(list.toArray(String[]::new));
    if (!listed.ok()) {
      return listed;
    }
    Git.Call update = call.get().input(files(listed.out()));
    settings.forEach(update::setting);
    return update.run("update-index", "--add", "--remove", "--replace", "-z", "--stdin");
  }

  /** All but repositories, which are listed with a slash at their end; names may be any bytes. */
  private static byte[] files(byte[] listed) {
    String names = new String(listed, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream files = new ByteArrayOutputStream(listed.length);
    int start = 0;
    for (int end = names.indexOf(0); end >= 0; end = names.indexOf(0, start)) {
      if (names.charAt(end - 1) != '/') {
        files.write(listed, start, end + 1 - start);
      }
      start = end + 1;
    }
    return files.toByteArray();
  }
}
