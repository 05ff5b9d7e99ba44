// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import java.nio.file.Path;

/**
 * A BPF program compiled for one kernel.
 *
 * @param name the source's name without {@code .bpf.c}
 * @param object the object file on the host
 * @param key its key in the store
 */
public record BpfProgram(String name, Path object, String key) {

  /** Where a guest finds the object. */
  public String guestPath() {
    return "/nosplat/" + name + ".bpf.o";
  }
}
