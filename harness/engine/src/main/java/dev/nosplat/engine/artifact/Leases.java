// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries are in use: each is locked, shared with other users, until every stretch of use
 * that was open when it was last asked for is closed.
 */
final class Leases {
  private final Path file;
  private final Map<String, Lease> leases = new HashMap<>();
  private final Set<Store.Use> open = identities();

  /** Leases as names in this lock file. */
  Leases(Path file) {
    this.file = file;
  }

  private record Lease(FileLock lock, Set<Store.Use> users) {}

  private static Set<Store.Use> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  synchronized Store.Use open() {
    Store.Use[] self = new Store.Use[1];
    self[0] = () -> close(self[0]);
    open.add(self[0]);
    return self[0];
  }

  /**
   * Keeps an entry from being removed while what is open now is.
   *
   * @return false if somebody is removing it
   */
  synchronized boolean take(String entry) {
    Lease lease = leases.get(entry);
    if (lease == null) {
      Optional<FileLock> lock;
      try {
        lock = FileLock.tryAcquire(file, entry, FileLock.Sharing.SHARED);
      } catch (UncheckedIOException e) {
        return true; // a store that we may only read
      }
      if (lock.isEmpty()) {
        return false;
      }
      if (open.isEmpty()) {
        lock.get().close();
        return true;
      }
      lease = new Lease(lock.get(), identities());
      leases.put(entry, lease);
    }
    lease.users().addAll(open);
    return true;
  }

  private synchronized void close(Store.Use use) {
    open.remove(use);
    leases
        .values()
        .removeIf(
            lease -> {
              lease.users().remove(use);
              if (lease.users().isEmpty()) {
                lease.lock().close();
                return true;
              }
              return false;
            });
  }
}
