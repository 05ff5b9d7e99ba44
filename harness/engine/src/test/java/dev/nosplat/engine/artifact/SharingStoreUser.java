// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/**
 * A process of its own that wants one entry which another wants too. Whoever makes it is not done
 * before the other has come to wait, so that the two do meet. Arguments: the store's directory, a
 * file that gets a line for each making, a file that appears when somebody waits.
 */
final class SharingStoreUser {
  private SharingStoreUser() {}

  public static void main(String[] args) throws Exception {
    Path made = Path.of(args[1]);
    Path waiting = Path.of(args[2]);
    Store store = new Store(Path.of(args[0]), Clock.systemUTC());
    Path entry =
        store.obtain(
            KilledStoreUser.key(0),
            () -> touch(waiting),
            draft -> {
              Files.writeString(
                  made, "made\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
              while (!Files.exists(waiting)) {
                Thread.onSpinWait();
              }
              Files.writeString(draft.resolve("file"), "content");
            });
    System.out.print(Files.readString(entry.resolve("file")));
  }

  private static void touch(Path file) {
    try {
      Files.writeString(file, "");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
