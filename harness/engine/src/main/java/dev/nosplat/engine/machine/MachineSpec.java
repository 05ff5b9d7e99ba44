// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The machine to boot.
 *
 * @param kernel the ELF image or bzImage
 * @param initramfs the guest image
 * @param tools a directory of programs that run beside QEMU
 * @param tickHz the kernel's CONFIG_HZ, which the clock probe is told
 * @param cpus virtual CPUs, at least 1
 * @param memoryMiB guest memory
 * @param accelerator how instructions run
 * @param root what user space sees as its root
 * @param debugged whether QEMU's gdb stub listens; nothing is taken for a hang then, because a
 *     person may hold the guest
 * @param parameters extra kernel parameters, after ours
 * @param content names what the kernel and the initramfs hold: equal words, equal bytes
 * @param symbols the kernel with its symbols and types, for an autopsy
 */
public record MachineSpec(
    Path kernel,
    Path initramfs,
    Path tools,
    int tickHz,
    int cpus,
    int memoryMiB,
    Accelerator accelerator,
    Root root,
    boolean debugged,
    List<String> parameters,
    String content,
    Optional<Path> symbols) {
  public MachineSpec {
    parameters = List.copyOf(parameters);
    for (String parameter : parameters) {
      if (parameter.equals("quiet")) {
        throw new IllegalArgumentException("quiet hides WARN and suspicious RCU usage");
      }
      if (!parameter.matches("[\\x21-\\x7e]+")) {
        throw new IllegalArgumentException("not one kernel parameter: " + parameter);
      }
    }
  }

  /** The same machine with another accelerator. */
  public MachineSpec under(Accelerator other) {
    return new MachineSpec(
        kernel,
        initramfs,
        tools,
        tickHz,
        cpus,
        memoryMiB,
        other,
        root,
        debugged,
        parameters,
        content,
        symbols);
  }

  /** The same machine with more kernel parameters. */
  MachineSpec with(List<String> others) {
    List<String> more = new ArrayList<>(parameters);
    more.addAll(others);
    return new MachineSpec(
        kernel,
        initramfs,
        tools,
        tickHz,
        cpus,
        memoryMiB,
        accelerator,
        root,
        debugged,
        more,
        content,
        symbols);
  }
}
