// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process of its own that makes and removes a few entries over and over, until it is killed.
 * Arguments: the store's directory, and a seed for the order in which it does so.
 */
final class KilledStoreUser {
  /** Few keys, so that they are made again, wanted by two at once, and removed while wanted. */
  private static final int KEYS = 4;

  private static final int KEPT = 2;
  private static final int WARM = 10;
  private static final int FILES = 3;
  private static final int SIZE = 20_000;

  private KilledStoreUser() {}

  public static void main(String[] args) throws Exception {
    Store store = new Store(Path.of(args[0]), Clock.systemUTC());
    Random random = new Random(Long.parseLong(args[1]));
    for (long round = 0; true; round++) {
      int number = random.nextInt(KEYS);
      store.obtain(key(number), () -> {}, draft -> make(number, draft));
      List<Store.Entry> entries = store.entries();
      if (entries.size() > KEPT) {
        store.remove(entries.get(random.nextInt(entries.size())));
      }
      if (round == WARM) {
        System.out.println("ready"); // its classes are loaded: from now on it mostly writes
      }
    }
  }

  static Key key(int number) {
    return Key.of("thing", Map.of("number", String.valueOf(number)));
  }

  /** Files that only a whole, undisturbed making leaves like this. */
  private static void make(int number, Path draft) throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.write(draft.resolve("part-" + i), content(number, i));
    }
  }

  private static byte[] content(int number, int part) {
    byte[] bytes = new byte[SIZE];
    new Random(number * FILES + part).nextBytes(bytes);
    return bytes;
  }

  /** Whether an entry holds all that {@link #make} writes, and that alone. */
  static boolean whole(Store.Entry entry) throws IOException {
    int number = Integer.parseInt(entry.key().inputs().get("number"));
    for (int part = 0; part < FILES; part++) {
      Path file = entry.directory().resolve("part-" + part);
      if (!Arrays.equals(Files.readAllBytes(file), content(number, part))) {
        return false;
      }
    }
    return true;
  }
}
