// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.GuestImages;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Our module (vm-images/canary) in one guest, each time under a name that was drawn for it: a
 * kernel that treats it apart would have to know that name.
 */
final class GuestModule {
  private static final Duration STEP = Duration.ofSeconds(5);

  private final Machine machine;
  private final Supplier<String> nonces;
  private final Optional<Path> built;
  private Optional<Copy> settling = Optional.empty();

  /**
   * In a machine.
   *
   * @param built the module built for its kernel; where it is empty, the guest's own copy serves,
   *     under the name that everybody knows
   */
  GuestModule(Machine machine, Supplier<String> nonces, Optional<Path> built) {
    this.machine = machine;
    this.nonces = nonces;
    this.built = built;
  }

  /** One copy: the name that it has when it is loaded, and where it lies. */
  record Copy(String name, String path) {}

  /** A copy under a new name. */
  Copy draw() throws ShellLost, InterruptedException {
    if (built.isEmpty()) {
      return new Copy(Disguise.BUILT_AS, GuestImages.CANARY);
    }
    Disguise disguise = Disguise.of(bytes(built.get()), nonces.get());
    Copy copy = new Copy(disguise.name(), "/run/" + disguise.name());
    machine.shell().write(copy.path(), disguise.module(), machine.spec().accelerator().scale(STEP));
    return copy;
  }

  /** The path of the copy that waits for what the kernel has put off; the same at each call. */
  String forSettling() throws ShellLost, InterruptedException {
    if (settling.isEmpty()) {
      settling = Optional.of(draw());
    }
    return settling.get().path();
  }

  private static byte[] bytes(Path module) {
    try {
      return Files.readAllBytes(module);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + module, e);
    }
  }
}
