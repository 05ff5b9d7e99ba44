// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.nio.file.Path;
import java.time.Clock;

/** A process that uses an entry until its standard input ends. Arguments: store, number. */
final class StoreUser {
  private StoreUser() {}

  public static void main(String[] args) throws Exception {
    Store store = new Store(Path.of(args[0]), Clock.systemUTC());
    try (Store.Use use = store.use()) {
      Path entry = store.find(KilledStoreUser.key(Integer.parseInt(args[1]))).orElseThrow();
      System.out.println(entry);
      while (System.in.read() >= 0) {
        continue;
      }
    }
    System.out.println("over");
    System.in.close();
    Thread.currentThread().join(); // it lives on, and uses nothing any more
  }
}
